// SPDX-License-Identifier: Apache-2.0
// Alerts at the officer's edge: from an operator's entry over a colleague's release to a hit, and what is refused with which words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '@iims/wire/until.fixture';
import { personAlert } from '../../query/alert.fixture.ts';
import { loadRegister } from '../../registers/load-register.ts';
import { openTestEdge, type SignedIn, type TestEdge, type TestEdgeOptions } from './officer-edge.fixture.ts';

const PERSON = { ...personAlert(1), id: 'GEO-PER-000001' };
const NAMED = { register: 'persons', alertId: PERSON.id };

test('an alert on a person is entered by one operator, released by another, met by an officer, and withdrawn', async (t) => {
  const { edge, operator, colleague } = await openWithOperators();
  t.after(() => edge.close());
  const officer = await edge.signIn('officer');
  const entered = await edge.post('/api/alerts/enter', operator, { register: 'persons', alert: PERSON });
  const { standing, quality } = entered.json as { standing: string; quality: { score: number; findings: string[] } };
  assert.deepEqual([entered.status, standing], [200, 'waiting']);
  assert.ok(quality.score < 100 && quality.findings.includes('no-offence-category'));
  assert.equal(await verdictOn(edge, officer), 'no-hit');

  const { waiting } = (await edge.get('/api/alerts/waiting', colleague)).json as { waiting: Record<string, unknown>[] };
  assert.deepEqual([waiting.length, waiting[0]!.own, waiting[0]!.enteredBy], [1, false, 'operator']);
  const release = { ...NAMED, digest: waiting[0]!.digest };
  assert.equal((await edge.post('/api/alerts/release', operator, release)).code, 'alert.own-entry');
  assert.equal((await edge.post('/api/alerts/release', colleague, release)).status, 200);
  assert.equal(await verdictOn(edge, officer), 'hit');

  const read = await edge.get(`/api/alerts?register=persons&alertId=${PERSON.id}`, operator);
  assert.deepEqual(read.json, { inForce: PERSON });
  const withdrawal = { ...NAMED, ground: 'warrant-served' };
  assert.equal((await edge.post('/api/alerts/withdraw', colleague, withdrawal)).status, 200);
  assert.equal(await verdictOn(edge, officer), 'no-hit');
});

test('what an alert lacks or contradicts is named by field and rule, and never repeated', async (t) => {
  const { edge, operator } = await openWithOperators();
  t.after(() => edge.close());
  for (const [alert, code, told] of [
    [{ ...PERSON, names: [] }, 'input.invalid', 'names'],
    [{ ...PERSON, secret: 'KOVAL' }, 'input.invalid', 'input'],
    [{ ...PERSON, covert: true }, 'alert.quality', 'alert'],
    ['KOVAL', 'input.invalid', 'input'],
  ] as const) {
    const answer = await edge.post('/api/alerts/enter', operator, { register: 'persons', alert });
    assert.equal(answer.code, code);
    assert.equal((answer.json as { error: { field: string } }).error.field, told);
    assert.doesNotMatch(answer.text, /KOVAL|secret/);
  }
  const unknownGround = { ...NAMED, ground: 'no reason' };
  assert.equal((await edge.post('/api/alerts/withdraw', operator, unknownGround)).code, 'input.invalid');
});

test('a release is answered when queries find the person', async (t) => {
  const gate = Promise.withResolvers<void>();
  const steps: string[] = [];
  const { edge, operator, colleague } = await openWithOperators({
    personsFound: async () => {
      steps.push('looked for');
      await gate.promise;
      steps.push('found');
    },
  });
  t.after(() => edge.close());
  await edge.post('/api/alerts/enter', operator, { register: 'persons', alert: PERSON });
  const { waiting } = (await edge.get('/api/alerts/waiting', colleague)).json as { waiting: { digest: string }[] };
  const released = edge
    .post('/api/alerts/release', colleague, { ...NAMED, digest: waiting[0]!.digest })
    .then(({ status }) => steps.push(`${status}`));
  await until(() => steps.length > 0, 'the person is looked for');
  // In force before that, with its entry.
  assert.equal(await verdictOn(edge, await edge.signIn('officer')), 'hit');
  gate.resolve();
  await released;
  assert.deepEqual(steps, ['looked for', 'found', '200']);
});

async function openWithOperators(
  options: TestEdgeOptions = {},
): Promise<{ edge: TestEdge; operator: SignedIn; colleague: SignedIn }> {
  const edge = await openTestEdge(options);
  await loadRegister(
    edge.store,
    { id: 'persons', kind: 'person', title: 'Persons', changedAt: 0, keptBy: 'hand' as const, alerts: [] },
    1,
  );
  await edge.addUser('colleague', 'operator');
  return { edge, operator: await edge.signIn('operator'), colleague: await edge.signIn('colleague') };
}

async function verdictOn(edge: TestEdge, officer: SignedIn): Promise<string> {
  const asked = { input: 'KOVAL, IVAN 1980-02-29', purpose: 'investigation', caseRef: 'CASE-1' };
  return ((await edge.post('/api/query', officer, asked)).json as { verdict: string }).verdict;
}
