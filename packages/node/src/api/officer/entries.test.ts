// SPDX-License-Identifier: Apache-2.0
// What an auditor reads and an officer's history shows: never whom or what a query was about, and nobody else's queries.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { LogVerdict } from '@iims/tlog/verify-log';
import { openTestEdge, type TestEdge } from './officer-edge.fixture.ts';

let edge: TestEdge;
let verdict: LogVerdict = { ok: true, size: 7, root: new Uint8Array(32), signedAtSeconds: 0 };
before(async () => {
  edge = await openTestEdge({
    verifyLog: async () => verdict,
  });
});
after(() => edge.close());

interface Shown {
  readonly index: number;
  readonly event: string;
  readonly actor?: string;
  readonly counterpart?: string;
  readonly outcome?: string;
}

test('an auditor sees who asked when and why, and nothing of what was asked', async () => {
  const officer = await edge.signIn('officer');
  const asked = await edge.post('/api/query', officer, {
    input: 'ERIKSSON, ANNA MARIA 1974-08-12',
    purpose: 'investigation',
    caseRef: 'CASE-77',
  });
  const auditor = await edge.signIn('auditor');
  const answer = await edge.get('/api/entries', auditor);
  const { entries, size } = answer.json as { entries: Shown[]; size: number };
  assert.equal(entries[0]!.event, 'log.entries-read', 'reading them is itself an entry, and the first that is read');
  assert.equal(size, entries[0]!.index + 1);
  const asking = entries.find(({ index }) => index === (asked.json as { logIndex: number }).logIndex)!;
  const { at: _at, ...shown } = asking as Shown & { at: string };
  assert.deepEqual(shown, {
    index: asking.index,
    event: 'query.asked',
    actor: 'officer',
    purpose: 'investigation',
    caseRef: 'CASE-77',
  });
  assert.doesNotMatch(answer.text, /eriksson|anna|1974|question|salt|commitment/i);
});

test('entries come page by page, newest first, without gap or double', async () => {
  const auditor = await edge.signIn('auditor');
  const { size } = (await edge.get('/api/entries?limit=1', auditor)).json as { size: number };
  const seen: number[] = [];
  for (let before = size; before > 0; ) {
    const page = (await edge.get(`/api/entries?limit=3&before=${before}`, auditor)).json as { entries: Shown[] };
    seen.push(...page.entries.map(({ index }) => index));
    before = page.entries.at(-1)!.index;
  }
  assert.deepEqual(
    seen,
    Array.from({ length: size }, (_, i) => size - 1 - i),
  );
});

test('whoever manages an account is the actor of its entry, and the account is not', async () => {
  const auditor = await edge.signIn('auditor');
  const { entries } = (await edge.get('/api/entries?limit=200', auditor)).json as { entries: Shown[] };
  const added = entries.filter(({ event }) => event === 'user.added');
  assert.deepEqual(
    added.map(({ actor, counterpart }) => [actor, counterpart]),
    ['administrator', 'auditor', 'operator', 'officer'].map((user) => ['test', user]),
  );
});

test("history holds one's own queries alone", async () => {
  await edge.addUser('colleague', 'officer');
  const [officer, colleague] = [await edge.signIn('officer'), await edge.signIn('colleague')];
  const query = { input: 'WX9876YZ', purpose: 'road-check', caseRef: 'CASE-78' };
  const asked = (await edge.post('/api/query', colleague, query)).json as { logIndex: number };
  const of = async (session: typeof officer, more = '') => {
    const { queries } = (await edge.get(`/api/history${more}`, session)).json as { queries: { logIndex: number }[] };
    return queries.map(({ logIndex }) => logIndex);
  };
  assert.deepEqual(await of(colleague), [asked.logIndex]);
  assert.ok(!(await of(officer)).includes(asked.logIndex));
  assert.equal((await edge.get('/api/history?user=colleague', officer)).code, 'input.invalid');
  assert.equal((await edge.entries()).at(-1)!.event, 'history.read');
});

test('verifying the log says yes with its root, or no with the index, and is an entry before it is an answer', async () => {
  const auditor = await edge.signIn('auditor');
  const yes = (await edge.post('/api/verify-log', auditor, {})).json as Record<string, unknown>;
  assert.deepEqual([yes.ok, yes.size, yes.root], [true, 7, `${'A'.repeat(43)}=`]);
  verdict = { ok: false, index: 3, reason: 'row-mismatch' };
  const no = (await edge.post('/api/verify-log', auditor, {})).json as Record<string, unknown>;
  assert.deepEqual([no.ok, no.index, no.reason], [false, 3, 'row-mismatch']);
  const entry = (await edge.entries()).at(-1)!;
  assert.deepEqual([entry.event, entry.body.ok, entry.body.index], ['log.verified', false, 3]);
});
