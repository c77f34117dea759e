// SPDX-License-Identifier: Apache-2.0
// How many travellers whom nobody seeks meet somebody on a list: `node bench/false-hits.ts DIR [--persons 1000000] [--dates 4]`. Reads
// synthetic travellers from `yente_negatives_global.csv` in DIR, each asked under the date of birth given there and under drawn ones,
// against two lists of recombined names, of one language each: those of the pairs in `pairs_wikidata.csv`, and, harder than any register,
// the travellers' own, so that every traveller shares the surname with hundreds and the given name with as many. Prints sums only.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BirthDate, birthDateOf, parseBirthDate } from '@iims/matching/birth-date';
import { type PersonCandidate, PersonIndex } from '@iims/matching/person-index';
import { prepareName, writtenName } from '@iims/matching/prepare-name';
import { SeededRandom } from '@iims/testbed/simulation/random';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { persons: { type: 'string', default: '1000000' }, dates: { type: 'string', default: '4' } },
});
const [folder] = positionals;
if (folder === undefined) {
  process.stderr.write('usage: node bench/false-hits.ts DIR [--persons N] [--dates N]\n');
  process.exit(2);
}
const PERSONS = Number(values.persons);
const DATES = Number(values.dates);
const LATEST_YEAR = 2026;

interface Named {
  /** Names of one language go together. */
  readonly language: string;
  readonly surname: string;
  readonly given: string;
}

interface Traveller extends Named {
  readonly birthDate: BirthDate;
}

const random = new SeededRandom(7);
const travellers = readTravellers('yente_negatives_global.csv');
for (const [names, people] of [
  ['of others', readPairs('pairs_wikidata.csv')],
  ["of the travellers' own names", travellers],
] as const) {
  say(`${travellers.length} travellers, each under ${DATES} dates of birth, against ${PERSONS} persons ${names}`);
  askAll(listOf(people));
}

function askAll(index: PersonIndex): void {
  const met = new Map<string, number>();
  const startedAt = performance.now();
  for (const { surname, given, birthDate } of travellers) {
    const names = [prepareName({ name: `${surname}, ${given}` })];
    for (let date = 0; date < DATES; date += 1) {
      const found = index.search({ names, birthDate: date === 0 ? birthDate : drawnDate(), latestYear: LATEST_YEAR });
      for (const which of new Set(found.map(nameOf))) met.set(which, (met.get(which) ?? 0) + 1);
    }
  }
  const asked = travellers.length * DATES;
  for (const which of ['hit, equal date', 'hit, similar date', 'compare, equal date', 'compare, similar date']) {
    const count = met.get(which) ?? 0;
    say(`  ${which.padEnd(22)} ${count} of ${asked}${count === 0 ? '' : `, one in ${Math.round(asked / count)}`}`);
  }
  say(`  ${((performance.now() - startedAt) / asked).toFixed(2)} ms a query`);
}

function nameOf({ band, birthDate }: PersonCandidate): string {
  return `${band}, ${birthDate.code === 'birth-date-equal' ? 'equal' : 'similar'} date`;
}

/** The surname of one with the given names of another: nobody is on the list under the name that is asked, but by chance. */
function listOf(people: readonly Named[]): PersonIndex {
  const made = new PersonIndex();
  const languages = Map.groupBy(people, ({ language }) => language);
  for (let ordinal = 0; ordinal < PERSONS; ordinal += 1) {
    const { language, surname } = people[random.below(people.length)]!;
    const alike = languages.get(language)!;
    const { given } = alike[random.below(alike.length)]!;
    const name = writtenName({ name: `${surname}, ${given}`, lang: language });
    made.add({ ordinal, names: [name], birthDates: [drawnDate()] });
  }
  made.arrange();
  return made;
}

function drawnDate(): BirthDate {
  return birthDateOf(1940 + random.below(70), 1 + random.below(12), 1 + random.below(28));
}

function readTravellers(file: string): readonly Traveller[] {
  return rowsOf(file).flatMap(({ first_name: first, middle_name: middle, last_name: surname, date_of_birth: born }) => {
    const birthDate = parseBirthDate(born ?? '');
    if (birthDate === undefined || !first || !surname) return [];
    return [{ language: '', surname, given: [first, middle].filter(Boolean).join(' '), birthDate }];
  });
}

/** Given names first, as most of these are written. */
function readPairs(file: string): readonly Named[] {
  const names = new Map<string, Named>();
  for (const { a = '', a_lang = '', b = '', b_lang = '' } of rowsOf(file))
    for (const [name, language] of [
      [a, a_lang],
      [b, b_lang],
    ] as const) {
      const words = name.split(' ');
      if (words.length < 2 || words.includes('')) continue;
      names.set(`${language} ${name}`, { language, surname: words.at(-1)!, given: words[0]! });
    }
  return [...names.values()];
}

/** Rows with a quoted cell are left out. */
function rowsOf(file: string): readonly Readonly<Record<string, string>>[] {
  const [header = '', ...rows] = readFileSync(join(folder!, file), 'utf8').trim().split(/\r?\n/);
  const names = header.split(',');
  return rows
    .filter((row) => !row.includes('"'))
    .map((row) => Object.fromEntries(row.split(',').map((cell, at) => [names[at]!, cell])));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
