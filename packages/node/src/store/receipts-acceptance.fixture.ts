// SPDX-License-Identifier: Apache-2.0
// What every store must do with what proves answers; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StateCode, uuidFromBytes, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import type { MessageKind } from '@iims/wire/message-kinds';
import type { TestSources } from './acceptance.fixture.ts';
import { ANSWER_PROOF_KEPT_MS, findAnswerProofs, type KeptProofs } from './answer-proofs.ts';
import { awaitingStates, dueEntries, ENTRY_PACE_MS, nextEntryDue } from './awaited-entries.ts';
import { dueReceipts, nextReceiptDue, receiptStates } from './awaited-receipts.ts';
import { readEntryRows } from './entries.ts';
import { findEntryProof } from './entry-proofs.ts';
import { messageToSend } from './kept-message.fixture.ts';
import { findReceipts } from './receipts.ts';
import { BATCH_SPAN_MAX_MS, findBatchEntries } from './signed-batches.ts';
import type { Store } from './store.ts';

const DAY_MS = 24 * 3_600_000;
/** To States that no other test of this store writes to. */
const [GEO, POL, ROU] = ['GEO', 'POL', 'ROU'] as StateCode[] as [StateCode, StateCode, StateCode];

export function describeReceipts(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  test('the proofs of queries that close together are found one by one, each by its id', async () => {
    const { store, sources } = fixture();
    const ids = Array.from({ length: 40 }, (_, i) => idAt(sources.nowMs - 500, i));
    await Promise.all(ids.map((id, i) => close(store, id, i)));
    for (const [i, id] of ids.entries()) assert.deepEqual(await findAnswerProofs(store.reader, id), kept(i));
    assert.equal(await findAnswerProofs(store.reader, idAt(sources.nowMs - 500, 99)), undefined);
    const rows = await store.reader.all('select group_index from answer_proof');
    assert.ok(rows.length < ids.length, `${rows.length} rows`);
  });

  test('what queries that close together have in common is kept once, and found with each of them', async () => {
    const { store, sources } = fixture();
    const [ours, theirs, alone] = [1, 2, 3].map((i) => new Uint8Array(20_000).fill(i)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const shared = (i: number) => (i === 7 ? [ours, alone] : i % 2 === 0 ? [theirs, ours] : [ours]);
    const ids = Array.from({ length: 20 }, (_, i) => idAt(sources.nowMs - 400, i + 100));
    await Promise.all(ids.map((id, i) => close(store, id, i, shared(i))));
    for (const [i, id] of ids.entries()) {
      assert.deepEqual(await findAnswerProofs(store.reader, id), kept(i, shared(i)));
    }
    const rows = await store.reader.all<{ bytes: number; ids: number }>(
      'select length(content) as bytes, length(query_ids) / 16 as ids from answer_proof where length(content) > 20000',
    );
    assert.equal(
      rows.reduce((sum, { ids }) => sum + ids, 0),
      ids.length,
    );
    for (const { bytes } of rows) assert.ok(bytes < 70_000, `${bytes} bytes`);
  });

  test('a closing that is taken back leaves no proof, and its neighbours keep theirs', async () => {
    const { store, sources } = fixture();
    const [good, bad] = [idAt(sources.nowMs, 1), idAt(sources.nowMs, 2)];
    const broken = {
      logIndex: {} as number,
      verdict: 'no-hit',
      complete: true,
      proofs: { queryId: bad, ...kept(2) },
    };
    const undone = store.write({ event: 'query.closed', body: {} }, { name: 'close-query', args: broken });
    await Promise.allSettled([undone, close(store, good, 1)]);
    await assert.rejects(undone);
    assert.deepEqual(await findAnswerProofs(store.reader, good), kept(1));
    assert.equal(await findAnswerProofs(store.reader, bad), undefined);
  });

  test('proofs are kept for their time and then forgotten', async () => {
    const { store, sources } = fixture();
    const id = idAt(sources.nowMs, 3);
    await close(store, id, 3);
    sources.nowMs += ANSWER_PROOF_KEPT_MS;
    await store.write({ event: 'query.asked', body: {} });
    assert.notEqual(await findAnswerProofs(store.reader, id), undefined);
    sources.nowMs += 2_000;
    await store.write({ event: 'query.asked', body: {} });
    assert.equal(await findAnswerProofs(store.reader, id), undefined);
  });

  test('a batch is found by the time of any of its frames, and no longer than an asker may ask', async () => {
    const { store, sources } = fixture();
    const at = sources.nowMs;
    const { index } = await store.write(
      { event: 'frames.batch-signed', body: {} },
      { name: 'keep-batch', args: { firstMs: at, lastMs: at + 90 } },
    );
    for (const time of [at, at + 50, at + 90]) assert.deepEqual(await findBatchEntries(store.reader, time), [index]);
    for (const time of [at - 1, at + 91, at + BATCH_SPAN_MAX_MS + 1]) {
      assert.deepEqual(await findBatchEntries(store.reader, time), []);
    }
    sources.nowMs += ANSWER_PROOF_KEPT_MS + DAY_MS;
    await store.write({ event: 'query.asked', body: {} });
    assert.deepEqual(await findBatchEntries(store.reader, at), [index]);
    sources.nowMs += 2_000;
    await store.write({ event: 'query.asked', body: {} });
    assert.deepEqual(await findBatchEntries(store.reader, at), []);
  });

  test('of a query and State the newest receipt is kept', async () => {
    const { store, sources } = fixture();
    const id = idAt(sources.nowMs, 4);
    const keep = (state: string, standing: string) =>
      store.write(
        { event: 'receipt.fetched', body: {} },
        { name: 'keep-receipt', args: { queryId: id, state, standing, content: new Uint8Array([standing.length]) } },
      );
    await keep('UKR', 'provisional');
    await keep('AZE', 'provisional');
    await keep('UKR', 'witnessed');
    // Two may ask at once, and what comes later may say less.
    await keep('UKR', 'provisional');
    assert.deepEqual(
      (await findReceipts(store.reader, id)).map(({ state, standing, content }) => [state, standing, content[0]]),
      [
        ['AZE', 'provisional', 11],
        ['UKR', 'witnessed', 9],
      ],
    );
  });

  test('of a message and State the newest entry that was opened is kept, under a checkpoint that many share', async () => {
    const { store, sources } = fixture();
    const [id, other] = [idAt(sources.nowMs, 5), idAt(sources.nowMs, 6)];
    const no = await sendTo(store, id, sources.nowMs);
    const otherNo = await sendTo(store, other, sources.nowMs);
    const checkpointOf = (place: number) => ({ hash: new Uint8Array(32).fill(place), note: new Uint8Array([1, 2]) });
    const keep = (state: StateCode, standing: string, nos: readonly number[], under = 5) =>
      store.write(
        { event: 'receipt.fetched', body: {} },
        {
          name: 'keep-entry-proofs',
          args: {
            state,
            standing,
            checkpoint: checkpointOf(under),
            entries: nos.map((one) => ({ no: one, content: new Uint8Array([standing.length]) })),
            asked: [],
          },
        },
      );
    const kept = async (state: StateCode, of = id) => {
      const proof = await findEntryProof(store.reader, uuidFromBytes(of), state);
      return proof && [proof.standing, ...proof.content, ...proof.checkpoint!];
    };
    assert.equal(await kept(POL), undefined);
    await keep(POL, 'provisional', [no]);
    assert.deepEqual(await kept(POL), ['provisional', 11, 1, 2]);
    await keep(POL, 'witnessed', [no, otherNo]);
    assert.deepEqual(await Promise.all([kept(POL), kept(ROU), kept(POL, other)]), [
      ['witnessed', 9, 1, 2],
      undefined,
      ['witnessed', 9, 1, 2],
    ]);
    assert.equal((await store.reader.all('select hash from entry_checkpoint')).length, 1);
    // A checkpoint under which nothing stands any more goes, one that is still shared stays.
    await keep(POL, 'witnessed', [no], 6);
    const hashes = async () =>
      (await store.reader.all<{ hash: Uint8Array }>('select hash from entry_checkpoint'))
        .map(({ hash }) => hash[0])
        .sort();
    assert.deepEqual(await hashes(), [5, 6]);
    await keep(POL, 'witnessed', [otherNo], 6);
    assert.deepEqual(await hashes(), [6]);
    // Two may ask at once, and what comes later may say less: nothing of it is kept.
    await keep(POL, 'provisional', [no], 7);
    assert.deepEqual(await kept(POL), ['witnessed', 9, 1, 2]);
    assert.deepEqual(await hashes(), [6]);
  });

  test('the entry behind a receipt is awaited from the act that keeps the receipt, the longest awaited first', async () => {
    const { store, sources } = fixture();
    const ids = [7, 8, 9].map((n) => idAt(sources.nowMs, n));
    const nos: number[] = [];
    for (const id of ids) nos.push(await sendTo(store, id, sources.nowMs, ROU));
    const due = async (now = sources.nowMs) => {
      const rows = await dueEntries(store.reader, ROU, { now, limit: 2 });
      return rows.map(({ no, attempts, receipt }) => [no, attempts, ...(receipt ?? [])]);
    };
    assert.equal(await nextEntryDue(store.reader, ROU), undefined);
    for (const id of ids.toReversed()) {
      sources.nowMs += 10;
      await take(store, id, ROU, sources.nowMs);
      // A receipt that comes once more is awaited once.
      await take(store, id, ROU, sources.nowMs);
    }
    assert.equal(await nextEntryDue(store.reader, ROU), sources.nowMs - 20 + ENTRY_PACE_MS[0]!);
    assert.ok((await awaitingStates(store.reader)).includes(ROU));
    assert.deepEqual(await due(), []);
    const later = sources.nowMs + ENTRY_PACE_MS[0]!;
    assert.deepEqual(await due(later), [
      [nos[2], 0, 9],
      [nos[1], 0, 9],
    ]);
    const asked = [{ no: nos[2]!, againAt: later + 5 }, { no: nos[1]! }];
    await store.write({ event: 'receipt.withheld', body: {} }, { name: 'note-withheld', args: { state: ROU, asked } });
    assert.deepEqual(await due(later), [[nos[0], 0, 9]]);
    assert.deepEqual(await due(later + 5), [
      [nos[0], 0, 9],
      [nos[2], 1, 9],
    ]);
  });

  test('the receipt of a hit is awaited from the act that closes its query, until it is witnessed or asked for no more', async () => {
    const { store, sources } = fixture();
    const [first, second] = [idAt(sources.nowMs, 11), idAt(sources.nowMs, 12)];
    const closing = (id: Uint8Array, hits: readonly StateCode[]) =>
      store.write(
        { event: 'query.closed', body: {} },
        {
          name: 'close-query',
          args: { logIndex: 0, verdict: 'hit', complete: true, proofs: { queryId: id, ...kept(1) }, hits },
        },
      );
    const due = async (state = POL, now = sources.nowMs + ENTRY_PACE_MS[0]!) =>
      (await dueReceipts(store.reader, state, { now, limit: 9 })).map(({ queryId, attempts }) => [
        queryId[15],
        attempts,
      ]);
    await closing(first, [POL, ROU]);
    sources.nowMs += 10;
    await closing(second, [POL]);
    assert.deepEqual((await receiptStates(store.reader)).sort(), [POL, ROU]);
    assert.equal(await nextReceiptDue(store.reader, POL), sources.nowMs - 10 + ENTRY_PACE_MS[0]!);
    assert.deepEqual(await due(POL, sources.nowMs), []);
    assert.deepEqual(await due(), [
      [first[15], 0],
      [second[15], 0],
    ]);
    const againAt = sources.nowMs + 99_000;
    const withheld = (queryId: Uint8Array, asked: { readonly againAt?: number }) =>
      store.write(
        { event: 'receipt.withheld', body: {} },
        { name: 'note-receipt-withheld', args: { queryId, state: POL, asked } },
      );
    await withheld(first, { againAt });
    assert.deepEqual(await due(), [[second[15], 0]]);
    assert.deepEqual(await due(POL, againAt), [
      [second[15], 0],
      [first[15], 1],
    ]);
    const keep = (queryId: Uint8Array, standing: string, asked?: { readonly againAt?: number }) =>
      store.write(
        { event: 'receipt.fetched', body: {} },
        { name: 'keep-receipt', args: { queryId, state: POL, standing, content: proofs(1), ...(asked && { asked }) } },
      );
    // Somebody who takes the receipt out takes nothing from the pace, unless it is witnessed.
    await keep(second, 'provisional');
    await keep(second, 'provisional', { againAt });
    await keep(first, 'witnessed');
    assert.deepEqual(await due(POL, againAt), [[second[15], 1]]);
    await withheld(second, {});
    assert.deepEqual(await due(POL, againAt), []);
    assert.deepEqual(await due(ROU), [[first[15], 0]]);
  });

  test('what nodes tell each other, and nobody takes a receipt of, is not awaited', async () => {
    const { store, sources } = fixture();
    const id = idAt(sources.nowMs, 10);
    const no = await sendTo(store, id, sources.nowMs, GEO, 'opened');
    await take(store, id, GEO, sources.nowMs);
    const rows = await store.reader.all('select state from awaited_entry where message_no = ?', [no]);
    assert.deepEqual(rows, []);
  });

  test('what an entry keeps to itself opens with it, and its body names it by a salted hash only', async () => {
    const { store } = fixture();
    const draft = { event: 'query.answered', body: { outcome: 'no-hit' } } as const;
    const written = [
      await store.write({ ...draft, own: { covert: [] } }),
      await store.write({ ...draft, own: { covert: ['ALERT-1'] } }),
    ];
    const bodies: Uint8Array[] = [];
    for (const [place, { index }] of written.entries()) {
      const [row] = await readEntryRows(store.reader, index, 1);
      assert.ok(row?.content.kind === 'open' && row.content.own !== undefined);
      assert.equal(Buffer.from(row.content.own).includes('ALERT-1'), place === 1);
      assert.equal(Buffer.from(row.content.body).includes('ALERT-1'), false);
      bodies.push(row.content.body);
    }
    assert.equal(bodies[0]!.length, bodies[1]!.length);
  });
}

async function sendTo(store: Store, id: Uint8Array, nowMs: number, to = POL, kind: MessageKind = 'free-message') {
  const args = messageToSend(id, nowMs, to, { kind });
  return (await store.write({ event: 'message.stored', body: {} }, { name: 'send-message', args })).index;
}

function take(store: Store, messageId: Uint8Array, state: StateCode, receivedAt: number): Promise<unknown> {
  return store.write(
    { event: 'message.receipted', body: {} },
    { name: 'take-message-receipt', args: { messageId, state, receivedAt, receipt: new Uint8Array([9]) } },
  );
}

function close(store: Store, queryId: Uint8Array, i: number, shared: readonly Uint8Array[] = []): Promise<unknown> {
  return store.write(
    { event: 'query.closed', body: { i } },
    {
      name: 'close-query',
      args: { logIndex: i, verdict: 'no-hit', complete: true, proofs: { queryId, ...kept(i, shared) } },
    },
  );
}

function kept(i: number, shared: readonly Uint8Array[] = []): Omit<KeptProofs, 'queryId'> {
  return { packed: proofs(i), shared };
}

function proofs(i: number): Uint8Array {
  return new Uint8Array(100 + i).fill(i);
}

function idAt(ms: number, i: number): Uint8Array {
  return uuidToBytes(uuidV7(ms, new Uint8Array(10).fill(i)));
}
