// SPDX-License-Identifier: Apache-2.0
// The readings of single words, as the vectors have them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { prepareToken } from './prepare-token.ts';
import { signatureDistance, signatureOf, skeletonOf } from './skeleton.ts';
import { isPlainName } from './two-words.ts';

interface Case {
  readonly word: string;
  readonly lang?: string;
  readonly forms: readonly string[];
  readonly skeleton: string;
}

const VECTORS = join(import.meta.dirname, '../../../spec/vectors/matching/names-readings.json');
const { words } = JSON.parse(readFileSync(VECTORS, 'utf8')) as { words: readonly Case[] };

describe('the readings of a word', () => {
  for (const { word, lang, forms, skeleton } of words) {
    it(`${word} (${lang ?? 'no language'})`, () => {
      const texts = prepareToken(word, lang).forms.map(({ text }) => text);
      assert.deepEqual(texts, forms);
      assert.equal(skeletonOf(texts[0]!), skeleton);
    });
  }

  it('begin with the same one in whatever language, of every word that an index tells by its sounds', () => {
    const alphabets = [
      'aəbcçdeëfgğhıijklmnñoöpqrsşśțuüvwxyzżćčłđß',
      'абвгґдеёєжзиіїйклмнопрстуўфхцчшщъыьэюяәғқҝңөұүһҹђјљњћџѓќѐѝӏ',
    ];
    const languages = ['az', 'tr', 'ro', 'pl', 'de', 'sr', 'hu', 'uz', 'kk', 'uk', 'be', 'bg', 'mn', 'ky', 'mk', 'ru'];
    for (const alphabet of alphabets) {
      for (const one of alphabet) {
        for (const other of alphabet) {
          const word = `${one}${other}${one}`;
          const neutral = prepareToken(word, undefined);
          if (!isPlainName(neutral)) continue;
          for (const language of languages)
            assert.equal(prepareToken(word, language).forms[0]!.text, neutral.forms[0]!.text, `${language} ${word}`);
        }
      }
    }
  });

  it('are the same object while the memo holds them', () => {
    assert.equal(prepareToken('петренко', 'uk'), prepareToken('петренко', 'uk'));
    assert.notEqual(prepareToken('петренко', 'uk'), prepareToken('петренко', 'ru'));
  });
});

describe('a signature', () => {
  it('counts consonants by class, at most seven of each', () => {
    assert.equal(signatureOf('aeiou'), 0);
    assert.equal(signatureOf('p'.repeat(9)), 7);
    assert.equal(signatureDistance(signatureOf('petrov'), signatureOf('vortep')), 0);
    assert.equal(signatureDistance(signatureOf('petrov'), signatureOf('petro')), 1);
    assert.equal(signatureDistance(signatureOf('tomson'), signatureOf('domson')), 0);
  });
});
