// SPDX-License-Identifier: Apache-2.0
// Drafts at the officer's edge: each person has the own ones.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestEdge } from './officer-edge.fixture.ts';

test('a draft comes back to its author alone, and no entry holds its words', async (t) => {
  const edge = await openTestEdge();
  t.after(() => edge.close());
  await edge.addUser('colleague', 'operator');
  const [author, colleague] = [await edge.signIn('operator'), await edge.signIn('colleague')];
  const draft = { draftId: 'one', content: '{"subject":"a secret subject"}' };
  assert.equal((await edge.post('/api/drafts/keep', author, draft)).status, 200);
  assert.deepEqual(contentsOf(await edge.get('/api/drafts', author)), [draft.content]);
  assert.deepEqual(contentsOf(await edge.get('/api/drafts', colleague)), []);
  assert.equal((await edge.post('/api/drafts/drop', colleague, { draftId: 'one' })).status, 200);
  assert.deepEqual(contentsOf(await edge.get('/api/drafts', author)), [draft.content]);
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
  ] as const) {
    const answer = await edge.post('/api/drafts/keep', author, draft);
    assert.deepEqual(
      [answer.code, (answer.json as { error: { field: string } }).error.field],
      ['input.invalid', field],
    );
  }
});

function contentsOf({ json }: { json: unknown }): string[] {
  return (json as { drafts: { content: string }[] }).drafts.map(({ content }) => content);
}
