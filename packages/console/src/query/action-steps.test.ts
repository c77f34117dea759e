// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACTIONS } from '@iims/wire/code-lists';
import type { Hit } from '@iims/wire/verdict';
import { stepsFor } from './action-steps.ts';

const hit = (action: string, band: 'hit' | 'compare' = 'hit', why: readonly string[] = []) =>
  ({ action, band, why }) as Hit;

test('every action has steps, and a compare begins with comparing', () => {
  for (const action of ACTIONS) {
    assert.notEqual(stepsFor(hit(action)).length, 0);
    assert.equal(stepsFor(hit(action, 'compare'))[0], 'step.compare');
  }
});

test('a discreet check tells the officer to show nothing first and to let the traveller go on', () => {
  const steps = stepsFor(hit('discreet-check'));
  assert.equal(steps[0], 'step.show-nothing');
  assert.ok(steps.includes('step.let-go-on'));
  assert.ok(!steps.includes('step.hold-person'));
});

test('an alert that was not confirmed in time asks its owner before anybody acts, once', () => {
  for (const action of ACTIONS) {
    const steps = stepsFor(hit(action, 'compare', ['vin', 'not-revalidated']));
    assert.equal(steps[2], 'step.contact-owner');
    assert.equal(steps.filter((step) => step === 'step.contact-owner').length, 1);
  }
});

test('an action of a later list leads to its owner', () => {
  assert.deepEqual(stepsFor(hit('teleport')), stepsFor(hit('contact-owner')));
});

test('where the own State takes no part in a discreet check, the traveller is still shown nothing', () => {
  const declined = { ...hit('contact-owner'), notExecuted: { action: 'discreet-check', since: '2026-11-22' } };
  assert.deepEqual(stepsFor(declined).slice(0, 2), ['step.show-nothing', 'step.contact-owner']);
  const arrest = { ...declined, notExecuted: { action: 'arrest', since: '2026-11-22' } };
  assert.deepEqual(stepsFor(arrest)[0], 'step.contact-owner');
});
