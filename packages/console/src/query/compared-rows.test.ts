// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedPerson } from './asked-person.ts';
import { type Compared, comparedRows } from './compared-rows.ts';

const fact = (label: string, value: string) => ({ label, value });
const HELD = {
  facts: [
    fact('surname', 'БОЙЧЕМКО'),
    fact('given', 'Олексій'),
    fact('birth-date', '1974-03-05'),
    fact('name-mrz', 'BOICHEMKO, OLEKSII'),
    fact('document', 'UKR FB123456'),
    fact('sex', 'M'),
  ],
};
const standings = (input: string, secondKey?: string, held = HELD) => {
  const rows = comparedRows(askedPerson({ input, ...(secondKey === undefined ? {} : { secondKey }) }, 2026), held);
  return (name: Compared) => rows.find(({ row }) => row === name)!;
};

test('a name is compared in the script in which it was asked, and the other spelling shows beside it', () => {
  const row = standings('Бойченко, Олексій 05.03.1974');
  assert.deepEqual(row('original'), {
    row: 'original',
    asked: 'Бойченко, Олексій',
    held: 'БОЙЧЕМКО, Олексій',
    standing: 'differs',
  });
  assert.deepEqual([row('latin').held, row('latin').standing], ['BOICHEMKO, OLEKSII', 'unknown']);
  assert.equal(row('birth-date').standing, 'equal');
});

test('a name that met in other letters is told so', () => {
  const georgian = standings('ბოიჩემკო, ოლექსი 1974-03-05');
  assert.deepEqual([georgian('original').standing, georgian('latin').standing], ['differs', 'unknown']);
  const latin = standings('BOICHEMKO, OLEKSII 1974-03-05');
  assert.deepEqual([latin('original').standing, latin('latin').standing], ['alike', 'equal']);
});

test('a paper is equal whatever stands between its letters, and where one side leaves the issuer open', () => {
  const asked = (secondKey: string) => standings('BOICHEMKO, OLEKSII 1974-03-05', secondKey)('document');
  assert.equal(asked('fb 123456').standing, 'equal');
  assert.equal(asked('UKR FB123456').standing, 'equal');
  assert.equal(asked('MDA FB123456').standing, 'differs');
  assert.equal(asked('FB123457').standing, 'differs');
  assert.equal(standings('BOICHEMKO, OLEKSII 1974-03-05')('document').standing, 'unknown');
});

test('what nobody says stays unknown, also where a paper alone was asked', () => {
  const row = standings('UKR FB123456');
  assert.deepEqual([row('latin').standing, row('sex').standing], ['unknown', 'unknown']);
  assert.equal(row('document').standing, 'equal');
  assert.equal(row('nationality').held, undefined);
});

test('a date of which a part is known agrees in part, or differs', () => {
  const born = (held: string) => ({ facts: [fact('surname', 'X'), fact('birth-date', held)] });
  const standing = (asked: string, held: string) =>
    standings(`Бойченко, Олексій ${asked}`, undefined, born(held))('birth-date').standing;
  assert.equal(standing('1974-03-05', '1974'), 'in-part');
  assert.equal(standing('1974', '1974-03-05'), 'in-part');
  assert.equal(standing('1974-03-05', '1975'), 'differs');
});
