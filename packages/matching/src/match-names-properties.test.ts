// SPDX-License-Identifier: Apache-2.0
// What holds for every two strings: one score in both orders, no throw, a bound in time.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { matchNames } from './match-names.ts';
import { prepareName } from './prepare-name.ts';
import { NAME_STOCKS } from './synthetic-names.fixture.ts';
import { TOKEN_LETTERS_MAX, TOKENS_MAX } from './tokens.ts';

const WORDS = NAME_STOCKS.flatMap(({ given, surnames }) => [...given, ...surnames]).flatMap(({ native, latin }) => [
  native,
  latin,
]);
const LANGS = [undefined, '', 'und', 'uk', 'be', 'az', 'ro', 'zz', 'en-GB', '__proto__', 'constructor'];
/** Letters that are no letters of a name: marks, joiners, turns of direction, halves of pairs, signs, look-alikes. */
const STRANGE = [
  ..."'-,.·´`\u0301\u0308\u200d\u202e\u2066\u0000\ud800\udc00ǅﬁßİıſ\u0345ͅᾳ日ℌ①آ\u0651ـ\u05f3ג\u05bc\u{1f1fa}\u{10ffff}",
];

const word = fc.constantFrom(...WORDS);
const strangeWord = fc
  .array(fc.oneof(fc.constantFrom(...STRANGE), word), { maxLength: 6 })
  .map((parts) => parts.join(''));
const name = fc.oneof(
  fc.array(word, { maxLength: 5 }).map((words) => words.join(' ')),
  fc.array(strangeWord, { maxLength: 4 }).map((words) => words.join(' ')),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const input = fc
  .record({ name, lang: fc.constantFrom(...LANGS) })
  .map(({ name: text, lang }) => (lang === undefined ? { name: text } : { name: text, lang }));

describe('any two names', () => {
  it('have one score in both orders, a whole number up to 1000', () => {
    fc.assert(
      fc.property(input, input, (a, b) => {
        const there = matchNames(a, b);
        const back = matchNames(b, a);
        assert.equal(there.score, back.score);
        assert.deepEqual(there.rules, back.rules);
        assert.ok(Number.isInteger(there.score) && there.score >= 0 && there.score <= 1000, `${there.score}`);
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('have one score in both orders where words may be joined in many ways', () => {
    const part = fc.constantFrom('ana', 'mari', 'maria', 'anamar', 'anamaria', 'iaana', 'riaan', 'ia');
    const parts = fc.array(part, { minLength: 1, maxLength: 5 }).map((words) => ({ name: words.join(' ') }));
    fc.assert(
      fc.property(parts, parts, (a, b) => assert.equal(matchNames(a, b).score, matchNames(b, a).score)),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('are the same where they are one name with a letter in it', () => {
    fc.assert(
      fc.property(input, (a) => {
        if (prepareName(a).tokens.length === 0) return;
        assert.equal(matchNames(a, a).score, 1000);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('say why for every word of both, where they are found', () => {
    fc.assert(
      fc.property(input, input, (a, b) => {
        const { band, why } = matchNames(a, b);
        if (band === 'no') return assert.equal(why.length, 0);
        const told = why.flatMap(({ a: left = '' }) => left.split(' ').filter((text) => text !== ''));
        assert.deepEqual(
          told.sort(),
          prepareName(a)
            .tokens.map(({ word: text }) => text)
            .sort(),
        );
      }),
      { numRuns: 1000, seed: 7 },
    );
  });
});

describe('a name of any length', () => {
  const LONG = [
    'a'.repeat(10_000),
    'a '.repeat(5_000),
    'шч'.repeat(5_000),
    'ﷺ'.repeat(10_000),
    'e\u0301'.repeat(5_000),
    ','.repeat(10_000),
    `${'x'.repeat(31)} `.repeat(300),
    '\u0301'.repeat(10_000),
  ];

  it('is cut, so that the time has a bound', () => {
    const began = process.cpuUsage().user;
    for (const a of LONG) for (const b of LONG) matchNames({ name: a }, { name: b });
    const elapsedMs = (process.cpuUsage().user - began) / 1000;
    assert.ok(elapsedMs < 1000, `${elapsedMs} ms`);
  });

  it('has no more words and letters than the limits', () => {
    for (const text of LONG) {
      const { tokens } = prepareName({ name: text });
      assert.ok(tokens.length <= TOKENS_MAX);
      for (const { word: cut } of tokens) assert.ok([...cut].length <= TOKEN_LETTERS_MAX);
    }
  });
});

describe('names that try to hide', () => {
  const PLAIN = { name: 'Giorgi Kalandadze' };
  const HIDDEN: Readonly<Record<string, string>> = {
    'a turn of direction': '\u202eGiorgi\u202c Kalandadze',
    'signs without width': 'Gi\u200borgi Kalan\u00addadze',
    'combining marks': 'Gi\u0301orgi Ka\u0308landadze',
    'letters of full width': 'Ｇｉｏｒｇｉ Ｋａｌａｎｄａｄｚｅ',
    'mathematical letters': '𝐆𝐢𝐨𝐫𝐠𝐢 𝐊𝐚𝐥𝐚𝐧𝐝𝐚𝐝𝐳𝐞',
    'Cyrillic look-alikes': 'Giоrgi Kаlаndаdze',
  };
  for (const [what, hidden] of Object.entries(HIDDEN)) {
    it(`are found: ${what}`, () => assert.equal(matchNames(PLAIN, { name: hidden }).score, 1000));
  }

  it('are not found by a letter alone', () => {
    assert.equal(matchNames({ name: 'G' }, { name: 'Giorgi Kalandadze' }).band, 'no');
  });
});
