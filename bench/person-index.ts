// SPDX-License-Identifier: Apache-2.0
// Persons found among many: `node bench/person-index.ts 1000000`. Synthetic names of syllables, two spellings a person, dates of
// birth from 1940 to 2009; queries with a mistyped letter, by date, by a date with day and month swapped, and by name alone.
import { type BirthDate, birthDateOf, UNKNOWN_BIRTH_DATE } from '@iims/matching/birth-date';
import { PersonIndex } from '@iims/matching/person-index';
import { prepareName } from '@iims/matching/prepare-name';
import { SeededRandom } from '@iims/testbed/simulation/random';

const PERSONS = Number(process.argv[2] ?? 100_000);
const QUERIES = Number(process.argv[3] ?? 500);
const random = new SeededRandom(11);
const draw = (below: number): number => random.below(below);

interface Person {
  readonly latin: string;
  readonly birthDate: BirthDate;
}

function main(): void {
  const surnames = Array.from({ length: Math.max(2_000, Math.floor(PERSONS / 4)) }, () =>
    word(2 + draw(2), SURNAME_ENDS),
  );
  const given = Array.from({ length: 3_000 }, () => word(1 + draw(2), GIVEN_ENDS));
  const persons: Person[] = [];
  const index = new PersonIndex();
  const startedAt = performance.now();
  for (let ordinal = 0; ordinal < PERSONS; ordinal += 1) {
    const latin = `${surnames[skewed(surnames.length)]}, ${given[skewed(given.length)]}`;
    const birthDate = birthDateOf(1940 + draw(70), 1 + draw(12), 1 + draw(28));
    if (persons.length < QUERIES * 4) persons.push({ latin, birthDate });
    const names = [prepareName({ name: cyrillic(latin), lang: 'ru' }), prepareName({ name: latin })];
    index.add({ ordinal, names, birthDates: [birthDate] });
  }
  say(
    `${PERSONS} persons in ${seconds(startedAt)} s, ${(index.bytes / PERSONS).toFixed(0)} B a person in typed arrays, ${Math.round(process.memoryUsage().rss / 1e6)} MB in all`,
  );
  index.arrange();
  say(`arranged: ${(index.bytes / PERSONS).toFixed(0)} B`);
  measure('exact date', persons, ({ birthDate }) => birthDate);
  measure('day and month swapped', persons, ({ birthDate }) => swapped(birthDate));
  measure('name alone', persons, () => UNKNOWN_BIRTH_DATE);

  function measure(title: string, asked: readonly Person[], dateOf: (person: Person) => BirthDate): void {
    const times: number[] = [];
    let found = 0;
    for (let round = 0; round < QUERIES; round += 1) {
      const person = asked[round]!;
      const query = {
        names: [prepareName({ name: mistyped(person.latin) })],
        birthDate: dateOf(person),
        latestYear: 2026,
      };
      const at = performance.now();
      const candidates = index.search(query);
      times.push(performance.now() - at);
      if (candidates.some(({ ordinal }) => asked[ordinal] === person)) found += 1;
    }
    times.sort((one, other) => one - other);
    const at = (share: number): string => times[Math.floor(times.length * share)]!.toFixed(2);
    say(`${title}: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)} ms; found ${(found / QUERIES).toFixed(3)}`);
  }
}

function word(syllables: number, ends: readonly string[]): string {
  let text = '';
  for (let i = 0; i < syllables; i += 1) text += CONSONANTS[draw(CONSONANTS.length)]! + VOWELS[draw(VOWELS.length)]!;
  return text[0]!.toUpperCase() + text.slice(1) + ends[draw(ends.length)]!;
}

/** Few words are frequent, most are rare. */
function skewed(length: number): number {
  return Math.floor(length * (draw(1_000_000) / 1_000_000) ** 3);
}

function mistyped(name: string): string {
  const at = 1 + draw(name.indexOf(',') - 2);
  return name.slice(0, at) + CONSONANTS[draw(CONSONANTS.length)]! + name.slice(at + 1);
}

function swapped(date: BirthDate): BirthDate {
  return (date & 31) > 12 ? date : birthDateOf(date >>> 9, date & 31, (date >>> 5) & 15);
}

function cyrillic(latin: string): string {
  return [...latin.toLowerCase()].map((letter) => CYRILLIC[letter] ?? letter).join('');
}

const seconds = (since: number): string => ((performance.now() - since) / 1_000).toFixed(1);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const CONSONANTS = 'bvgdzklmnprstfhc';
const VOWELS = 'aeiou';
const SURNAME_ENDS = ['enko', 'ov', 'ova', 'shvili', 'iani', 'escu', 'zade', 'chuk', 'ian'];
const GIVEN_ENDS = ['a', 'o', 'i', 'an', 'il', 'or', 'ina'];
const CYRILLIC: Readonly<Record<string, string>> = Object.fromEntries(
  [...'abvgdezijklmnoprstufhc'].map((letter, i) => [letter, [...'абвгдезийклмнопрстуфхц'][i]!]),
);

main();
