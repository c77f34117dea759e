// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from '@iims/wire/manifest';
import type { StateOutcome } from '@iims/wire/verdict';
import { readManifestEvent } from './manifest-events.ts';
import {
  afterLeaving,
  entriesOf,
  isOpen,
  type ListView,
  mayAskAgain,
  nextListView,
  progressOf,
  wordOf,
  wordOfList,
} from './manifest-state.ts';

const STATES = ['GEO', 'UKR'];
const TEXT = 'AB100001\nAB100002';
const LIST = { text: TEXT, purpose: 'border-check', caseRef: 'FERRY-1' };

function asked(text = TEXT): ListView {
  const step = { type: 'ask', list: LIST, manifest: readManifest(text), expected: STATES, atMs: 1 } as const;
  return nextListView(undefined, step)!;
}

function told(view: ListView, line: object): ListView {
  const event = readManifestEvent(JSON.stringify(line));
  assert.ok(event);
  return nextListView(view, { type: 'event', event, atMs: 2 })!;
}

function verdict(line: number, word: string, states: readonly Partial<StateOutcome>[], complete = true): object {
  return { type: 'traveller', line, queryId: 'q', verdict: word, complete, states, elapsedMs: 1, logIndex: line };
}

const clear = (line: number) =>
  verdict(
    line,
    'no-hit',
    STATES.map((state) => ({ state, outcome: 'no-hit', hits: [] })),
  );
const SUMMARY = { type: 'summary' };

test('a list is green when every line was asked, every State answered, and the end came', () => {
  const both = told(told(asked(), clear(1)), clear(2));
  assert.equal(wordOfList(both), 'asking');
  assert.deepEqual(progressOf(both), { done: 2, of: 2 });
  assert.equal(wordOfList(told(both, SUMMARY)), 'no-hit');
});

test('nothing that is missing is green: a traveller, a State, a refused line, a fault, the end of the stream', () => {
  const silent = verdict(2, 'no-hit', [{ state: 'GEO', outcome: 'no-hit', hits: [] }]);
  const fault = { type: 'fault', line: 2, error: { code: 'query.busy' } };
  const broken = { type: 'error', error: { code: 'access.not-signed-in' } };
  const lists = [
    told(told(asked(), clear(1)), SUMMARY),
    told(told(told(asked(), clear(1)), silent), SUMMARY),
    told(told(told(asked(), clear(1)), verdict(2, 'no-hit', [], true)), SUMMARY),
    told(told(told(asked(), clear(1)), fault), SUMMARY),
    told(told(told(asked(), clear(1)), clear(2)), broken),
    told(told(told(asked(`${TEXT}\nnobody`), clear(1)), clear(2)), SUMMARY),
    told(told(asked('nobody at all'), SUMMARY), SUMMARY),
  ];
  for (const [i, list] of lists.entries()) assert.equal(wordOfList(list), 'incomplete', String(i));
});

test('who was met stays met while the list asks again, and when the State that said so is silent then', () => {
  const said = (state: string, outcome: string, band?: string) =>
    ({ state, outcome, hits: band === undefined ? [] : [{ band, alertId: 'A' }] }) as unknown as StateOutcome;
  const first = verdict(1, 'hit', [said('GEO', 'late'), said('UKR', 'hit', 'hit')], false);
  const ended = told(told(told(asked(), first), clear(2)), SUMMARY);
  const again = nextListView(ended, { type: 'ask-again', lines: new Set([1]) })!;
  assert.equal(wordOfList(again), 'hit');
  assert.deepEqual(progressOf(again), { done: 0, of: 1 });
  const row = (second: object) => told(told(again, second), SUMMARY).rows.get(1)!;

  const silent = row({ ...verdict(1, 'incomplete', [said('GEO', 'no-hit'), said('UKR', 'late')], false), logIndex: 7 });
  assert.equal(wordOf(silent), 'hit');
  assert.deepEqual(silent.answer?.shown.silent, []);
  assert.deepEqual(entriesOf(silent), [7, 1]);

  const taken = row(verdict(1, 'no-hit', [said('GEO', 'no-hit'), said('UKR', 'no-hit')]));
  assert.equal(wordOf(taken), 'no-hit', 'what its State takes back is taken back');
  const broken = told(again, { type: 'error', error: { code: 'access.not-signed-in' } }).rows.get(1)!;
  assert.equal(wordOf(broken), 'hit');
});

test('what came of a list stays when its page is left, and a list that was under way is not complete', () => {
  const left = afterLeaving(told(told(asked(), clear(1)), clear(2)), 3);
  assert.equal(left.phase, 'broken');
  assert.equal(wordOfList(left), 'incomplete');
  assert.equal(left.rows.get(1)?.answer?.shown.word, 'no-hit');
  const ended = told(told(told(asked(), clear(1)), clear(2)), SUMMARY);
  assert.equal(afterLeaving(ended, 3), ended);
});

test('a hit stands out at once, also in a list that breaks off', () => {
  const states = [{ state: 'UKR', outcome: 'hit', hits: [{ band: 'hit', alertId: 'A' }] }];
  const hit = told(asked(), verdict(1, 'hit', states as never, false));
  assert.equal(wordOfList(hit), 'hit');
  assert.equal(wordOfList(told(hit, { type: 'error', error: { code: 'x' } })), 'hit');
});

test('a document that is unknown keeps a list from being green, and is not asked again', () => {
  const issued = [{ register: 'licences', documentType: 'driving-licence', standing: 'unknown', asOf: 1 }] as const;
  const states = STATES.map((state) => ({ state, outcome: 'no-hit', hits: [], issued }) as const);
  const unknown = told(told(told(asked(), clear(1)), verdict(2, 'incomplete', states, false)), SUMMARY);
  assert.equal(wordOfList(unknown), 'incomplete');
  assert.deepEqual([...unknown.rows.values()].map(mayAskAgain), [false, false]);
  const late = [{ ...states[0]!, outcome: 'late' } as const, states[1]!];
  const silent = told(told(told(asked(), clear(1)), verdict(2, 'incomplete', late, false)), SUMMARY);
  assert.deepEqual([...silent.rows.values()].map(mayAskAgain), [false, true]);
});

test('what is not complete is asked again alone; the rest stands', () => {
  const ended = told(told(asked(), clear(1)), SUMMARY);
  const open = new Set([...ended.rows].filter(([, row]) => isOpen(row)).map(([line]) => line));
  assert.deepEqual([...open], [2]);
  const again = nextListView(ended, { type: 'ask-again', lines: open })!;
  assert.deepEqual(progressOf(again), { done: 0, of: 1 });
  assert.equal(wordOfList(told(told(again, clear(2)), SUMMARY)), 'no-hit');
});

test('a line of another list changes nothing, and one that nobody knows is no event', () => {
  assert.equal(told(asked(), clear(9)).rows.size, 2);
  for (const line of ['', '[]', '{"type":"traveller","line":1,"verdict":"clear"}', '{"type":"x"}'])
    assert.equal(readManifestEvent(line), undefined, line);
});
