// SPDX-License-Identifier: Apache-2.0
// The index finds, byte for byte, what comparing everybody with everybody finds: in every script, with mistyped letters, whoever came and went.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { birthDateOf, UNKNOWN_BIRTH_DATE } from './birth-date.ts';
import { PersonIndex } from './person-index.ts';
import { plainSearch } from './plain-search.fixture.ts';
import { prepareName } from './prepare-name.ts';
import { NAME_STOCKS } from './synthetic-names.fixture.ts';
import { soundSimilarity } from './token-similarity.ts';

/** Few, so that most of those who are asked for are like somebody. */
const WORDS = [
  ...['uk', 'az', 'he'].flatMap((language) => {
    const { given, surnames } = NAME_STOCKS.find(({ lang }) => lang === language)!;
    return [...given.slice(0, 3), ...surnames.slice(0, 3)].flatMap(({ native, latin }) => [native, latin]);
  }),
  'Vladimir',
  'Xu',
  'ᠮᠣᠩᠭᠣᠯ',
];

/** As clerks write: letters left out, other, in another order, or words cut short. */
const written = fc
  .tuple(
    fc.constantFrom(...WORDS),
    fc.nat(9),
    fc.constantFrom('', '', 'cut', 'left out', 'swapped', 'a', 'e', 'i', 'k', 'о'),
  )
  .map(([word, at, change]) => {
    if (change === '') return word;
    if (change === 'cut') return word.slice(0, 4);
    if (change === 'left out') return word.slice(0, at) + word.slice(at + 1);
    if (change === 'swapped')
      return (
        word.slice(0, at) +
        word
          .slice(at, at + 2)
          .split('')
          .reverse()
          .join('') +
        word.slice(at + 2)
      );
    return word.slice(0, at) + change + word.slice(at + 1);
  });
const name = fc
  .tuple(written, written, fc.constantFrom(' ', ' ', ', ', '-', ''), fc.constantFrom('', '', '', ' A', ' ogly'))
  .map(([one, other, between, end]) => prepareName({ name: one + between + other + end }));
const date = fc
  .tuple(fc.constantFrom(1974, 1975, 1984), fc.constantFrom(0, 1, 3, 5), fc.constantFrom(0, 1, 3, 5))
  .map(([year, month, day]) => birthDateOf(year, month, month === 0 ? 0 : day));
const person = fc.record({
  names: fc.array(name, { minLength: 1, maxLength: 3 }),
  birthDates: fc.uniqueArray(date, { maxLength: 2 }),
});
const query = fc.record({
  names: fc.array(name, { minLength: 1, maxLength: 2 }),
  birthDate: fc.oneof(date, fc.constant(UNKNOWN_BIRTH_DATE)),
  latestYear: fc.constant(2026),
});

test('an index of persons finds what a comparison of all with all finds', () => {
  fc.assert(
    fc.property(
      fc.array(person, { minLength: 1, maxLength: 25 }),
      fc.array(query, { minLength: 1, maxLength: 4 }),
      fc.nat(9),
      (drawn, queries, left) => {
        const persons = drawn.map((one, ordinal) => ({ ...one, ordinal }));
        const index = new PersonIndex();
        for (const one of persons) index.add(one);
        for (const gone of persons.slice(0, left)) index.remove(gone);
        const kept = persons.slice(left);
        // One of those who are there is asked for by his own first name, too.
        const asked = [
          ...queries,
          ...kept.slice(0, 1).map(({ names }) => ({ ...queries[0]!, names: names.slice(0, 1) })),
        ];
        for (const one of asked) {
          const expected = plainSearch(kept, one);
          assert.deepEqual(index.search(one), expected);
          assert.deepEqual(PersonIndex.restore([...index.sections()]).search(one), expected);
        }
        index.arrange();
        for (const one of asked) assert.deepEqual(index.search(one), plainSearch(kept, one));
      },
    ),
    { numRuns: 50 },
  );
});

test('of many who bear alike names the three hundred most alike are compared, as in a comparison of all with all', () => {
  const persons = Array.from({ length: 800 }, (_, ordinal) => {
    // Who is gone takes nobody's place.
    if (ordinal < GONE) return { ordinal, names: [prepareName({ name: 'Bochendo, Oleksan' })], birthDates: [] };
    const [first, second, last] = [ordinal % 5, Math.floor(ordinal / 5) % 5, Math.floor(ordinal / 25) % 5];
    const surname = `B${'oiuae'[first]!}ch${'aeiou'[second]!}n${'ktgdm'[Math.floor(ordinal / 125) % 5]!}${'oeiua'[last]!}`;
    const given = `Oleksa${'nrmk'[ordinal % 4]!}`;
    return { ordinal, names: [prepareName({ name: `${surname}, ${given}` })], birthDates: [] };
  });
  const index = new PersonIndex();
  for (const one of persons) index.add(one);
  for (const gone of persons.slice(0, GONE)) index.remove(gone);
  const found = ['Bochendo, Oleksan', 'Bichante, Oleksar', 'Bochenko', 'Oleksan'].map((one) => {
    const asked = { names: [prepareName({ name: one })], birthDate: UNKNOWN_BIRTH_DATE, latestYear: 2026 };
    assert.deepEqual(index.search(asked), plainSearch(persons.slice(GONE), asked), one);
    return index.search(asked).length;
  });
  assert.ok(found[0]! > 0 && found[1]! > 0, `${found}`);
});

test('a similarity that is given up early is exact from its least on, and below it nowhere above', () => {
  fc.assert(
    fc.property(written, written, fc.nat(1000), (one, other, least) => {
      const [a, b] = [one, other].map((text) => prepareName({ name: text }).tokens[0]?.sounds);
      if (a === undefined || b === undefined) return;
      const whole = soundSimilarity(a, b);
      const early = soundSimilarity(a, b, least);
      assert.ok(whole >= least ? early === whole : early <= whole && early < least);
    }),
    { numRuns: 3_000 },
  );
});

const GONE = 310;
