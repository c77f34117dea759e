// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseBirthDate } from '@iims/matching/birth-date';
import { PersonIndex } from '@iims/matching/person-index';
import type { IndexedPart } from './indexed-alerts.ts';
import { preparedName } from './indexed-persons.ts';
import { similarPersons } from './similar-persons.ts';

const NOW = Date.UTC(2026, 10, 22);
const ASKED = { names: [{ form: 'mrz', surname: 'KOVAL', given: 'IVAN' }], birthDate: '1980-02-29' } as const;

interface Part extends Partial<Pick<IndexedPart, 'meaning' | 'isCovert' | 'register'>> {
  readonly alertId: string;
  readonly surname?: string;
  readonly dates?: readonly string[];
}

/** Who is found of these parts of alerts, best first. */
function found(parts: readonly Part[], isRead = (_register: string) => true) {
  const index = new PersonIndex();
  const indexed = parts.map(
    (
      { alertId, meaning, isCovert = false, register = 'persons', surname = 'KOVAL', dates = ['1980-02-29'] },
      ordinal,
    ) => {
      const birthDates = dates.map((date) => parseBirthDate(date)!);
      index.add({ ordinal, names: [preparedName({ form: 'mrz', surname, given: 'IVAN' })], birthDates });
      return { register, alertId, meaning, isCovert, birthDates };
    },
  );
  return similarPersons(index, (ordinal) => indexed[ordinal]!, ASKED, { now: NOW, isRead });
}

test('an alert that is met in several meanings is told once, in the most cautious, whichever is most alike', () => {
  const own = { alertId: 'A1' };
  const nickname = { alertId: 'A1', meaning: 'weak-alias' } as const;
  const victim = { alertId: 'A1', meaning: 'misused-identity', surname: 'KOVALJ' } as const;
  for (const parts of [
    [own, nickname, victim],
    [victim, nickname, own],
    [
      { ...victim, surname: 'KOVAL' },
      { ...own, surname: 'KOVALJ' },
    ],
    [
      { ...own, surname: 'KOVALJ' },
      { ...victim, surname: 'KOVAL' },
    ],
  ]) {
    const persons = found(parts);
    assert.deepEqual(
      persons.map(({ alertId, band, met }) => [alertId, band, met.meaning]),
      [['A1', 'compare', 'misused-identity']],
    );
    assert.equal(persons[0]!.why.at(-1), 'misused-identity');
  }
});

test('alerts of one id in two registers are two', () => {
  const persons = found([{ alertId: 'A1' }, { alertId: 'A1', register: 'others' }]);
  assert.deepEqual(persons.map(({ register }) => register).sort(), ['others', 'persons']);
});

test('of several dates of birth the most alike is shown', () => {
  for (const dates of [
    ['1961-07-01', '1980-02-29', '1980-02-28'],
    ['1980-02-29', '1980-02-28', '1961-07-01'],
  ])
    assert.equal(found([{ alertId: 'A1', dates }])[0]!.met.birthDate, '1980-02-29');
});

test('seven that may show and three that are covert have a place, each alert one, and neither takes one of the other', () => {
  const twice: readonly Part[] = [{ alertId: 'A1' }, { alertId: 'A1', meaning: 'misused-identity' }];
  const others = Array.from({ length: 8 }, (_, i) => ({ alertId: `A${i + 2}` }));
  const covert = Array.from({ length: 5 }, (_, i) => ({ alertId: `C${i + 1}`, isCovert: true }));
  for (const parts of [
    [...twice, ...others, ...covert],
    [...covert, ...others, ...twice],
  ]) {
    const ids = found(parts).map(({ alertId }) => alertId);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      [ids.filter((id) => id.startsWith('A')).length, ids.filter((id) => id.startsWith('C')).length],
      [7, 3],
    );
  }
  assert.equal(found([...twice, ...others.slice(0, 6)]).length, 7);
  assert.deepEqual(
    found(twice, () => false),
    [],
  );
});

test('a nickname is told with the whole date of birth alone', () => {
  const nickname = { alertId: 'A1', meaning: 'weak-alias' } as const;
  assert.equal(found([nickname]).length, 1);
  assert.deepEqual(found([{ ...nickname, dates: ['1980-02-28'] }]), []);
});
