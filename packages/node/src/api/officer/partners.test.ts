// SPDX-License-Identifier: Apache-2.0
// What administrators and operators see of partners, and what administrators decide about them. Who may not is in `vectors/access`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestEdge } from './officer-edge.fixture.ts';

const NOBODYS_PORT = 1;

interface Listed {
  readonly trustList: {
    readonly root: object;
    readonly states: readonly { readonly state: string; readonly version: number }[];
    readonly refusals: readonly [Readonly<Record<string, unknown>> & { readonly firstAt: string }];
    readonly refusalsLeftOut: number;
  };
  readonly partners: readonly Readonly<Record<string, unknown>>[];
}

test('a suspension is entered with its reason, seen by whom and why, and ended', async (t) => {
  const edge = await openTestEdge({ partners: { UKR: NOBODYS_PORT } });
  t.after(() => edge.close());
  const administrator = await edge.signIn('administrator');
  const ukraine = async () => ((await edge.get('/api/partners', administrator)).json as Listed).partners[0]!;
  assert.equal((await ukraine()).suspended, undefined);

  const body = { state: 'UKR', reason: '  a stolen key ' };
  const suspended = await edge.post('/api/partners/suspend', administrator, body);
  assert.deepEqual(suspended.json, { state: 'UKR', suspended: true });
  const { reason, by } = (await ukraine()).suspended as { reason: string; by: string };
  assert.deepEqual([reason, by], ['a stolen key', 'administrator']);
  assert.equal((await edge.post('/api/partners/suspend', administrator, body)).code, 'partner.already-suspended');
  assert.equal((await edge.post('/api/partners/test', administrator, { state: 'UKR' })).code, 'partner.suspended');

  await edge.post('/api/partners/resume', administrator, { state: 'UKR' });
  assert.equal((await ukraine()).suspended, undefined);
  assert.equal(
    (await edge.post('/api/partners/resume', administrator, { state: 'UKR' })).code,
    'partner.not-suspended',
  );
  const events = (await edge.entries()).filter(({ event }) => event.startsWith('partner.'));
  assert.deepEqual(
    events.map(({ event, body: entered }) => [event, entered.state, entered.by]),
    [
      ['partner.suspended', 'UKR', 'administrator'],
      ['partner.resumed', 'UKR', 'administrator'],
    ],
  );
});

test('a suspension without a reason, and acts on States that are no partners, are refused', async (t) => {
  const edge = await openTestEdge({ partners: { UKR: NOBODYS_PORT } });
  t.after(() => edge.close());
  const administrator = await edge.signIn('administrator');
  for (const [act, body] of [
    ['suspend', { state: 'UKR', reason: '   ' }],
    ['suspend', { state: 'UKR' }],
    ['suspend', { state: 'GEO', reason: 'itself' }],
    ['suspend', { state: 'Ukraine', reason: 'a name' }],
    ['test', { state: 'GEO' }],
    ['test', { state: 'ROU' }],
  ] as const) {
    const { code } = await edge.post(`/api/partners/${act}`, administrator, body);
    assert.equal(code, 'input.invalid', `${act} ${JSON.stringify(body)}`);
  }
});

test('what was refused of the trust list is told with who brought it and why, to those who see partners', async (t) => {
  const edge = await openTestEdge({ partners: { UKR: NOBODYS_PORT } });
  t.after(() => edge.close());
  const body = { by: 'UKR', type: 'state', state: 'GEO', version: 1, sha256: 'a1', code: 'trust.rollback' };
  const { index } = await edge.store.write({ event: 'trust-list.refused', body });
  const operator = await edge.signIn('operator');
  const { trustList } = (await edge.get('/api/partners', operator)).json as Listed;
  const [{ firstAt, lastAt, ...refusal }] = trustList.refusals;
  assert.deepEqual(refusal, {
    by: 'UKR',
    type: 'state',
    state: 'GEO',
    version: 1,
    code: 'trust.rollback',
    documents: 1,
    times: 1,
    logIndex: index,
  });
  assert.match(firstAt, /^20..-..-..T.*Z$/);
  assert.equal(lastAt, firstAt);
  assert.equal(trustList.refusalsLeftOut, 0);

  const auditor = await edge.signIn('auditor');
  const { entries } = (await edge.get('/api/entries', auditor)).json as { entries: Record<string, unknown>[] };
  const { at: _, ...entry } = entries.find((one) => one.index === index)!;
  const shown = { event: 'trust-list.refused', actor: 'UKR', counterpart: 'GEO', outcome: 'trust.rollback' };
  assert.deepEqual(entry, { index, ...shown }, 'the auditor reads the same of the log');
});

test('the last test of a partner stays, with the account that made it in the log', async (t) => {
  const edge = await openTestEdge({ partners: { UKR: NOBODYS_PORT } });
  t.after(() => edge.close());
  const operator = await edge.signIn('operator');
  const { json: tested } = await edge.post('/api/partners/test', operator, { state: 'UKR' });
  const { outcome, layers } = tested as { outcome: string; layers: { layer: string; outcome: string }[] };
  assert.equal(outcome, 'failed');
  assert.deepEqual(
    layers.slice(0, 3).map((one) => `${one.layer} ${one.outcome}`),
    ['address passed', 'tcp failed', 'tls not-tried'],
  );
  const { partners, trustList } = (await edge.get('/api/partners', operator)).json as Listed;
  assert.deepEqual(partners[0]!.lastTest, tested);
  assert.deepEqual(
    trustList.states.map(({ state, version }) => `${state} ${version}`),
    ['GEO 1', 'UKR 1'],
  );
  const entry = (await edge.entries()).at(-1)!;
  assert.deepEqual(
    [entry.event, entry.body.layer, entry.body.code, entry.body.by],
    ['partner.tested', 'tcp', 'partner.unreachable', 'operator'],
  );
});
