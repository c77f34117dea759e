// SPDX-License-Identifier: Apache-2.0
// Drafts at the officer's edge: each person has the own ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestEdge, type SignedIn } from './officer-edge.fixture.ts';

test('a draft comes back to its author alone, and no entry holds its words', async (t) => {
  const edge = await openTestEdge();
  t.after(() => edge.close());
  await edge.addUser('colleague', 'operator');
  const [author, colleague] = [await edge.signIn('operator'), await edge.signIn('colleague')];
  const draft = { draftId: 'one', content: '{"subject":"a secret subject"}', head: 'a secret head' };
  assert.equal((await edge.post('/api/drafts/keep', author, draft)).status, 200);
  const listed = await edge.get('/api/drafts', author);
  assert.deepEqual(headsOf(listed), [draft.head]);
  assert.doesNotMatch(listed.text, /subject/, 'a list carries no content');
  assert.deepEqual(headsOf(await edge.get('/api/drafts', colleague)), []);
  const open = (by: SignedIn) => edge.post('/api/drafts/open', by, { draftId: 'one' });
  assert.equal((await open(colleague)).code, 'draft.not-found');
  assert.equal((await edge.post('/api/drafts/drop', colleague, { draftId: 'one' })).status, 200);
  assert.equal(((await open(author)).json as { content: string }).content, draft.content);
  const bodies = (await edge.entries()).filter(({ event }) => event.startsWith('draft.')).map(({ body }) => body);
  assert.equal(bodies.length, 5);
  assert.doesNotMatch(JSON.stringify(bodies), /secret/);
});

test('a draft without content, or under a strange id, is refused by field', async (t) => {
  const edge = await openTestEdge();
  t.after(() => edge.close());
  const author = await edge.signIn('operator');
  for (const [draft, field] of [
    [{ draftId: 'one', content: '' }, 'content'],
    [{ draftId: '../one', content: 'x' }, 'draftId'],
    [{ draftId: 'one', content: 'x'.repeat(1_056_769) }, 'content'],
    [{ draftId: 'one', content: 'x', head: 'x'.repeat(4_097) }, 'head'],
  ] as const) {
    const answer = await edge.post('/api/drafts/keep', author, draft);
    assert.deepEqual(
      [answer.code, (answer.json as { error: { field: string } }).error.field],
      ['input.invalid', field],
    );
  }
});

function headsOf({ json }: { json: unknown }): (string | undefined)[] {
  return (json as { drafts: { head?: string }[] }).drafts.map(({ head }) => head);
}
