// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StateOutcome, Verdict } from '@iims/wire/verdict';
import { nextQueryView, type QueryStep, type QueryView, READY } from './query-state.ts';

const ask: QueryStep = {
  type: 'ask',
  input: 'AB1',
  purpose: 'border-check',
  caseRef: 'GE-1',
  expected: ['GEO', 'UKR'],
  atMs: 1,
};
const answer = (state: string): StateOutcome => ({ state, outcome: 'no-hit', hits: [], more: false });
const verdict: Verdict = {
  verdict: 'no-hit',
  complete: true,
  states: [answer('GEO'), answer('UKR')],
  elapsedMs: 7,
  logIndex: 12,
};
const run = (...steps: QueryStep[]): QueryView => steps.reduce(nextQueryView, READY);
const event = (one: Extract<QueryStep, { type: 'event' }>['event']): QueryStep => ({
  type: 'event',
  event: one,
  atMs: 5,
});

test('the States that are expected show at once, the asked ones replace them', () => {
  const view = run(ask, event({ type: 'asked', asked: ['GEO', 'UKR', 'AZE'], logIndex: 12 }));
  assert.deepEqual(view.phase === 'asking' && view.asked, ['GEO', 'UKR', 'AZE']);
});

test('answers fill in one by one and a repeated one replaces the first', () => {
  const view = run(
    ask,
    event({ type: 'state', answer: answer('UKR') }),
    event({ type: 'state', answer: answer('UKR') }),
  );
  assert.equal(view.phase === 'asking' && view.answers.length, 1);
});

test('a verdict ends the query with the time of its arrival', () => {
  const view = run(ask, event({ type: 'verdict', verdict }));
  assert.equal(view.phase, 'answered');
  assert.equal(view.phase === 'answered' && view.answeredAt, 5);
  assert.equal(view.phase === 'answered' && view.shown.word, 'no-hit');
});

test('while asking, neither Esc nor another question takes the waiting screen away', () => {
  assert.equal(run(ask, { type: 'clear' }).phase, 'asking');
  assert.equal((run(ask, { ...ask, input: 'ZZ9' }) as { input: string }).input, 'AB1');
});

test('a fault in the stream is said and keeps the input', () => {
  const view = run(ask, event({ type: 'error', fault: { code: 'access.busy' } }));
  assert.deepEqual(view, { phase: 'failed', input: 'AB1', fault: { code: 'access.busy' } });
});

test('a hit that arrived before the line broke stays a hit, with the others silent', () => {
  const hit: StateOutcome = { state: 'UKR', outcome: 'hit', hits: [] };
  const view = run(
    ask,
    event({ type: 'asked', asked: ['GEO', 'UKR'], logIndex: 12 }),
    event({ type: 'state', answer: hit }),
    event({ type: 'error', fault: { code: 'console.answer-broken-off' } }),
  );
  assert.ok(view.phase === 'answered');
  assert.equal(view.shown.word, 'hit');
  assert.deepEqual(view.shown.silent, ['GEO']);
  assert.deepEqual([view.verdict.logIndex, view.verdict.elapsedMs, view.verdict.complete], [12, 4, false]);
});

test('an event after the end changes nothing', () => {
  const ended = run(ask, event({ type: 'verdict', verdict }));
  assert.equal(nextQueryView(ended, event({ type: 'state', answer: answer('AZE') })), ended);
});
