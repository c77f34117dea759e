// SPDX-License-Identifier: Apache-2.0
// The script of a word, and its repair where two are mixed: one slip of a keyboard layout must not hide a person.

/** ISO 15924 codes of the scripts with a table; every other one is compared letter by letter. */
export type Script = 'Latn' | 'Cyrl' | 'Geor' | 'Armn' | 'Arab' | 'Hebr' | 'Grek' | 'Zzzz';

/** The script of most letters of a word; of the first among equals. */
export function scriptOf(word: string): Script {
  if (PLAIN_LATIN.test(word)) return 'Latn';
  counts.fill(0);
  for (const letter of word) counts[scriptIndex(letter.codePointAt(0)!)]! += 1;
  let most = SCRIPTS.length - 1;
  for (let index = SCRIPTS.length - 2; index >= 0; index -= 1)
    if (counts[index]! > 0 && counts[index]! >= counts[most]!) most = index;
  return SCRIPTS[most]!;
}

/** A word with both Cyrillic and basic Latin letters goes to the script of its majority, Cyrillic on a tie. */
export function repairScript(word: string): string {
  if (!HAS_LATIN.test(word) || PLAIN_LATIN.test(word)) return word;
  const cyrillic = word.match(CYRILLIC)?.length ?? 0;
  if (cyrillic === 0) return word;
  const latin = word.match(BASIC_LATIN)?.length ?? 0;
  if (latin === 0) return word;
  const lookAlike = cyrillic >= latin ? CYRILLIC_LOOK_ALIKE : LATIN_LOOK_ALIKE;
  return [...word].map((letter) => lookAlike.get(letter) ?? letter).join('');
}

function scriptIndex(point: number): number {
  for (let index = 0; index < RANGES.length; index += 3) {
    if (point >= RANGES[index]! && point <= RANGES[index + 1]!) return RANGES[index + 2]!;
  }
  return SCRIPTS.length - 1;
}

const PLAIN_LATIN = /^[a-z]*$/;
const HAS_LATIN = /[a-z]/;
const CYRILLIC = /\p{Script=Cyrillic}/gu;
const BASIC_LATIN = /[a-z]/g;

const SCRIPTS: readonly Script[] = ['Cyrl', 'Latn', 'Geor', 'Armn', 'Arab', 'Hebr', 'Grek', 'Zzzz'];
const counts = new Uint16Array(SCRIPTS.length);

/** First and last code point of a block, and the index of its script. Georgian has three blocks, of which one is capitals. */
const RANGES: readonly number[] = [
  0x61, 0x7a, 1, 0x0400, 0x052f, 0, 0xc0, 0x024f, 1, 0x10a0, 0x10ff, 2, 0x1c90, 0x1cbf, 2, 0x2d00, 0x2d2f, 2, 0x0531,
  0x058f, 3, 0xfb13, 0xfb17, 3, 0x0600, 0x06ff, 4, 0x0750, 0x077f, 4, 0x08a0, 0x08ff, 4, 0x0590, 0x05ff, 5, 0x0370,
  0x03ff, 6, 0x1f00, 0x1fff, 6, 0x0250, 0x02af, 1, 0x1e00, 0x1eff, 1, 0x1c80, 0x1c8f, 0, 0xa640, 0xa69f, 0,
];

/** Letters that look alike in print. Both ways: the Latin letter stands under its Cyrillic twin and the other way round. */
const LOOK_ALIKES: readonly (readonly [string, string])[] = [
  ['а', 'a'],
  ['в', 'b'],
  ['с', 'c'],
  ['е', 'e'],
  ['н', 'h'],
  ['і', 'i'],
  ['к', 'k'],
  ['м', 'm'],
  ['о', 'o'],
  ['р', 'p'],
  ['т', 't'],
  ['х', 'x'],
  ['у', 'y'],
  ['ј', 'j'],
  ['ѕ', 's'],
  ['һ', 'h'],
  ['ԛ', 'q'],
  ['ԝ', 'w'],
  ['ӏ', 'l'],
];
const CYRILLIC_LOOK_ALIKE = new Map(LOOK_ALIKES.slice(0, 15).map(([cyrillic, latin]) => [latin, cyrillic]));
const LATIN_LOOK_ALIKE = new Map(LOOK_ALIKES);
