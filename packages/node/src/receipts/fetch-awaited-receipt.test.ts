// SPDX-License-Identifier: Apache-2.0
// Receipts of hits that are awaited: fetched until they are witnessed, at most four times, and what a partner withholds is in the log.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { IimsError } from '@iims/wire/errors';
import { type QueryId, uuidFromBytes, uuidToBytes } from '@iims/wire/identifiers';
import { systemRandom } from '../clock.ts';
import { packAnswerProofs } from '../partner/answer-proofs.ts';
import { ENTRY_PACE_MS } from '../store/awaited-entries.ts';
import { dueReceipts, nextReceiptDue } from '../store/awaited-receipts.ts';
import { readEntriesOf } from '../store/entries.ts';
import { findReceipts } from '../store/receipts.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { AZE, UKR } from '../trust/federation.fixture.ts';
import { fetchAwaitedReceipt, LeftReceipts } from './fetch-awaited-receipt.ts';
import { packContent } from './held-receipts.ts';
import { ANSWERED_AT, type MadeReceipt, makeReceipt } from './receipt.fixture.ts';
import { encodeGivenReceipt } from './receipt-exchange.ts';
import { ReceiptTrust } from './receipt-trust.ts';
import { verifyReceipt } from './verify-receipt.ts';

const HELD = { asked: 1, early: 1, isHeld: true };

describe('the receipt of a hit that is awaited', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-awaited-receipt-'));
  let good: MadeReceipt;
  let queryId: QueryId;
  let store: Store;
  let now: number;

  before(async () => {
    good = await makeReceipt();
    queryId = verifyReceipt(good).queryId as QueryId;
  });
  after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    await store?.close();
    now = ANSWERED_AT + 5_000;
    const path = join(mkdtempSync(join(folder, 'store-')), 'iims.db');
    const sources = { atRest: new Uint8Array(32), now: () => now, random: systemRandom };
    store = await openSqliteStore({ path, ...sources, reserveBytes: 65_536 });
    const id = uuidToBytes(queryId);
    const proofs = packAnswerProofs({ queryId: id, askedIndex: 0, byState: new Map() });
    const closing = { logIndex: 0, verdict: 'hit', complete: true, proofs, hits: [UKR] };
    await store.write({ event: 'query.closed', body: {} }, { name: 'close-query', args: closing });
    // As what was kept when the query closed.
    const content = packContent({ parts: good.receipt, index: 1, askedIndex: 0 });
    const kept = { queryId: id, state: UKR, standing: 'unlogged', content };
    await store.write({ event: 'receipt.fetched', body: {} }, { name: 'keep-receipt', args: kept });
    now += ENTRY_PACE_MS[0]!;
  });

  const fetch = (answer: { readonly status: number; readonly body?: Uint8Array }, left?: LeftReceipts) => {
    const archive = async () => ({
      trust: ReceiptTrust.of(good.rootOfTrust, good.receipt, []),
      roots: [],
      versions: [],
    });
    const call = async () => ({ body: new Uint8Array(0), ...answer });
    return fetchAwaitedReceipt({ store, archive, call, clock: { now: () => now } }, UKR, left);
  };
  const given = ({ receipt }: MadeReceipt) => ({
    status: 200,
    body: encodeGivenReceipt({ ...receipt.logged!, batch: receipt.batch! }),
  });
  const standing = async () => (await findReceipts(store.reader, uuidToBytes(queryId)))[0]?.standing;
  const isDue = async () => (await dueReceipts(store.reader, UKR, { now, limit: 1 })).length === 1;
  const withheld = async () =>
    (await readEntriesOf(store.reader, ['receipt.withheld'], { from: 0, to: 99 })).map(({ body }) => body.codes);

  it('is kept when it is witnessed, and asked for no more', async () => {
    assert.deepEqual(await fetch(given(good)), { asked: 1, early: 0 });
    assert.deepEqual([await standing(), await nextReceiptDue(store.reader, UKR)], ['witnessed', undefined]);
    assert.deepEqual(await fetch({ status: 500 }), { asked: 0, early: 0 });
  });

  it('is kept while nobody witnessed it, and asked for again', async () => {
    await fetch(given(await makeReceipt({ cosignedBy: [AZE] })));
    assert.deepEqual([await standing(), await isDue()], ['provisional', false]);
    now += ENTRY_PACE_MS[1]!;
    await fetch(given(good));
    assert.deepEqual([await standing(), await nextReceiptDue(store.reader, UKR)], ['witnessed', undefined]);
  });

  it('that is refused, or does not hold, is asked for four times, and each time is an entry', async () => {
    const lie = given(await makeReceipt({ entry: { outcome: 'no-hit' } }));
    for (const [attempt, restMs] of [...ENTRY_PACE_MS.slice(1), 0].entries()) {
      assert.ok(await isDue());
      await fetch(attempt % 2 === 0 ? { status: 400 } : lie);
      now += restMs;
    }
    assert.deepEqual(
      [await standing(), await nextReceiptDue(store.reader, UKR), (await withheld()).flat()],
      ['unlogged', undefined, ['partner.refused', 'receipt.entry', 'partner.refused', 'receipt.entry']],
    );
  });

  it('is awaited for as long as the partner is busy or has not published it, and after an hour that is an attempt', async () => {
    assert.deepEqual(await fetch({ status: 503 }), HELD);
    assert.deepEqual([await isDue(), await withheld()], [true, []]);
    now += 3_600_000;
    await fetch({ status: 503 });
    assert.deepEqual([await isDue(), await withheld()], [false, [['partner.busy']]]);
  });

  it('of which the partner gives none yet holds back no later one; two such answers in a row are a partner that is busy', async () => {
    const left = new LeftReceipts();
    const content = packContent({ parts: good.receipt, index: 1, askedIndex: 0 });
    const awaitAnother = async (another: string) => {
      const id = uuidToBytes(another);
      const proofs = packAnswerProofs({ queryId: id, askedIndex: 0, byState: new Map() });
      const closing = { logIndex: 0, verdict: 'hit', complete: true, proofs, hits: [UKR] };
      await store.write({ event: 'query.closed', body: {} }, { name: 'close-query', args: closing });
      const kept = { queryId: id, state: UKR, standing: 'unlogged', content };
      await store.write({ event: 'receipt.fetched', body: {} }, { name: 'keep-receipt', args: kept });
      now += ENTRY_PACE_MS[0]!;
    };
    const awaited = async () =>
      (await dueReceipts(store.reader, UKR, { now, limit: 9 })).map(({ queryId: id }) => uuidFromBytes(id));
    const [second, third, fourth, fifth] = [1, 2, 3, 4].map((n) => `0199b3a2-5c00-7000-8000-00000000a00${n}`);
    await awaitAnother(second!);
    await awaitAnother(third!);
    assert.deepEqual(await awaited(), [queryId, second, third]);
    assert.deepEqual(await fetch({ status: 503 }, left), { asked: 1, early: 1, isHeld: false });
    assert.deepEqual(await fetch(given(good), left), { asked: 1, early: 0 });
    assert.deepEqual(await awaited(), [queryId, third]);
    await fetch(given(good), left);
    assert.deepEqual(await awaited(), [queryId]);
    // What was left comes again, and is asked for by itself: of the partner that says nothing, however often.
    for (const _ of [1, 2]) assert.deepEqual(await fetch({ status: 503 }, left), HELD);
    await awaitAnother(fourth!);
    await awaitAnother(fifth!);
    await assert.rejects(fetch({ status: 503 }, left), { code: 'partner.busy' });
    await fetch(given(good), left);
    assert.deepEqual(await awaited(), [queryId, fourth]);
    for (const _ of [queryId, fourth]) await fetch(given(good), left);
    assert.deepEqual([await awaited(), await withheld()], [[], []]);
  });

  it('is awaited as before where the own trust folder cannot be read: the partner withheld nothing', async () => {
    const archive = async () => Promise.reject(new IimsError('trust.missing', { message: 'No trust list.' }));
    const call = async () => assert.fail('nothing is asked for');
    const fetching = fetchAwaitedReceipt({ store, archive, call, clock: { now: () => now } }, UKR);
    await assert.rejects(fetching, { code: 'trust.missing' });
    assert.deepEqual([await isDue(), await withheld()], [true, []]);
  });

  it('of which nothing is kept any more is awaited no more', async () => {
    const id = uuidToBytes('0199b3a2-5c00-7000-8000-00000000a001');
    const proofs = packAnswerProofs({ queryId: id, askedIndex: 0, byState: new Map() });
    const closing = { logIndex: 0, verdict: 'hit', complete: true, proofs, hits: [AZE] };
    await store.write({ event: 'query.closed', body: {} }, { name: 'close-query', args: closing });
    now += ENTRY_PACE_MS[0]!;
    const archive = async () => assert.fail('nothing is asked for');
    const call = async () => assert.fail('nothing is asked for');
    await fetchAwaitedReceipt({ store, archive, call, clock: { now: () => now } }, AZE);
    assert.deepEqual([await nextReceiptDue(store.reader, AZE), await withheld()], [undefined, [['receipt.not-found']]]);
  });
});
