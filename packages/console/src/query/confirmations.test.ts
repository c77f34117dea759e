// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShownHit, StateOutcome } from '@iims/wire/verdict';
import { type Confirmation, hitsToConfirm } from './confirmations.ts';

const HIT: ShownHit = {
  band: 'hit',
  alertId: 'A-1',
  register: 'r',
  category: 'stolen',
  subjectKind: 'travel-document',
  matchedOn: 'as-given',
  why: [],
  authority: 'Police',
  action: 'keep-document',
  cautions: [],
  handling: 'H1',
  facts: [],
};
const outcome = (state: string, hits: readonly ShownHit[]): StateOutcome => ({ state, outcome: 'hit', hits });
const ASKED: Confirmation = {
  id: 'c',
  queryId: 'q',
  state: 'UKR',
  register: 'r',
  alertId: 'A-1',
  isUrgent: true,
  askedAt: 0,
  standing: 'waiting',
};

test('hits of partners can be handed on, the own State’s cannot', () => {
  const view = { queryId: 'q', answers: [outcome('GEO', [HIT]), outcome('UKR', [HIT]), outcome('MDA', [HIT])] };
  const hits = hitsToConfirm(view, 'GEO', []);
  assert.deepEqual(
    hits.map(({ state }) => state),
    ['UKR', 'MDA'],
  );
});

test('one that was handed on shows what came of it, in this query and this State alone', () => {
  const answers = [outcome('UKR', [HIT, { ...HIT, alertId: 'A-2' }]), outcome('MDA', [HIT])];
  const shown = (queryId: string) =>
    hitsToConfirm({ queryId, answers }, 'GEO', [ASKED]).map(({ confirmation }) => confirmation?.standing);
  assert.deepEqual(shown('q'), ['waiting', undefined, undefined]);
  assert.deepEqual(shown('another'), [undefined, undefined, undefined]);
});

test('an answer whose query the node has not named cannot be handed on', () => {
  assert.deepEqual(hitsToConfirm({ answers: [outcome('UKR', [HIT])] }, 'GEO', []), []);
});
