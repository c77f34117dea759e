// SPDX-License-Identifier: Apache-2.0
// What every store must do to protect what it keeps: a part of the acceptance suite, and the last, since it moves the clock by months.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StateCode, uuidFromBytes, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import type { StoreMaker, TestSources } from './acceptance.fixture.ts';
import { countEntries, readEntries, readEntryRows } from './entries.ts';
import { findEntryProof } from './entry-proofs.ts';
import { messageToSend } from './kept-message.fixture.ts';
import { eraseWhatEnded } from './retention.ts';
import type { Store } from './store.ts';

interface Fixture {
  readonly store: Store;
  readonly maker: StoreMaker;
  readonly sources: TestSources;
}

export function describeAtRest(fixture: () => Fixture): void {
  test('other keys than those it was sealed under open nothing', async () => {
    const { maker, sources } = fixture();
    const other = { now: sources.now, random: sources.random, atRest: new Uint8Array(32) };
    await assert.rejects(maker.open(other), { code: 'store.sealed' });
  });

  test('a new month has new keys, which every process on the database opens', async () => {
    const { store, maker, sources } = fixture();
    const other = await maker.open(sources);
    await store.write({ event: 'node.started', body: { month: 1 } });
    sources.nowMs += MONTH_MS;
    await Promise.all([
      store.write({ event: 'node.started', body: { month: 2 } }),
      other.write({ event: 'node.started', body: { month: 2 } }),
    ]);
    for (const { reader } of [store, other]) {
      const months = (await readEntries(reader, { limit: 3 })).map(({ body }) => body.month);
      assert.deepEqual(months, [2, 2, 1]);
    }
    const periods = await store.reader.all("select period from data_key where class = 'entry' order by key_no");
    assert.equal(periods.length, new Set(periods.map(({ period }) => period)).size, 'one key for each month');
    await other.close();
  });

  test('what is erased at the end of its period stays as a commitment, and the log goes on', async () => {
    const { store, sources } = fixture();
    const before = await countEntries(store.reader);
    sources.nowMs += 12 * MONTH_MS;
    await eraseWhatEnded(store, { entryMonths: 6 }, sources.nowMs);
    const rows = await readEntryRows(store.reader, 0, before + 10);
    assert.deepEqual(
      rows.map(({ content }) => content.kind),
      [...Array.from({ length: before }, () => 'erased'), 'open', 'open'],
    );
    assert.ok(rows.every(({ commitment }) => commitment.length === 32));
    const [wrapped] = await store.reader.all(
      "select count(*) as count from data_key where class = 'entry' and wrapped is not null",
    );
    assert.equal(wrapped?.count, 1);
  });

  test('the checkpoint under which an erased entry of a partner stood goes with its key', async () => {
    const { store, sources } = fixture();
    const hash = new Uint8Array(32).fill(99);
    const id = uuidToBytes(uuidV7(sources.nowMs, sources.random(10)));
    const { index: no } = await store.write(
      { event: 'message.stored', body: {} },
      { name: 'send-message', args: messageToSend(id, sources.nowMs, POL) },
    );
    const entries = [{ no, content: new Uint8Array([1]) }];
    const args = {
      state: POL,
      standing: 'witnessed',
      checkpoint: { hash, note: new Uint8Array([2]) },
      entries,
      asked: [],
    };
    await store.write({ event: 'receipt.fetched', body: {} }, { name: 'keep-entry-proofs', args });
    const kept = async () =>
      (await store.reader.all('select hash from entry_checkpoint where hash = ?', [hash])).length;
    await eraseWhatEnded(store, { receiptMonths: 1 }, sources.nowMs);
    assert.equal(await kept(), 1);
    sources.nowMs += 3 * MONTH_MS;
    // A node that dies behind the keys goes on with what stood under them.
    const before = new Date(sources.nowMs - MONTH_MS).toISOString().slice(0, 'YYYY-MM'.length);
    const erase = { name: 'erase-data-keys', args: { dataClass: 'receipt', before } } as const;
    await store.write({ event: 'retention.erased', body: { dataClass: 'receipt', before } }, erase);
    assert.equal(await kept(), 1, 'in a transaction of its own, however many there are');
    await eraseWhatEnded(store, { receiptMonths: 1 }, sources.nowMs);
    assert.equal(await kept(), 0);
    assert.equal(await findEntryProof(store.reader, uuidFromBytes(id), POL), undefined);
  });
}

const POL = 'POL' as StateCode;
const MONTH_MS = 31 * 24 * 60 * 60_000;
