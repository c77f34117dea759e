// SPDX-License-Identifier: Apache-2.0
// The language of a name by letters that only one of ours writes, where nothing else says it.

/** A BCP 47 primary language, or undefined. */
export function guessLanguage(words: readonly string[]): string | undefined {
  for (const word of words) {
    if (PLAIN_LATIN.test(word)) continue;
    for (const [language, letters] of TELLING_LETTERS) if (letters.test(word)) return language;
  }
  return undefined;
}

const PLAIN_LATIN = /^[a-z]*$/;

/** The first that holds. І and ы together are Belarusian, і alone Ukrainian, ы alone Russian or a language that reads as it. */
const TELLING_LETTERS: readonly (readonly [string, RegExp])[] = [
  ['uk', /[їєґ]/],
  ['be', /ў|і.*ы|ы.*і/],
  ['az', /[əҝҹ]/],
  ['kk', /[құ]/],
  ['mk', /[ѓќ]/],
  ['sr', /[ђћљњџ]/],
  ['uk', /і/],
  ['ru', /[ыэё]/],
  ['ro', /[țșăţ]/],
  ['tr', /[ğı]/],
  ['pl', /[łęążśń]/],
];
