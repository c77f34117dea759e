// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readQueryEvent } from './query-events.ts';

test('the asked States, an answer, a verdict and a fault are read', () => {
  const asked = readQueryEvent('{"type":"asked","queryId":"x","logIndex":4,"asked":["GEO","UKR"]}');
  assert.deepEqual(asked, { type: 'asked', asked: ['GEO', 'UKR'], logIndex: 4, queryId: 'x' });
  const state = readQueryEvent(
    '{"type":"state","state":"UKR","outcome":"no-hit","asOf":"2026-11-22T10:00:00Z","registers":5}',
  );
  assert.ok(state?.type === 'state');
  assert.equal(state.answer.asOf, '2026-11-22T10:00:00Z');
  const verdict = readQueryEvent(
    '{"type":"verdict","verdict":"no-hit","complete":true,"states":[],"elapsedMs":5.4,"logIndex":4}',
  );
  assert.ok(verdict?.type === 'verdict' && verdict.verdict.complete);
  assert.equal(verdict.verdict.elapsedMs, 5);
  const error = readQueryEvent('{"type":"error","error":{"code":"access.busy","message":"m"}}');
  assert.ok(error?.type === 'error' && error.fault.code === 'access.busy');
});

test('an unknown outcome reads as unavailable, never as no hit', () => {
  const event = readQueryEvent('{"type":"state","state":"UKR","outcome":"fine"}');
  assert.equal(event?.type === 'state' && event.answer.outcome, 'unavailable');
});

test('an unknown band reads as the stronger one and unreadable facts are left out', () => {
  const event = readQueryEvent(
    '{"type":"state","state":"UKR","outcome":"hit","hits":[{"band":"maybe","facts":[{"label":"plate","value":"A1"},{"label":7}]}]}',
  );
  assert.ok(event?.type === 'state');
  assert.equal(event.answer.hits[0]?.band, 'hit');
  assert.deepEqual(event.answer.hits[0]?.facts, [{ label: 'plate', value: 'A1' }]);
});

test('what a positive register says is read, and a standing that is not known is one in doubt', () => {
  const event = readQueryEvent(
    '{"type":"state","state":"UKR","outcome":"no-hit","issued":[{"register":"licences","documentType":"visa","standing":"issued-and-valid","asOf":7},{"standing":"fine"}]}',
  );
  assert.ok(event?.type === 'state');
  assert.deepEqual(
    event.answer.issued?.map(({ standing }) => standing),
    ['issued-and-valid', 'unknown'],
  );
});

test('a verdict that does not say complete is not complete', () => {
  const event = readQueryEvent('{"type":"verdict","verdict":"no-hit","states":[]}');
  assert.equal(event?.type === 'verdict' && event.verdict.complete, false);
});

test('lines in an unknown form are not events', () => {
  for (const line of [
    '',
    'null',
    '[]',
    '{',
    '{"type":"more"}',
    '{"type":"verdict","verdict":"fine"}',
    '{"type":"state"}',
  ]) {
    assert.equal(readQueryEvent(line), undefined, line);
  }
});

test('what is said of a vehicle and its holder is read by field, and nothing else of it', () => {
  const event = readQueryEvent(
    '{"type":"state","state":"UKR","outcome":"no-hit","issued":[{"standing":"issued-and-valid","vehicle":{"make":"Skoda","year":7,"x":"y"},"holder":{"surname":"A","given":"B","place":"C"}},{"standing":"issued-and-valid","holder":{"company":"D"}}]}',
  );
  assert.ok(event?.type === 'state');
  assert.deepEqual(
    event.answer.issued?.map(({ vehicle, holder }) => [vehicle, holder]),
    [
      [{ make: 'Skoda' }, { surname: 'A', given: 'B', place: 'C' }],
      [undefined, { company: 'D' }],
    ],
  );
});
