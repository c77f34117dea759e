// SPDX-License-Identifier: Apache-2.0
// What an administrator is told to look at, and that a node which is well is told as well.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mattersOf } from './attention.ts';
import type { NodeState } from './node-state.ts';
import type { OwnKeys } from './own-keys.ts';
import type { Partner } from './partners.ts';

const NODE: NodeState = {
  time: 0,
  logSize: 10,
  custody: { kind: 'passphrase', working: true },
  witnessing: { witnessedSize: 10, quorum: 0, evidence: [] },
  registers: [],
};
const PARTNER: Partner = { state: 'UKR', standing: 'fresh', usableUntil: 1 };
const KEYS: OwnKeys = { keys: [], calendar: [{ what: 'root', endsAt: 1, due: 'later' }] };
const kindsOf = (node: Partial<NodeState>, partner: Partial<Partner> = {}, keys: OwnKeys = KEYS) =>
  mattersOf({ ...NODE, ...node }, keys, [{ ...PARTNER, ...partner }]).map(({ kind, urgency }) => `${urgency} ${kind}`);

test('a node that is well has nothing that needs attention', () => {
  assert.deepEqual(kindsOf({}), []);
});

test('each thing that is wrong is told', () => {
  const { witnessing } = NODE;
  assert.deepEqual(kindsOf({ witnessing: { ...witnessing, evidence: ['GEO-7'] } }), ['alarm evidence']);
  assert.deepEqual(kindsOf({ custody: { kind: 'pkcs11', working: false } }), ['alarm custody']);
  assert.deepEqual(kindsOf({}, { forkFoundAt: 1 }), ['alarm fork']);
  assert.deepEqual(kindsOf({}, { behindSince: 1 }), ['alarm behind']);
  assert.deepEqual(kindsOf({}, { standing: 'expired' }), ['alarm expired']);
  assert.deepEqual(kindsOf({}, { standing: 'stale' }), ['act stale']);
  assert.deepEqual(kindsOf({}, { silentSince: 1 }), ['act silent']);
  const layers = [{ layer: 'tcp', outcome: 'failed', found: {} }] as const;
  assert.deepEqual(kindsOf({}, { lastTest: { state: 'UKR', testedAt: 1, outcome: 'failed', layers } }), [
    'act test-failed',
  ]);
});

test('too few witnesses are an alarm, suspended ones not counted', () => {
  const witnessing = { ...NODE.witnessing, quorum: 1 };
  assert.deepEqual(kindsOf({ witnessing }), []);
  assert.deepEqual(kindsOf({ witnessing }, { silentSince: 1 }), ['alarm quorum', 'act silent']);
  assert.deepEqual(kindsOf({ witnessing }, { suspended: { since: 1, reason: '', by: '' } }), ['alarm quorum']);
});

test('what ends is told by how soon it does, the worst first', () => {
  const calendar = [
    { what: 'document', endsAt: 4, due: '90-days' },
    { what: 'tls', endsAt: 3, due: '30-days' },
    { what: 'log', endsAt: 2, due: '7-days' },
    { what: 'signing', endsAt: 1, due: 'over' },
  ] as const;
  assert.deepEqual(kindsOf({}, {}, { keys: [], calendar }), ['alarm ends', 'act ends', 'act ends', 'coming ends']);
});

test('a suspended partner may be silent and out of date, but not fork its log', () => {
  const suspended = { since: 1, reason: 'a reason', by: 'anna' };
  assert.deepEqual(kindsOf({}, { suspended, standing: 'expired', silentSince: 1, forkFoundAt: 1 }), ['alarm fork']);
});
