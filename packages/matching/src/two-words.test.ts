// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareNames } from './match-names.ts';
import { NameTable, SEEN, soundsAsBefore } from './name-table.ts';
import { isWorthScoring } from './plain-search.fixture.ts';
import { prepareName } from './prepare-name.ts';
import { COMPARE_FROM } from './profile.ts';
import { NAME_STOCKS } from './synthetic-names.fixture.ts';
import { WordSimilarities } from './word-similarities.ts';

/** As clerks write two words: cut, with letters more, less and other, in one, with the blank or two letters elsewhere. */
function written(given: string, surname: string): string[] {
  return [
    `${given} ${surname}`,
    `${surname} ${given}`,
    `${given}${surname.slice(0, 2)} ${surname.slice(2)}`,
    `${given}${surname} ${given}`,
    `${surname} ${surname.slice(0, 3)}${given}`,
    `${surname[0]}${given.slice(1)} ${given[0]}${surname.slice(1)}`,
    `${given.slice(0, 4)} ${surname}`,
    `${given.slice(0, 3)} ${surname.slice(0, -2)}`,
    `${given} ${surname.slice(0, 2)}a${surname.slice(3)}`,
    `${given.slice(0, -1)}o ${surname.slice(1)}`,
    `${given} ${surname.slice(0, 2)}`,
    `${given} ${surname}enko`,
    `${surname.slice(0, 4)} ${surname.slice(4)}a`,
  ];
}

/** One word is the same and the other cut so short that the rule alone makes them similar. */
const CUT = ['Oleksandr Petrk', 'Oleksandr Pet'];
/** One word is the beginning of the other, which has more letters behind it than may be too many. */
const BEGUN = ['Brtkumlan Kravets', 'Brtk Kravets'];
const NAMES = CUT.concat(
  BEGUN,
  ['uk', 'az', 'ka', 'ro'].flatMap((language) => {
    const { given, surnames } = NAME_STOCKS.find(({ lang }) => lang === language)!;
    return [0, 1].flatMap((at) => [
      ...written(given[at]!.latin, surnames[at]!.latin),
      ...written(given[at]!.native, surnames[at]!.native).slice(0, 9),
    ]);
  }),
);

test('a name of two words is passed over only where the whole comparison gives less than what is asked for', () => {
  const names = NAMES.map((name) => prepareName({ name }));
  const table = new NameTable();
  for (const [ordinal, name] of names.entries()) table.add(ordinal, [name]);
  const all = Int32Array.from(names.keys());
  let passed = 0;
  let similar = 0;
  for (const query of names) {
    for (const least of [COMPARE_FROM, 800, 850]) {
      const looked = new Set<number>();
      new WordSimilarities(table, [query]).forEachWorthScoring(all, least, (ordinal) => looked.add(ordinal));
      for (const [ordinal, name] of names.entries()) {
        if (!isWorthScoring(query, name)) {
          assert.ok(!looked.has(ordinal), `${query.words} ${name.words}`);
          continue;
        }
        similar += 1;
        if (looked.has(ordinal)) continue;
        passed += 1;
        assert.ok(compareNames(query, name).score < least, `${query.words} ${name.words}`);
      }
    }
  }
  // It would be of no use if it let all pass.
  assert.ok(passed > similar / 20, `${passed} of ${similar}`);
});

test('a further spelling that sounds as the one before is passed over with it, but where it is written with the letters of the query', () => {
  const spellings = ['uk', 'az', 'ka', 'ro'].flatMap((language) => {
    const { given, surnames } = NAME_STOCKS.find(({ lang }) => lang === language)!;
    return [0, 1, 2].map((at) => [
      `${given[at]!.native} ${surnames[at]!.native}`,
      `${given[at]!.latin} ${surnames[at]!.latin}`,
      `${surnames[at]!.latin} ${given[at]!.latin}`,
    ]);
  });
  const persons = spellings.flatMap(([native, latin, turned]) =>
    [
      [native, latin, turned],
      [latin, native, latin],
      [turned, latin, native, native],
    ].map((names) => names.map((name) => prepareName({ name: name! }))),
  );
  const table = new NameTable();
  for (const [ordinal, names] of persons.entries()) table.add(ordinal, names);
  const all = Int32Array.from(persons.keys());
  const queries = spellings.flatMap(([native, latin]) =>
    [native!, latin!].flatMap((name) => {
      const [given, surname] = name.split(' ') as [string, string];
      return written(given, surname).map((name) => prepareName({ name }));
    }),
  );
  let passed = 0;
  let raised = 0;
  for (const query of queries) {
    const looked = new Set<string>();
    new WordSimilarities(table, [query]).forEachWorthScoring(all, COMPARE_FROM, (ordinal, _, personName) =>
      looked.add(`${ordinal} ${personName}`),
    );
    for (const [ordinal, names] of persons.entries()) {
      for (const [personName, name] of names.entries()) {
        const isLooked = looked.has(`${ordinal} ${personName}`);
        const place = table.placeOf(ordinal) + personName * PLACES_OF_TWO_WORDS;
        if (personName > 0 && soundsAsBefore(table.seen[SEEN * place]!)) {
          if (!isLooked) passed += 1;
          else if (!looked.has(`${ordinal} ${personName - 1}`)) raised += 1;
        }
        if (isLooked || !isWorthScoring(query, name)) continue;
        assert.ok(compareNames(query, name).score < COMPARE_FROM, `${query.words} ${name.words}`);
      }
    }
  }
  assert.ok(passed > 1_000 && raised > 0, `${passed} ${raised}`);
});

/** A head and two words. */
const PLACES_OF_TWO_WORDS = 3;
