// SPDX-License-Identifier: Apache-2.0
// The normalised form of a person's name: what "exact" means when two spellings in one script are compared.
import { LATIN_LOOK_ALIKE } from './number-form.ts';

/** The normalised name `SURNAME|GIVEN NAMES`; the first of `nameKeys`. */
export function nameKey(surname: string, given: string): string {
  return `${normaliseName(surname)}|${normaliseName(given)}`;
}

/**
 * The normalised names under which a spelling is met: one, or two where ICAO Doc 9303-3, 6 allows two spellings of a letter
 * in the machine-readable zone (Ä is AE or A, Å is AA or A, Ö is OE or O, Ü is UE or U).
 */
export function nameKeys(surname: string, given: string): readonly string[] {
  const primary = nameKey(surname, given);
  const simple = `${normaliseName(surname, SIMPLE_LATIN)}|${normaliseName(given, SIMPLE_LATIN)}`;
  return simple === primary ? [primary] : [primary, simple];
}

/**
 * Capitals, blanks between words and nothing else: compatibility forms resolved (NFKC), tokens of mixed script repaired, Latin
 * letters as in the machine-readable zone, apostrophes and full stops dropped, other marks made blanks, Ё written Е.
 * Scripts are not turned into one another.
 */
export function normaliseName(text: string, latin: ReadonlyMap<string, string> = ICAO_LATIN): string {
  if (PLAIN_NAME.test(text)) return text;
  const words = text
    .normalize('NFKC')
    .replace(DROPPED, '')
    .toUpperCase()
    // Capitals of some letters come in parts: ΐ.
    .normalize('NFKC')
    .split(BETWEEN_WORDS)
    .filter((word) => word !== '')
    .map(repairScript);
  let name = '';
  for (const character of words.join(' ').replace(MARKED_LATIN, '$1'))
    name += character <= '\x7f' ? character : foldLetter(character, latin);
  return name;
}

/**
 * A token with both Cyrillic and basic Latin letters goes to the script of its majority (Cyrillic on a tie) through the look-alikes;
 * one slip of a keyboard layout must not hide a person.
 */
function repairScript(token: string): string {
  const cyrillic = token.match(CYRILLIC)?.length ?? 0;
  if (cyrillic === 0) return token;
  const latin = token.match(BASIC_LATIN)?.length ?? 0;
  if (latin === 0) return token;
  const lookAlike = cyrillic >= latin ? CYRILLIC_LOOK_ALIKE : LATIN_LOOK_ALIKE;
  return [...token].map((letter) => lookAlike.get(letter) ?? letter).join('');
}

function foldLetter(letter: string, latin: ReadonlyMap<string, string>): string {
  const folded = latin.get(letter);
  if (folded !== undefined) return folded;
  if (!LATIN.test(letter)) return letter;
  // What is left without its marks may be a letter of the table itself: Ǽ, Æ, AE.
  const unmarked = letter.normalize('NFD').replace(MARKS, '');
  return latin.get(unmarked) ?? unmarked;
}

const PLAIN_NAME = /^[A-Z0-9]+(?: [A-Z0-9]+)*$/;
/** Apostrophes in their many shapes, full stops, soft hyphens and joiners: absent from the machine-readable zone. */
const DROPPED = /['’‘ʼʹʻ`´".\u00ad\u200b-\u200d]/gu;
const BETWEEN_WORDS = /[^\p{L}\p{N}\p{M}]+/u;
const CYRILLIC = /\p{Script=Cyrillic}/gu;
const BASIC_LATIN = /[A-Z]/g;
const LATIN = /\p{Script=Latin}/u;
const MARKS = /\p{M}+/gu;
/** A mark that no letter of its own exists for: it goes, as the others do. */
const MARKED_LATIN = /(\p{Script=Latin})\p{M}+/gu;

const CYRILLIC_LOOK_ALIKE: ReadonlyMap<string, string> = new Map(
  [...LATIN_LOOK_ALIKE].map(([cyrillic, latin]) => [latin, cyrillic]),
);

/** ICAO Doc 9303-3, 6, table A: letters that do not simply lose their mark. Ə has no row there; E is the closest. */
const COMMON: readonly (readonly [string, string])[] = Object.entries({
  Æ: 'AE',
  Œ: 'OE',
  Ø: 'OE',
  ẞ: 'SS',
  ß: 'SS',
  Þ: 'TH',
  Ð: 'D',
  Đ: 'D',
  Ł: 'L',
  Ħ: 'H',
  Ŧ: 'T',
  Ŋ: 'N',
  ĸ: 'Q',
  ı: 'I',
  Ə: 'E',
  Ǝ: 'E',
  Ё: 'Е',
});
const ICAO_LATIN: ReadonlyMap<string, string> = new Map([
  ...COMMON,
  ['Ä', 'AE'],
  ['Å', 'AA'],
  ['Ö', 'OE'],
  ['Ü', 'UE'],
]);
const SIMPLE_LATIN: ReadonlyMap<string, string> = new Map(COMMON);
