// SPDX-License-Identifier: Apache-2.0
// The canonical form of plates and document numbers, and the fold of characters that readers confuse.

/**
 * Capitals and digits only: compatibility forms resolved (NFKC), separators dropped, Cyrillic letters that look like Latin ones
 * written as those. Other Cyrillic letters stay, so that a series beyond the look-alikes meets itself.
 */
export function canonicalNumber(text: string): string {
  if (CANONICAL_ASCII.test(text)) return text;
  let canonical = '';
  for (const character of text.normalize('NFKC').toUpperCase()) {
    if (isAsciiNumberCharacter(character)) canonical += character;
    else if (character > '\x7f' && LETTER_OR_DIGIT.test(character))
      canonical += LATIN_LOOK_ALIKE.get(character) ?? character;
  }
  return canonical;
}

/** Writes each class of characters that OCR and readers confuse as one digit. Folded forms meet only folded forms, and never give more than `compare`. */
export function confusionFold(canonical: string): string {
  if (!CONFUSED.test(canonical)) return canonical;
  let folded = '';
  for (const character of canonical) folded += CONFUSION_DIGIT.get(character) ?? character;
  return folded;
}

/** Letters for a number that still holds Cyrillic after the look-alikes (matching by sound, not by look). */
export function transliterateNumber(canonical: string): string {
  if (CANONICAL_ASCII.test(canonical)) return canonical;
  let latin = '';
  for (const character of canonical) latin += LATIN_SOUND.get(character) ?? character;
  return latin;
}

function isAsciiNumberCharacter(character: string): boolean {
  return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z');
}

/** Most numbers come so: a scan is a tenth of the work below. */
const CANONICAL_ASCII = /^[0-9A-Z]*$/;
const LETTER_OR_DIGIT = /[\p{L}\p{Nd}]/u;

/** Ukraine's and Russia's plates use only such letters; Macedonian and Serbian documents add Ј and Ѕ. */
export const LATIN_LOOK_ALIKE: ReadonlyMap<string, string> = new Map(
  [...'АВЕІКМНОРСТУХЈЅ'].map((cyrillic, i) => [cyrillic, 'ABEIKMHOPCTYXJS'[i]!]),
);

const CONFUSION_DIGIT: ReadonlyMap<string, string> = new Map(
  [...'OQDILSBZG'].map((letter, i) => [letter, '000115826'[i]!]),
);

/** Most numbers hold none. */
const CONFUSED = new RegExp(`[${[...CONFUSION_DIGIT.keys()].join('')}]`);

const LATIN_SOUND: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Б: 'B',
    Г: 'G',
    Ґ: 'G',
    Д: 'D',
    Ё: 'E',
    Є: 'E',
    Ж: 'ZH',
    З: 'Z',
    И: 'I',
    Ї: 'I',
    Й: 'I',
    Л: 'L',
    П: 'P',
    Ф: 'F',
    Ц: 'TS',
    Ч: 'CH',
    Ш: 'SH',
    Щ: 'SHCH',
    Ъ: '',
    Ы: 'Y',
    Ь: '',
    Э: 'E',
    Ю: 'IU',
    Я: 'IA',
  }),
);
