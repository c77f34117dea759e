// SPDX-License-Identifier: Apache-2.0
// What an administrator is told to look at, and that a node which is well is told as well.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mattersOf } from './attention.ts';
import type { NodeState } from './node-state.ts';
import type { OwnKeys } from './own-keys.ts';
import type { Partner } from './partners.ts';
import type { TrustRefusal } from './trust-refusals.ts';

const NODE: NodeState = {
  time: 0,
  logSize: 10,
  custody: { kind: 'passphrase', working: true },
  reviews: { due: 0, overdue: 0, withinDays: 30 },
  witnessing: { witnessedSize: 10, quorum: 0, evidence: [] },
  registers: [],
  quotas: [],
  announcers: { webhooks: [], mail: undefined },
};
const PARTNER: Partner = { state: 'UKR', standing: 'fresh', usableUntil: 1 };
const KEYS: OwnKeys = { keys: [], calendar: [{ what: 'root', endsAt: 1, due: 'later' }] };
const ROOT = { version: 1, expiresAt: 1, threshold: 3, holders: 4 };
const told = (
  node: Partial<NodeState>,
  partner: Partial<Partner>,
  keys = KEYS,
  refusals: readonly TrustRefusal[] = [],
) =>
  mattersOf({
    node: { ...NODE, ...node },
    keys,
    partners: {
      partners: [{ ...PARTNER, ...partner }],
      trustList: { number: 1, root: ROOT, states: [], refusals, refusalsLeftOut: 0 },
    },
  });
const kindsOf = (node: Partial<NodeState>, partner: Partial<Partner> = {}, keys: OwnKeys = KEYS) =>
  told(node, partner, keys).map(({ kind, urgency }) => `${urgency} ${kind}`);

test('a register that is behind its source, and one that partners may not ask, are told', () => {
  const register = { id: 'wanted', title: 'Wanted', alerts: 5, checkedAt: 0, listed: true };
  assert.deepEqual(kindsOf({ registers: [register] }), []);
  assert.deepEqual(kindsOf({ registers: [{ ...register, behind: 'source-withdrawn' }] }), ['act register-behind']);
  assert.deepEqual(kindsOf({ registers: [{ ...register, listed: false }] }), ['act register-not-listed']);
});

test('whoever is refused for a quota is told', () => {
  assert.deepEqual(kindsOf({ quotas: [{ state: 'UKR', since: 1, refused: 7 }] }), ['act quota']);
});

test('a node that is well has nothing that needs attention', () => {
  assert.deepEqual(kindsOf({}), []);
});

test('alerts that are due for review are good to know, and overdue ones somebody must act on', () => {
  assert.deepEqual(kindsOf({ reviews: { due: 3, overdue: 0, withinDays: 30 } }), ['coming reviews']);
  assert.deepEqual(kindsOf({ reviews: { due: 3, overdue: 1, withinDays: 30 } }), ['act reviews']);
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

const OLDER: TrustRefusal = {
  by: 'UKR',
  type: 'state',
  state: 'AZE',
  version: 1,
  code: 'trust.rollback',
  documents: 1,
  times: 1,
  lastAt: 0,
  logIndex: 7,
};
const refusedOf = (refusals: readonly TrustRefusal[], partner: Partial<Partner> = {}, time = 0) =>
  told({ time }, partner, KEYS, refusals).map((matter) =>
    matter.kind === 'refused'
      ? `${matter.urgency} ${matter.by} ${matter.code} ${matter.refusals.length}`
      : `${matter.urgency} ${matter.kind}`,
  );

test('what was refused of the trust list is told once for each bringer and reason, what is forged first', () => {
  const forged: TrustRefusal = { ...OLDER, type: 'root', code: 'trust.threshold' };
  const refusals = [OLDER, { ...OLDER, state: 'GEO' }, { ...OLDER, by: 'administrator' }, forged];
  assert.deepEqual(refusedOf(refusals), [
    'alarm UKR trust.threshold 1',
    'act UKR trust.rollback 2',
    'act administrator trust.rollback 1',
  ]);
});

test('a refusal needs attention for a day, and none where the partner is suspended or nobody is named', () => {
  const DAY_MS = 24 * 3_600_000;
  assert.deepEqual(refusedOf([OLDER], {}, DAY_MS), ['act UKR trust.rollback 1']);
  assert.deepEqual(refusedOf([OLDER], {}, DAY_MS + 1), []);
  assert.deepEqual(refusedOf([OLDER], { suspended: { since: 1, reason: 'a reason', by: 'anna' } }), []);
  const { by: _, ...unnamed } = OLDER;
  assert.deepEqual(refusedOf([unnamed]), []);
});

test('a program or mailbox that is not reached is told; one that is reached is not', () => {
  const webhook = {
    name: 'desk',
    host: 'desk.example',
    events: [],
    entriesBehind: 0,
    reachedAt: 1,
    failing: undefined,
  };
  const mail = { mailboxes: 1, reachedAt: undefined, failing: { since: 1, code: 'mail.tls' } };
  assert.deepEqual(kindsOf({ announcers: { webhooks: [webhook], mail: undefined } }), []);
  const failing = { since: 1, code: 'webhook.refused' };
  assert.deepEqual(kindsOf({ announcers: { webhooks: [{ ...webhook, failing }], mail } }), [
    'act announcer',
    'act announcer',
  ]);
});
