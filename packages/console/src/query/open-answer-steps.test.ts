// SPDX-License-Identifier: Apache-2.0
// What the page tells an officer to do where an answer is open.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StateOutcome, Verdict } from '@iims/wire/verdict';
import { isOpenAnswer, openAnswerSteps } from './open-answer-steps.ts';
import { verdictShown } from './verdict-shown.ts';

const issued = [{ register: 'licences', documentType: 'driving-licence', standing: 'unknown', asOf: 1 }] as const;
const noHit: StateOutcome = { state: 'GEO', outcome: 'no-hit', hits: [] };
const unknown: StateOutcome = { ...noHit, state: 'UKR', issued };
const late: StateOutcome = { state: 'AZE', outcome: 'late', hits: [] };
const partial: StateOutcome = { ...unknown, outcome: 'unavailable', registers: 2, behind: 1 };

test('where only a document is unknown nobody is told to wait and ask again', () => {
  assert.deepEqual(stepsOf(noHit, unknown), {
    steps: ['step.unknown-document', 'step.second-line-decides'],
    mayAskAgain: false,
  });
});

test('where States or registers were silent they are asked again, and an unknown document is checked otherwise all the same', () => {
  const asked = ['step.ask-again', 'step.second-line-decides'];
  assert.deepEqual(stepsOf(noHit, late), { steps: asked, mayAskAgain: true });
  const both = ['step.ask-again', 'step.unknown-document', 'step.second-line-decides'];
  assert.deepEqual(stepsOf(unknown, late), { steps: both, mayAskAgain: true });
  assert.deepEqual(stepsOf(noHit, partial), { steps: both, mayAskAgain: true });
});

test('a refusal is for the second line', () => {
  const refused: StateOutcome = { state: 'MDA', outcome: 'refused', hits: [] };
  assert.deepEqual(stepsOf(noHit, refused).steps, ['step.refusal-second-line']);
});

test('a document that its issuer doubts says what to do, though no alert asks for an action', () => {
  const doubted: StateOutcome = { ...noHit, state: 'UKR', issued: [{ ...issued[0], standing: 'not-found' }] };
  assert.deepEqual(stepsOf(noHit, doubted), {
    steps: ['step.read-number-again', 'step.doubtful-document', 'step.second-line'],
    mayAskAgain: false,
  });
  assert.equal(isOpenAnswer(viewOf(noHit, doubted)), true);
  assert.equal(isOpenAnswer(viewOf(noHit, { ...noHit, state: 'MDA' })), false);
});

function stepsOf(...states: StateOutcome[]) {
  return openAnswerSteps(viewOf(...states));
}

function viewOf(...states: StateOutcome[]) {
  const verdict: Verdict = { verdict: 'no-hit', complete: true, states, elapsedMs: 1, logIndex: 1 };
  const asked = states.map(({ state }) => state);
  const question = { input: 'AB1', purpose: 'border-check', caseRef: 'GE-1', askedAt: 1, logIndex: 1, answeredAt: 2 };
  const shown = verdictShown(verdict, asked);
  return { ...question, phase: 'answered' as const, asked, answers: states, verdict, shown };
}
