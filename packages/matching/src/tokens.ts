// SPDX-License-Identifier: Apache-2.0
// The words of a name as it was written: one Unicode form, small letters, no punctuation, one script in each word
// (spec/matching.md 1-3). Never throws, and its time has a bound for a text of any length.
import { repairScript } from './script.ts';

/** Longer names are cut: no document prints a name of so many UTF-16 units, words or letters. */
export const NAME_UNITS_MAX = 512;
export const TOKENS_MAX = 12;
export const TOKEN_LETTERS_MAX = 40;

/** The words of a name in their order; none where it holds no letter. */
export function splitTokens(name: string): string[] {
  const text = ASCII_LETTERS.test(name) && name.length <= NAME_UNITS_MAX ? name.toLowerCase() : normalise(name);
  const tokens: string[] = [];
  for (const word of text.split(BETWEEN_WORDS)) {
    if (word === '') continue;
    tokens.push(repairScript(cut(word)));
    if (tokens.length === TOKENS_MAX) break;
  }
  return tokens;
}

/** Capitals become small only after the marks are joined to their letters: İ leaves a dot behind, which is dropped. */
function normalise(name: string): string {
  const text = name.slice(0, NAME_UNITS_MAX);
  const plain = text.normalize('NFKC').toLowerCase();
  if (NOTHING_TO_DROP.test(plain)) return plain;
  return text
    .replace(LONE_ACCENTS, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(HEBREW_FOREIGN, '$1\u05bf')
    .replace(DROPPED, '')
    .replace(OLD_GEORGIAN, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x2d00 + 0x10d0));
}

function cut(word: string): string {
  if (word.length <= TOKEN_LETTERS_MAX) return word;
  return [...word].slice(0, TOKEN_LETTERS_MAX).join('');
}

const ASCII_LETTERS = /^[A-Za-z -]*$/;

/** Small letters, letters without case, and what separates words: most names are no more. */
const NOTHING_TO_DROP = /^[[\p{Ll}\p{Lo} ,.<\-]--[\u2d00-\u2d25]]*$/v;
/** Would become a blank and a mark; between Latin letters a middle dot keeps two letters from being read as one. */
const LONE_ACCENTS = /[´`¨]|(?<=\p{Script=Latin})·(?=\p{Script=Latin})/gu;
/** A letter and its geresh are one sound; the mark (rafe) keeps them in one word. */
const HEBREW_FOREIGN = /([גזצץ])['’׳]/g;
const OLD_GEORGIAN = /[\u2d00-\u2d25]/g;

/**
 * Apostrophes and quotes in their many shapes, signs of no width and of direction, vowel points of Arabic and Hebrew with
 * Arabic's long stroke, and stress marks. Marks that make another letter (й, ї, ў, ç) were joined to it before.
 */
const DROPPED =
  /['’‘‛`´"“”„«»ʹʺʻʼʽʾʿˈˊ′″׳״\u0640\p{Cf}]|[\u0300-\u036f]|[\u0483-\u0489]|[\u0591-\u05bd]|[\u05c1-\u05c7]|[\u0610-\u061a]|[\u064b-\u065f\u0670]|[\u06d6-\u06ed]/gu;
const BETWEEN_WORDS = /[^\p{L}\p{M}\p{N}]+/u;
