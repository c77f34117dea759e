// SPDX-License-Identifier: Apache-2.0
// Who is found among the persons under alert, and who is not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBirthDate, UNKNOWN_BIRTH_DATE } from './birth-date.ts';
import { PersonIndex, type PersonQuery } from './person-index.ts';
import { prepareName } from './prepare-name.ts';
import type { Section } from './section.ts';

interface Person {
  readonly names: readonly string[];
  readonly births?: readonly string[];
}

const PERSONS: readonly Person[] = [
  { names: ['Бойченко, Олексій'], births: ['1974-03-05'] },
  { names: ['Chikovani, Tornike', 'ჩიქოვანი თორნიკე'], births: ['1990-11-02'] },
  { names: ['Məmmədova, Sevda'], births: ['1985'] },
  { names: ['Rotaru, Grigore'] },
  { names: ['Boychenko, Mykola'], births: ['1974-03-05'] },
  { names: ['Ivanov, Ivan'], births: ['1980-01-01'] },
];

function indexOf(persons: readonly Person[]): PersonIndex {
  const index = new PersonIndex();
  for (const [ordinal, person] of persons.entries()) index.add(indexed(ordinal, person));
  return index;
}

function indexed(ordinal: number, { names, births = [] }: Person) {
  return {
    ordinal,
    names: names.map((name) => prepareName({ name })),
    birthDates: births.map((birth) => parseBirthDate(birth)!),
  };
}

function queryOf(name: string, birth?: string): PersonQuery {
  const birthDate = birth === undefined ? UNKNOWN_BIRTH_DATE : parseBirthDate(birth)!;
  return { names: [prepareName({ name })], birthDate, latestYear: 2026 };
}

function searched(index: PersonIndex, name: string, birth?: string) {
  const found = index.search(queryOf(name, birth));
  return found.map(({ ordinal, band, birthDate }) => [ordinal, band, birthDate.code]);
}

test('a person', async (t) => {
  const index = indexOf(PERSONS);
  await t.test('is a hit with the name in another script and the same date', () => {
    assert.deepEqual(searched(index, 'BOICHENKO OLEKSII', '1974-03-05'), [[0, 'hit', 'birth-date-equal']]);
    assert.deepEqual(searched(index, 'Чиковани Торнике', '1990-11-02'), [[1, 'hit', 'birth-date-equal']]);
    assert.deepEqual(searched(index, 'ბოიჩენკო ოლექსი', '1974-03-05'), [[0, 'hit', 'birth-date-equal']]);
  });
  await t.test('is compared when day and month are swapped, and the name is mistyped', () => {
    assert.deepEqual(searched(index, 'Boichemko Oleksii', '1974-05-03'), [[0, 'compare', 'birth-date-inverted']]);
  });
  await t.test('whose year alone is known is compared', () => {
    assert.deepEqual(searched(index, 'MAMMADOVA SEVDA', '1985-07-09'), [[2, 'compare', 'birth-date-year-equal']]);
  });
  await t.test('without a date is compared, whatever date is asked', () => {
    assert.deepEqual(searched(index, 'ROTARU GRIGORE', '1961-02-03'), [[3, 'compare', 'birth-date-missing']]);
  });
  await t.test('is compared, and never hit, by the name alone', () => {
    assert.deepEqual(searched(index, 'Chikovani Tornike'), [[1, 'compare', 'birth-date-missing']]);
  });
  await t.test('whose date is another is not found', () => {
    assert.deepEqual(searched(index, 'Chikovani Tornike', '1968-04-17'), []);
  });
  await t.test('who shares a surname and a date alone is not found', () => {
    assert.deepEqual(searched(index, 'Boychenko Sergo', '1974-03-05'), []);
  });
  await t.test('is found by words that lost the blank between them', () => {
    assert.deepEqual(searched(index, 'CHIKOVANITORNIKE', '1990-11-02'), [[1, 'hit', 'birth-date-equal']]);
  });
});

test('a person who was taken out is not found, and one who was put in again is', () => {
  const index = indexOf(PERSONS);
  assert.equal(index.remove(indexed(1, PERSONS[1]!)), true);
  assert.equal(index.remove(indexed(1, PERSONS[1]!)), false);
  assert.deepEqual(searched(index, 'Chikovani Tornike', '1990-11-02'), []);
  assert.equal(index.persons, PERSONS.length - 1);
  index.add(indexed(PERSONS.length, PERSONS[1]!));
  assert.deepEqual(searched(index, 'Chikovani Tornike', '1990-11-02'), [[PERSONS.length, 'hit', 'birth-date-equal']]);
});

test('the order in which alerts came in changes nothing that is found', () => {
  const straight = indexOf(PERSONS);
  const turned = new PersonIndex();
  for (const [ordinal, person] of [...PERSONS.entries()].reverse()) turned.add(indexed(ordinal, person));
  for (const [name, birth] of [
    ['BOYCHENKO OLEKSII', '1974-03-05'],
    ['Rotaru Grigore', undefined],
    ['Ivanov Ivan', undefined],
  ] as const) {
    assert.deepEqual(searched(turned, name, birth), searched(straight, name, birth));
  }
});

test('who came and went changes nothing that is found, nor how common a name is', () => {
  const straight = indexOf([...PERSONS, { names: ['Boychenko, Oleksii'] }]);
  const visited = indexOf(PERSONS);
  for (let ordinal = PERSONS.length + 1; ordinal < 2_000; ordinal += 1) {
    const guest = indexed(ordinal, { names: ['Boychenko, Oleksii'], births: ['1974-03-05'] });
    visited.add(guest);
    assert.equal(visited.remove(guest), true);
  }
  visited.add(indexed(PERSONS.length, { names: ['Boychenko, Oleksii'] }));
  assert.equal(visited.persons, straight.persons);
  for (const birth of ['1974-03-05', undefined]) {
    assert.deepEqual(searched(visited, 'Бойченко Олексій', birth), searched(straight, 'Бойченко Олексій', birth));
  }
});

test('an index that is laid out by dates, or kept and read again, finds the same and goes on', () => {
  const index = indexOf(PERSONS);
  index.remove(indexed(3, PERSONS[3]!));
  const kept = PersonIndex.restore([...index.sections()]);
  const arranged = indexOf(PERSONS);
  arranged.remove(indexed(3, PERSONS[3]!));
  arranged.arrange();
  for (const other of [kept, arranged]) {
    assert.equal(other.persons, index.persons);
    for (const [name, birth] of [
      ['ბოიჩენკო ოლექსი', '1974-03-05'],
      ['MAMMADOVA SEVDA', '1985-07-09'],
      ['Chikovani Tornike', undefined],
      ['Rotaru Grigore', undefined],
    ] as const) {
      assert.deepEqual(other.search(queryOf(name, birth)), index.search(queryOf(name, birth)));
    }
    other.add(indexed(3 + PERSONS.length, PERSONS[3]!));
    assert.equal(other.remove(indexed(0, PERSONS[0]!)), true);
    assert.deepEqual(searched(other, 'ROTARU GRIGORE'), [[3 + PERSONS.length, 'compare', 'birth-date-missing']]);
    assert.deepEqual(searched(other, 'BOICHENKO OLEKSII', '1974-03-05'), []);
  }
});

test('sections that are not of an index, or lead out of it, are refused', () => {
  const sections = [...indexOf(PERSONS).sections()];
  const refused = (changed: readonly Section[]) =>
    assert.throws(() => PersonIndex.restore(changed), { code: 'index.damaged' });
  refused(sections.slice(1));
  for (const [at, section] of sections.entries()) {
    // Texts, signatures, sounds, and counts of uses may be anything: the seal of the file vouches for them.
    if (section.length === 0 || UNCHECKED_SECTIONS.includes(at)) continue;
    refused(
      sections.with(
        at,
        section.map(() => -1),
      ),
    );
  }
});

test('a name without a letter finds nobody and breaks nothing', () => {
  assert.deepEqual(searched(indexOf(PERSONS), '...', '1974-03-05'), []);
  assert.deepEqual(searched(indexOf([{ names: ['—'] }]), 'Ivanov Ivan'), []);
});

test('among thousands of words every word is still found by what sounds alike', () => {
  const index = new PersonIndex();
  const names = Array.from({ length: 4_000 }, (_, i) => `${syllables(i)}shvili, ${syllables(i * 7 + 3)}ko`);
  for (const [ordinal, name] of names.entries()) index.add(indexed(ordinal, { names: [name] }));
  for (const ordinal of [0, 1, 999, 2_500, 3_999]) {
    assert.ok(
      searched(index, names[ordinal]!).some(([found]) => found === ordinal),
      names[ordinal],
    );
  }
});

const UNCHECKED_SECTIONS = [0, 3, 4, 8, 14, 17, 18, 22];

function syllables(seed: number): string {
  const consonants = 'bdgklmnprstvz';
  const vowels = 'aeiou';
  let text = '';
  for (let rest = seed + 1; rest > 0; rest = Math.floor(rest / 65)) {
    text += consonants[rest % 13]! + vowels[Math.floor(rest / 13) % 5]!;
  }
  return text;
}
