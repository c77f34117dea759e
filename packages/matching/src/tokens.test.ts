// SPDX-License-Identifier: Apache-2.0
// What is left of a name as it was written.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scriptOf } from './script.ts';
import { splitTokens, TOKEN_LETTERS_MAX, TOKENS_MAX } from './tokens.ts';

describe('the words of a name', () => {
  const CASES: readonly (readonly [what: string, name: string, words: readonly string[]])[] = [
    ['are small', 'Giorgi KALANDADZE', ['giorgi', 'kalandadze']],
    [
      'stand between hyphens, commas, full stops and fillers',
      'PETRENKO<<ANNA-MARIA, J.R.',
      ['petrenko', 'anna', 'maria', 'j', 'r'],
    ],
    ['lose apostrophes in all their shapes', "O'Neil O’Neil Оʼніл", ['oneil', 'oneil', 'оніл']],
    ['keep letters that a mark makes', 'Йосип Ґалаґан Їжак', ['йосип', 'ґалаґан', 'їжак']],
    ['lose stress marks', 'Петре\u0301нко', ['петренко']],
    ['know the dotted capital', 'İLHAM', ['ilham']],
    ['lose vowel points', 'مُحَمَّد שָׁלוֹם', ['محمد', 'שלום']],
    ['keep a geresh as a mark', "ג'מאל", ['ג\u05bfמאל']],
    ['know the old capitals of Georgian', 'ႠႡ Ბერიძე', ['აბ', 'ბერიძე']],
    ['go to the script of most of their letters', 'Марiя cергій Ivаn', ['марія', 'сергій', 'ivan']],
    ['go to Cyrillic on a tie', 'ао' + 'ae', ['аоае']],
    ['are none without letters', '--- .,', []],
  ];
  for (const [what, name, words] of CASES) it(what, () => assert.deepEqual(splitTokens(name), words));

  it('have limits', () => {
    const words = splitTokens(`${'a'.repeat(TOKEN_LETTERS_MAX + 1)} ${'b '.repeat(TOKENS_MAX)}`);
    assert.equal(words.length, TOKENS_MAX);
    assert.equal(words[0]!.length, TOKEN_LETTERS_MAX);
  });
});

describe('the script of a word', () => {
  it('is that of most letters', () => {
    const words = ['ivan', 'іван', 'ივანე', 'իվան', 'ايوان', 'איוון', 'ιβάν', '日本', 'müller', 'іvаnа'];
    const scripts = ['Latn', 'Cyrl', 'Geor', 'Armn', 'Arab', 'Hebr', 'Grek', 'Zzzz', 'Latn', 'Cyrl'];
    assert.deepEqual(words.map(scriptOf), scripts);
  });
});
