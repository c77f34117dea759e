// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hit, Outcome, StateOutcome, Verdict } from '@iims/wire/verdict';
import { verdictShown } from './verdict-shown.ts';

const hit = (band: 'hit' | 'compare'): Hit => ({
  band,
  alertId: 'A',
  register: 'r',
  category: 'stolen',
  subjectKind: 'travel-document',
  matchedOn: 'as-given',
  why: [],
  authority: 'a',
  action: 'keep-document',
  cautions: [],
  handling: 'H0',
  facts: [],
});
const answer = (state: string, outcome: Outcome, hits: Hit[] = [], asOf?: string): StateOutcome => ({
  state,
  outcome,
  hits,
  more: false,
  ...(asOf === undefined ? {} : { asOf }),
});
const saying = (states: StateOutcome[], complete = true): Verdict => ({
  verdict: 'no-hit',
  complete,
  states,
  elapsedMs: 1,
  logIndex: 1,
});

test('no hit is shown only when every asked State said so', () => {
  const shown = verdictShown(
    saying([answer('GEO', 'no-hit', [], '2026-11-22T10:05:00Z'), answer('UKR', 'no-hit', [], '2026-11-22T10:00:00Z')]),
    ['GEO', 'UKR'],
  );
  assert.equal(shown.word, 'no-hit');
  assert.equal(shown.oldestAsOf, Date.UTC(2026, 10, 22, 10));
  assert.equal(shown.answeredCount, 2);
});

test('a silent State, a missing State or an incomplete answer is never shown as no hit', () => {
  const both = [answer('GEO', 'no-hit'), answer('UKR', 'no-hit')];
  assert.equal(verdictShown(saying([answer('GEO', 'no-hit'), answer('UKR', 'late')]), []).word, 'incomplete');
  assert.equal(verdictShown(saying([answer('GEO', 'no-hit'), answer('UKR', 'unavailable')]), []).word, 'incomplete');
  assert.equal(verdictShown(saying(both), ['GEO', 'UKR', 'AZE']).word, 'incomplete');
  assert.equal(verdictShown(saying(both, false), ['GEO', 'UKR']).word, 'incomplete');
  assert.equal(verdictShown(saying([]), []).word, 'incomplete');
});

test('a refusal or a hit that the verdict forgot is shown all the same', () => {
  assert.equal(verdictShown(saying([answer('GEO', 'refused')]), ['GEO']).word, 'refused');
  assert.equal(verdictShown(saying([answer('GEO', 'hit', [hit('compare')])]), ['GEO']).word, 'compare');
  assert.equal(verdictShown(saying([answer('GEO', 'hit', [hit('hit')])]), ['GEO']).word, 'hit');
  assert.equal(verdictShown(saying([answer('GEO', 'hit')]), ['GEO']).word, 'hit');
});

test('the age of the data is that of the answers: a refusal has none', () => {
  const states = [answer('GEO', 'refused', [], '2026-11-22T09:00:00Z'), answer('UKR', 'refused', [], 'no time')];
  assert.equal(verdictShown(saying(states), ['GEO', 'UKR']).oldestAsOf, undefined);
  const told = answer('AZE', 'no-hit', [], '2026-11-22T10:00:00Z');
  assert.equal(verdictShown(saying([...states, told]), []).oldestAsOf, Date.UTC(2026, 10, 22, 10));
});

test('the counts name who answered, who was silent and who refused', () => {
  const verdict = saying([answer('GEO', 'no-hit'), answer('UKR', 'late'), answer('MDA', 'refused')], false);
  const shown = verdictShown({ ...verdict, verdict: 'incomplete' }, ['GEO', 'UKR', 'MDA', 'AZE']);
  assert.deepEqual([shown.askedCount, shown.answeredCount, shown.noHitCount], [4, 1, 1]);
  assert.deepEqual(shown.silent, ['UKR', 'AZE']);
  assert.deepEqual(shown.refusing, ['MDA']);
});
