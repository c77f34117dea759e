// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NearWord } from './near-words.ts';
import { type PreparedToken, prepareToken } from './prepare-token.ts';
import { NAME_STOCKS } from './synthetic-names.fixture.ts';
import { tokenSimilarity } from './token-similarity.ts';
import { WordSounds } from './word-sounds.ts';

/** As clerks write them: cut short, with letters more, less, other and swapped, alone. */
function written(word: string): string[] {
  const [first = '', second = '', ...rest] = [...word];
  const end = rest.join('');
  return [
    word,
    `${second}${first}${end}`,
    `${first}${end}`,
    `${first}a${second}${end}`,
    `${word}ov`,
    word.slice(0, 4),
    first,
  ];
}

function tokensOf(languages: readonly string[]): PreparedToken[] {
  return NAME_STOCKS.filter(({ lang }) => languages.includes(lang)).flatMap(({ lang, given, surnames }) =>
    [...given.slice(0, 4), ...surnames.slice(0, 4)].flatMap(({ native, latin }) => [
      ...written(native).map((word) => prepareToken(word.toLowerCase(), lang)),
      ...written(latin.toLowerCase()).map((word) => prepareToken(word, undefined)),
    ]),
  );
}

test('no word that may be similar is told to be another by its shape and letters', () => {
  // Ion and Jean are one given name, Giorgi and George by the one reading of the other's j.
  const others = ['ᠮᠣᠩᠭᠣᠯ', 'ion', 'zhan', 'jorj'].map((word) => prepareToken(word, undefined));
  const tokens = [...tokensOf(['uk', 'ka', 'az', 'he', 'ar']), ...others];
  const sounds = new WordSounds();
  const numbers = tokens.map((token) => sounds.take(token));
  let near = 0;
  let similar = 0;
  for (const token of tokens) {
    const nearWord = new NearWord(token);
    for (const [index, other] of tokens.entries()) {
      const sound = numbers[index]!;
      const isNear = nearWord.hasShape(sounds.shapeOf(sound)) && nearWord.hasLetters(sounds.lettersOf(sound));
      const isSimilar = sounds.mayBeSimilar(sound, token) && tokenSimilarity(token, other) >= 600;
      assert.ok(isNear || !isSimilar, `${token.word} ${other.word}`);
      if (isNear) near += 1;
      if (isSimilar) similar += 1;
    }
  }
  // It would be of no use if it let all pass.
  assert.ok(near < tokens.length ** 2 / 2 && similar > tokens.length, `${near} ${similar} ${tokens.length}`);
});
