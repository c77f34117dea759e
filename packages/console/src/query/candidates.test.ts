// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hit, StateOutcome } from '@iims/wire/verdict';
import { candidatesOf, inRows, thingsOf } from './candidates.ts';

const hit = (alertId: string, band: 'hit' | 'compare', subjectKind = 'person') =>
  ({ alertId, band, subjectKind }) as Hit;
const said = (state: string, ...hits: Hit[]): StateOutcome => ({ state, outcome: 'hit', hits });
const ids = (candidates: readonly { hit: Hit }[]) => candidates.map(({ hit }) => hit.alertId);

test('three persons at most are shown, hits first, and things stand apart', () => {
  const answers = [
    said('UKR', hit('u1', 'compare'), hit('u2', 'compare'), hit('u3', 'compare', 'vehicle')),
    said('MDA', hit('m1', 'compare'), hit('m2', 'hit')),
  ];
  const { shown, others } = candidatesOf(answers);
  assert.deepEqual([ids(shown), ids(others)], [['m2', 'u1', 'u2'], ['m1']]);
  assert.deepEqual(ids(thingsOf(answers)), ['u3']);
});

test('no hit is ever among the others, and they stand in rows of three', () => {
  const { shown, others } = candidatesOf([
    said('UKR', hit('1', 'hit'), hit('2', 'hit'), hit('3', 'hit')),
    said('MDA', hit('4', 'hit'), hit('5', 'compare')),
  ]);
  assert.deepEqual([ids(shown), ids(others)], [['1', '2', '3', '4'], ['5']]);
  assert.deepEqual(inRows(shown).map(ids), [['1', '2', '3'], ['4']]);
});
