// SPDX-License-Identifier: Apache-2.0
// What the own State decides about partners' alerts: what its officers see then, and that nothing else changes.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { StateCode } from '@iims/wire/identifiers';
import type { Hit, StateOutcome } from '@iims/wire/verdict';
import { readEntries } from '../store/entries.ts';
import type { Store } from '../store/store.ts';
import { openStoreIn } from '../store/store-of-tests.fixture.ts';
import { OwnDecisions } from './own-decisions.ts';

const folder = mkdtempSync(join(tmpdir(), 'iims-own-decisions-'));
const partners = () => ['UKR', 'AZE'] as StateCode[];
const NAMED = { state: 'UKR', register: 'persons', alertId: 'UKR-PER-1' };
const DECISION = { ...NAMED, action: 'arrest', ground: 'a ground' };
let store: Store;

before(async () => {
  store = await openStoreIn(folder);
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

test('an officer is asked to call the owner of the alert that was decided about, and of no other', async () => {
  const decisions = await OwnDecisions.open(store, partners);
  const answered = outcome('UKR', [hit('UKR-PER-1'), hit('UKR-PER-2'), { ...hit('UKR-PER-1'), register: 'other' }]);
  assert.equal(decisions.applyTo(answered), answered);
  await decisions.set('one', DECISION);
  const { hits } = decisions.applyTo(answered);
  assert.deepEqual(
    hits.map(({ action, notExecuted }) => [action, notExecuted?.action]),
    [
      ['contact-owner', 'arrest'],
      ['arrest', undefined],
      ['arrest', undefined],
    ],
  );
  assert.deepEqual(
    hits.map(({ cautions, band }) => [cautions, band]),
    answered.hits.map(({ cautions, band }) => [cautions, band]),
  );
  // What the owner answered stays as it was, for the entry and the receipt.
  assert.equal(answered.hits[0]!.action, 'arrest');
  // An id is a State's own.
  assert.equal(decisions.applyTo(outcome('AZE', answered.hits)).hits[0]!.action, 'arrest');
});

test('a decision outlives a restart, is an entry, and ends', async () => {
  const decisions = await OwnDecisions.open(store, partners);
  assert.deepEqual(
    decisions.list().map(({ state, ground, by }) => [state, ground, by]),
    [['UKR', 'a ground', 'one']],
  );
  await decisions.end('two', NAMED);
  assert.equal(decisions.applyTo(outcome('UKR', [hit('UKR-PER-1')])).hits[0]!.action, 'arrest');
  await assert.rejects(decisions.end('two', NAMED), { code: 'alert.not-found' });
  const [ended, set] = await readEntries(store.reader, { limit: 2 });
  assert.deepEqual([set?.event, set?.body.user, set?.body.alert], ['alert.not-executed', 'one', 'UKR-PER-1']);
  assert.deepEqual([ended?.event, ended?.body.user, ended?.body.state], ['alert.executed-again', 'two', 'UKR']);
});

test('an alert of the own State, or of a stranger, cannot be decided about', async () => {
  const decisions = await OwnDecisions.open(store, partners);
  for (const state of ['GEO', 'XXA']) {
    await assert.rejects(decisions.set('one', { ...DECISION, state }), { code: 'input.invalid' });
  }
  assert.deepEqual(decisions.list(), []);
});

function outcome(state: string, hits: readonly Hit[]): StateOutcome {
  return { state, outcome: 'hit', hits };
}

function hit(alertId: string): Hit {
  return {
    band: 'hit',
    alertId,
    register: 'persons',
    category: 'wanted-arrest',
    subjectKind: 'person',
    matchedOn: 'as-given',
    why: [],
    authority: 'Criminal Police',
    action: 'arrest',
    cautions: ['armed'],
    handling: 'H1',
    facts: [],
  };
}
