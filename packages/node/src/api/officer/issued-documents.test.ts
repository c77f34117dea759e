// SPDX-License-Identifier: Apache-2.0
// What an officer is told of a document that the own State issued: beside the outcome, and a document in doubt is to be looked at.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadIssuedRegister } from '../../registers/load-issued-register.ts';
import { loadRegister } from '../../registers/load-register.ts';
import { openTestEdge } from './officer-edge.fixture.ts';

test('a licence that was issued stands beside the no-hit; one that never was makes an officer look', async (t) => {
  const edge = await openTestEdge();
  t.after(() => edge.close());
  const kind = 'official-document';
  await loadRegister(edge.store, { id: 'lost', kind, title: 'Lost', changedAt: 0, alerts: [] }, 1);
  const licences = {
    id: 'licences',
    kind,
    title: 'Licences',
    changedAt: 0,
    completeFor: ['driving-licence'],
    documents: [{ id: 'GEO-DRV-1', kind, number: 'AB123456', documentType: 'driving-licence', standing: 'valid' }],
  } as const;
  await loadIssuedRegister(edge.store, licences, Date.now());
  const officer = await edge.signIn('officer');
  const askedFor = async (input: string) => {
    const answer = await edge.post('/api/query', officer, { input, purpose: 'road-check', caseRef: 'CASE-1' });
    const { verdict, states } = answer.json as {
      verdict: string;
      states: { state: string; outcome: string; issued?: { standing: string }[] }[];
    };
    const own = states.find(({ state }) => state === 'GEO');
    return [verdict, own?.outcome, own?.issued?.map(({ standing }) => standing)];
  };
  assert.deepEqual(await askedFor('licence: GEO AB123456'), ['no-hit', 'no-hit', ['issued-and-valid']]);
  assert.deepEqual(await askedFor('licence: GEO XX999999'), ['compare', 'no-hit', ['not-found']]);
  assert.deepEqual(await askedFor('licence: UKR AB123456'), ['no-hit', 'no-hit', undefined]);

  // A list that is old may lack what was issued since: nobody is called a forger, and nothing is shown as whole.
  await loadIssuedRegister(edge.store, licences, 1);
  assert.deepEqual(await askedFor('licence: GEO AB123456'), ['no-hit', 'no-hit', ['issued-and-valid']]);
  assert.deepEqual(await askedFor('licence: GEO XX999999'), ['incomplete', 'no-hit', ['unknown']]);
});
