// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CODES_MAX } from '@iims/wire/query';
import { metBy, type ProbedKey } from './ways-to-alert.ts';

const person = { names: [{ form: 'mrz', surname: 'KOVAL', given: 'IVAN' }], birthDate: '1980-02-29' } as const;
const SIMILAR: ProbedKey = {
  key: 'similar',
  matchedOn: 'similar',
  most: 'compare',
  why: ['birth-date-edited'],
  person,
};
const EXACT: ProbedKey = { key: 'exact', matchedOn: 'as-given', most: 'hit', why: ['name-and-birth-date'], person };
const PAPER: ProbedKey = { key: 'paper', matchedOn: 'as-given', most: 'hit', why: ['document-number'] };
const wayOf = ({ key }: ProbedKey) => ({ key, band: 'hit' }) as const;
const PAPER_WAY = { ...wayOf(PAPER), meaning: 'document-of-person' } as const;

test('beside a paper that name is told which gives a hit by itself, wherever it stands', () => {
  const keys = new Map([SIMILAR, EXACT, PAPER].map((probed) => [probed.key, probed]));
  for (const names of [
    [SIMILAR, EXACT],
    [EXACT, SIMILAR],
  ]) {
    const met = metBy(keys, { ...PAPER_WAY, ways: [...names.map(wayOf), PAPER_WAY] });
    assert.deepEqual(met.keys, [EXACT, PAPER]);
    assert.deepEqual(met.why, ['document-number', 'document-of-person', 'name-and-birth-date']);
  }
});

test('of many codes of a name the last stay, and there is room for one more', () => {
  const many = Array.from({ length: CODES_MAX }, () => 'name-transliterated' as const);
  const wordy: ProbedKey = { ...SIMILAR, why: [...many.slice(1), 'birth-date-edited'] };
  const keys = new Map([wordy, PAPER].map((probed) => [probed.key, probed]));
  const { band, why } = metBy(keys, { ...PAPER_WAY, ways: [wayOf(wordy), PAPER_WAY] });
  assert.deepEqual([band, why.length, why.at(-1)], ['hit', CODES_MAX - 1, 'birth-date-edited']);
});
