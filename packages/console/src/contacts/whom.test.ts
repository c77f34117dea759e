// SPDX-License-Identifier: Apache-2.0
// Whom a check asks, as the node is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Directory } from './contact-calls.ts';
import { whomToTell } from './whom.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const point = (id: string, validUntil = '2027-01-01') => ({ id, title: id, validUntil });
const directories = [
  { state: 'UKR', points: [point('SPOC'), point('BORDER'), point('OLD', '2026-01-01')] },
  { state: 'MDA', points: [point('SPOC')] },
] as unknown as readonly Directory[];

test('whole States are told as such, and beside single points by what is valid of them today', () => {
  const states = ['UKR'];
  assert.deepEqual(whomToTell({ states, points: [] }, directories, NOW), { states, points: [] });
  assert.deepEqual(whomToTell({ states, points: [{ state: 'MDA', id: 'SPOC' }] }, directories, NOW), {
    states: [],
    points: [
      { state: 'UKR', id: 'SPOC' },
      { state: 'UKR', id: 'BORDER' },
      { state: 'MDA', id: 'SPOC' },
    ],
  });
});
