// SPDX-License-Identifier: Apache-2.0
// A partner that is asked for the entries behind its receipts and answers with others', with none, or with trees of its own: nothing that
// does not hold is kept, what it withheld is in the log, and it is asked again for as long as the pace says.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { parseProofFile } from '@iims/tlog/proof-file';
import { uuidToBytes } from '@iims/wire/identifiers';
import { systemRandom } from '../clock.ts';
import { MANY_RECEIPTS_PATH, MESSAGE_RECEIPTS_PATH } from '../partner/edge-paths.ts';
import { dueEntries, ENTRY_PACE_MS } from '../store/awaited-entries.ts';
import { readEntriesOf } from '../store/entries.ts';
import { findEntryProof } from '../store/entry-proofs.ts';
import { messageToSend } from '../store/kept-message.fixture.ts';
import { SqliteDatabase } from '../store/sqlite-database.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { AZE, UKR } from '../trust/federation.fixture.ts';
import { fetchMessageEntries } from './fetch-message-entries.ts';
import { findHeldSigned } from './held-signed-receipts.ts';
import { encodeGivenEntries, encodeGivenReceipt, type GivenEntries } from './receipt-exchange.ts';
import { ReceiptTrust } from './receipt-trust.ts';
import {
  type MadeSignedReceipt,
  MESSAGE_ID,
  makeMessageReceipt,
  RECEIVED_AT,
  type SignedReceiptChanges,
} from './signed-receipt.fixture.ts';

describe('a partner that is asked for the entry behind its receipt', { timeout: 240_000 }, () => {
  let folder: string;
  let good: MadeSignedReceipt;
  let store: Store;
  let path: string;
  let now: number;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'iims-entries-'));
    good = await makeMessageReceipt();
  });
  after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    await store?.close();
    now = RECEIVED_AT + 5_000;
    path = join(mkdtempSync(join(folder, 'store-')), 'iims.db');
    store = await openSqliteStore({
      path,
      atRest: new Uint8Array(32),
      now: () => now,
      random: systemRandom,
      reserveBytes: 65_536,
    });
    await store.write(
      { event: 'message.stored', body: {} },
      { name: 'send-message', args: messageToSend(uuidToBytes(MESSAGE_ID), now, UKR) },
    );
    const args = {
      messageId: uuidToBytes(MESSAGE_ID),
      state: UKR,
      receivedAt: RECEIVED_AT,
      receipt: good.parts.signed,
    };
    await store.write({ event: 'message.receipted', body: {} }, { name: 'take-message-receipt', args });
    now += ENTRY_PACE_MS[0]!;
  });

  const trustOf = () => ReceiptTrust.of(good.rootOfTrust, good.parts, []);
  const fetch = (answer: Uint8Array | GivenEntries, status = 200) => {
    const body = answer instanceof Uint8Array ? answer : encodeGivenEntries(answer);
    const archive = async () => ({ trust: trustOf(), roots: [], versions: [] });
    const call = async () => ({ status, body });
    return fetchMessageEntries({ store, archive, call, clock: { now: () => now } }, UKR);
  };
  const standing = async () => (await findHeldSigned(store.reader, MESSAGE_ID, UKR))?.standing;
  const awaited = async (at = now) => (await dueEntries(store.reader, UKR, { now: at, limit: 9 })).length;
  const said = async (event: 'receipt.withheld' | 'receipt.fetched') =>
    (await readEntriesOf(store.reader, [event], { from: 0, to: 99 })).map(({ body }) => body);
  const refuses = async (answer: GivenEntries, code: string) => {
    await fetch(answer);
    assert.equal(await findEntryProof(store.reader, MESSAGE_ID, UKR), undefined);
    const [withheld] = await said('receipt.withheld');
    assert.deepEqual([withheld!.messages, withheld!.codes], [[MESSAGE_ID], [code]]);
    assert.deepEqual([await awaited(), await awaited(now + ENTRY_PACE_MS[1]!)], [0, 1]);
  };

  it('and gives it is believed, once and for all', async () => {
    assert.deepEqual(await fetch(givenOf(good)), { asked: 1, early: 0 });
    assert.deepEqual([await standing(), await awaited(now + 99_000_000)], ['witnessed', 0]);
    const { no } = (await store.reader.all<{ no: number }>('select message_no as no from message'))[0]!;
    assert.equal(no, 0);
    assert.deepEqual(await fetch(new Uint8Array(0)), { asked: 0, early: 0 });
  });

  it('is believed though another word of it was changed on the own disk, which is not asked for again', async () => {
    const id = '0199b3a2-5c00-7000-8000-00000000b003';
    const [broken, args] = [uuidToBytes(id), messageToSend(uuidToBytes(id), now, UKR)];
    await store.write({ event: 'message.stored', body: {} }, { name: 'send-message', args });
    const receipt = { messageId: broken, state: UKR, receivedAt: RECEIVED_AT, receipt: good.parts.signed };
    await store.write({ event: 'message.receipted', body: {} }, { name: 'take-message-receipt', args: receipt });
    const database = new SqliteDatabase(path, { readOnly: false });
    database.exec(`update message set direction = 'in', kind = 'deleted', state = 'UKR'
      where message_id = x'${Buffer.from(broken).toString('hex')}'`);
    database.close();
    now += ENTRY_PACE_MS[0]!;
    assert.deepEqual(await fetch(givenOf(good)), { asked: 1, early: 0 });
    assert.deepEqual([await standing(), await awaited(now + 99_000_000)], ['witnessed', 0]);
    const [withheld] = await said('receipt.withheld');
    assert.deepEqual([withheld!.messages, withheld!.codes], [[id], ['envelope.magic']]);
  });

  const lies: readonly [string, string, SignedReceiptChanges][] = [
    ['of another message', 'receipt.entry', { entry: { messageId: '0199b3a2-5c00-7000-8000-00000000b002' } }],
    ['of another number', 'receipt.entry', { entry: { sequence: 8 } }],
    ['of another State’s message', 'receipt.entry', { entry: { state: AZE } }],
    ['that it wrote later', 'receipt.entry', { entry: { at: RECEIVED_AT + 1 } }],
  ];
  for (const [what, code, changes] of lies) {
    it(`and gives one ${what} is not believed`, async () => {
      await refuses(givenOf(await makeMessageReceipt(changes)), code);
    });
  }

  it('and shows it in the log of another State is not believed', async () => {
    await refuses(givenOf(await makeMessageReceipt({ loggedBy: AZE })), 'receipt.log');
  });

  it('and puts it into another place, or under a tree that nobody signed, is not believed', async () => {
    const { checkpoints, entries } = givenOf(good);
    const [entry] = entries;
    assert.ok(typeof entry === 'object');
    await refuses({ checkpoints, entries: [{ ...entry, index: entry.index + 1 }] }, 'receipt.log');
    now += ENTRY_PACE_MS[1]!;
    const text = Buffer.from(checkpoints[0]!).toString().replace('\n7\n', '\n8\n');
    await fetch({ checkpoints: [new Uint8Array(Buffer.from(text))], entries: [entry] });
    now += ENTRY_PACE_MS[2]!;
    await fetch({ checkpoints: [systemRandom(300)], entries: [entry] });
    assert.equal(await findEntryProof(store.reader, MESSAGE_ID, UKR), undefined);
    assert.equal((await said('receipt.withheld')).length, 3);
  });

  it('and shows a tree that it showed to no witness has given its own word alone, and is asked again', async () => {
    await fetch(givenOf(await makeMessageReceipt({ cosignedBy: [AZE] })));
    assert.deepEqual(
      [await standing(), await awaited(), (await said('receipt.withheld')).length],
      ['provisional', 0, 0],
    );
    now += ENTRY_PACE_MS[1]!;
    await fetch({ checkpoints: [], entries: ['receipt.unknown'] });
    assert.equal(await standing(), 'provisional', 'what it gave stays');
    now += ENTRY_PACE_MS[2]!;
    await fetch(givenOf(good));
    assert.deepEqual([await standing(), await awaited(now + 99_000_000)], ['witnessed', 0]);
  });

  it('and gives none is asked four times, and each time is an entry', async () => {
    for (const restMs of [...ENTRY_PACE_MS.slice(1), 0]) {
      assert.equal(await awaited(), 1);
      await fetch({ checkpoints: [], entries: ['receipt.unknown'] });
      now += restMs;
    }
    assert.deepEqual([await awaited(now + 99_000_000), (await said('receipt.withheld')).length], [0, 4]);
  });

  it('and says that it has not published it is asked again at once, for an hour', async () => {
    assert.deepEqual(await fetch({ checkpoints: [], entries: ['receipt.not-published'] }), { asked: 1, early: 1 });
    assert.deepEqual([await awaited(), (await said('receipt.withheld')).length], [1, 0]);
    now += 3_600_000;
    await fetch({ checkpoints: [], entries: ['receipt.not-published'] });
    assert.deepEqual([await awaited(), (await said('receipt.withheld')).length], [0, 1]);
  });

  it('and is of a release that gives entries one by one alone is asked so', async () => {
    const asked: string[] = [];
    const { salt, body, proof } = good.parts.logged!;
    const answers = [{ status: 200, body: encodeGivenReceipt({ salt, body, proof }) }];
    const call = async (_: unknown, { path: to }: { readonly path: string }) => {
      asked.push(to);
      if (to === MANY_RECEIPTS_PATH) return { status: 404, body: new Uint8Array(0) };
      return answers.shift() ?? { status: 400, body: new Uint8Array(0) };
    };
    const archive = async () => ({ trust: trustOf(), roots: [], versions: [] });
    const node = { store, archive, call, clock: { now: () => now } };
    assert.deepEqual(await fetchMessageEntries(node, UKR), { asked: 1, early: 0 });
    assert.deepEqual(asked, [MANY_RECEIPTS_PATH, MESSAGE_RECEIPTS_PATH]);
    assert.deepEqual([await standing(), await awaited(now + 99_000_000)], ['witnessed', 0]);
  });

  it('and is of such a release, and gives none, is asked four times', async () => {
    const call = async (_: unknown, { path: to }: { readonly path: string }) =>
      to === MANY_RECEIPTS_PATH ? { status: 404, body: new Uint8Array(0) } : { status: 400, body: new Uint8Array(0) };
    const archive = async () => ({ trust: trustOf(), roots: [], versions: [] });
    for (const restMs of [...ENTRY_PACE_MS.slice(1), 0]) {
      assert.equal(await awaited(), 1);
      await fetchMessageEntries({ store, archive, call, clock: { now: () => now } }, UKR);
      now += restMs;
    }
    assert.deepEqual([await awaited(now + 99_000_000), (await said('receipt.withheld')).length], [0, 4]);
  });

  it('and answers without its form, or not at all, leaves everything as it was', async () => {
    await assert.rejects(fetch(systemRandom(100)), { code: 'receipt.request' });
    await assert.rejects(fetch({ checkpoints: [], entries: [] }), { code: 'receipt.request' });
    await assert.rejects(fetch(new Uint8Array(0), 503), { code: 'partner.busy' });
    await assert.rejects(fetch(new Uint8Array(0), 400), { code: 'partner.refused' });
    assert.deepEqual([await awaited(), (await said('receipt.withheld')).length], [1, 0]);
  });
});

/** What a partner answers of one message. */
function givenOf({ parts }: MadeSignedReceipt): GivenEntries {
  const { salt, body, proof } = parts.logged!;
  const { index, path, checkpoint } = parseProofFile(proof);
  return { checkpoints: [checkpoint], entries: [{ salt, body, index, path, checkpoint: 0 }] };
}
