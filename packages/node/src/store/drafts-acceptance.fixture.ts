// SPDX-License-Identifier: Apache-2.0
// What every store must do with drafts; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestSources } from './acceptance.fixture.ts';
import { monthOf } from './data-keys.ts';
import { DRAFTS_MAX, listDrafts, openDraft } from './drafts.ts';
import type { Store } from './store.ts';

const MONTH_MS = 31 * 86_400_000;

export function describeDrafts(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  test('a draft is kept sealed for one person, replaced under its id, and forgotten', async () => {
    const { store, sources } = fixture();
    await keep(store, 'writer', 'one', 'first words', 'first head of words');
    sources.nowMs += 1;
    await keep(store, 'writer', 'two', 'other words');
    sources.nowMs += 1;
    await keep(store, 'writer', 'one', 'last words', 'head of words');
    const kept = await listDrafts(store.reader, 'writer');
    assert.deepEqual(
      kept.map(({ savedAt: _, ...draft }) => draft),
      [{ draftId: 'one', head: 'head of words' }, { draftId: 'two' }],
    );
    const { draftId, savedAt } = kept[0]!;
    const key = { user: 'writer', draftId };
    assert.deepEqual(await openDraft(store.reader, key), { draftId, savedAt, content: 'last words' });
    assert.deepEqual(await listDrafts(store.reader, 'neighbour'), []);
    await assert.rejects(openDraft(store.reader, { user: 'neighbour', draftId }), { code: 'draft.not-found' });
    const rows = await store.reader.all<{ content: Uint8Array; head: Uint8Array | null }>(
      'select content, head from draft',
    );
    for (const cell of rows.flatMap(({ content, head }) => [content, head ?? []]))
      assert.ok(!Buffer.from(cell).includes('words'));
    await keep(store, 'writer', 'one', 'last words');
    assert.deepEqual(
      (await listDrafts(store.reader, 'writer')).find((draft) => draft.draftId === 'one')?.head,
      undefined,
    );

    await drop(store, 'neighbour', 'one');
    await drop(store, 'writer', 'one');
    await drop(store, 'writer', 'one');
    assert.deepEqual(
      (await listDrafts(store.reader, 'writer')).map(({ draftId }) => draftId),
      ['two'],
    );
  });

  test('one draft more than there is place for is refused, and replaces nothing', async () => {
    const { store } = fixture();
    for (let n = 0; n < DRAFTS_MAX; n += 1) await keep(store, 'author', `draft-${n}`, 'words');
    await assert.rejects(keep(store, 'author', 'draft-more', 'words'), { code: 'draft.too-many' });
    await keep(store, 'author', 'draft-0', 'changed');
    const kept = await listDrafts(store.reader, 'author');
    const { content } = await openDraft(store.reader, { user: 'author', draftId: 'draft-0' });
    assert.deepEqual([kept.length, content], [DRAFTS_MAX, 'changed']);
  });

  test('a draft that nobody can read any more takes no place from another', async () => {
    const { store, sources } = fixture();
    for (let n = 0; n < DRAFTS_MAX; n += 1) await keep(store, 'veteran', `draft-${n}`, 'words', 'head');
    sources.nowMs += 12 * MONTH_MS;
    await keep(store, 'veteran', 'draft-0', 'written anew', 'head');
    await assert.rejects(keep(store, 'veteran', 'draft-more', 'words', 'head'), { code: 'draft.too-many' });
    const args = { dataClass: 'content', before: monthOf(sources.nowMs - 6 * MONTH_MS) } as const;
    await store.write({ event: 'retention.erased', body: {} }, { name: 'erase-data-keys', args });
    await keep(store, 'veteran', 'draft-more', 'words', 'head');
    const rows = await store.reader.all(
      "select draft_id as id from draft where user_name = 'veteran' order by draft_id",
    );
    assert.deepEqual(rows, [{ id: 'draft-0' }, { id: 'draft-more' }]);
    assert.equal((await listDrafts(store.reader, 'veteran')).length, 2);
  });
}

function keep(store: Store, user: string, draftId: string, content: string, head?: string): Promise<unknown> {
  const args = { draft: { user, draftId }, content, ...(head !== undefined && { head }) };
  return store.write({ event: 'draft.kept', body: { user } }, { name: 'keep-draft', args });
}

function drop(store: Store, user: string, draftId: string): Promise<unknown> {
  const draft = { user, draftId };
  return store.write({ event: 'draft.dropped', body: { user } }, { name: 'drop-draft', args: { draft } });
}
