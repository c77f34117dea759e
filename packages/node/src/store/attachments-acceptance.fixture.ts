// SPDX-License-Identifier: Apache-2.0
// What every store must do with large attachments; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StateCode, uuidFromBytes, uuidV7 } from '@iims/wire/identifiers';
import type { TestSources } from './acceptance.fixture.ts';
import { keptSigner } from './attachment-signers.ts';
import { keptUpload, keptUploadIds, oldUploads } from './attachment-uploads.ts';
import {
  type AttachmentNote,
  attachmentBytes,
  attachmentDeliveries,
  attachmentKey,
  attachmentsOf,
  awaitedFrom,
  endedSince,
  givenTo,
  statesAwaited,
  untoldAttachments,
} from './attachments.ts';
import { endingOf } from './message-holders.ts';
import type { MessageToKeep } from './messages.ts';
import type { Store } from './store.ts';

const [GEO, UKR, AZE, LVA] = ['GEO', 'UKR', 'AZE', 'LVA'] as StateCode[] as [
  StateCode,
  StateCode,
  StateCode,
  StateCode,
];
const ABOUT = { bytes: 7, sha256: fill(1), header: fill(2), root: fill(3) };
const SIGNER = { state: GEO, keyId: fill(61), ed25519: fill(62), mldsa65: fill(63, 1_952) };

export function describeAttachments(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  const now = () => fixture().sources.nowMs;
  const bytesOf = (n: number) =>
    Uint8Array.from(Buffer.from(uuidV7(2_000_000 + n, fill(n, 10)).replaceAll('-', ''), 'hex'));
  const upload = async (n: number, states: StateCode[] = [UKR]) => {
    const id = bytesOf(n);
    await fixture().store.write(
      { event: 'attachment.uploaded', body: {} },
      {
        name: 'keep-upload',
        args: { id, user: 'op', states, sealedBytes: 100 + n, about: ABOUT, messageKey: fill(n), signer: SIGNER },
      },
    );
    return { id, envelope: uuidFromBytes(id) };
  };
  const send = async (n: number, to: StateCode[], files: AttachmentNote) => {
    const kept = keep(now(), n);
    const args = { kept, to, raiseAt: now(), clocks: {}, files };
    const { index } = await fixture().store.write(
      { event: 'message.stored', body: {} },
      { name: 'send-message', args },
    );
    return { no: index, id: kept.id };
  };
  const receive = async (n: number, sequence: number, files: AttachmentNote, state = LVA) => {
    const kept = { ...keep(now(), n), direction: 'in', state, sequence, receipt: fill(9) } as const;
    const args = { kept, clocks: {}, files };
    const { index } = await fixture().store.write(
      { event: 'message.received', body: {} },
      { name: 'receive-message', args },
    );
    return index;
  };
  const named = (...ids: readonly Uint8Array[]): AttachmentNote => ({
    kind: 'announces',
    files: ids.map((envelope, place) => ({ place: place + 1, envelope, sealedBytes: 500 })),
    user: 'op',
  });

  test('an upload is named once, by its account, for exactly its States, and its key goes with it', async () => {
    const { store } = fixture();
    const { id, envelope } = await upload(1, [AZE, UKR]);
    const { entryNo, ...kept } = await keptUpload(store.reader, envelope, 'op');
    assert.ok(entryNo >= 0);
    assert.deepEqual(kept, {
      ...{ envelope, user: 'op', states: [AZE, UKR], sealedBytes: 101 },
      ...ABOUT,
    });
    await assert.rejects(keptUpload(store.reader, envelope, 'another'), { code: 'attachment.not-found' });
    await assert.rejects(send(101, [UKR], named(id)), { code: 'attachment.recipients' });
    await assert.rejects(send(101, [AZE, UKR], { ...named(id), user: 'another' } as AttachmentNote), {
      code: 'attachment.not-found',
    });
    const { no } = await send(101, [AZE, UKR], named(id));
    const [row] = await attachmentsOf(store.reader, no);
    assert.deepEqual([row!.standing, row!.sealedBytes, row!.direction], ['kept', 101, 'out']);
    assert.deepEqual(await attachmentKey(store.reader, row!), fill(1));
    assert.deepEqual(await keptSigner(store.reader, SIGNER.keyId), SIGNER);
    assert.equal((await keptUploadIds(store.reader)).includes(envelope), false);
    await assert.rejects(send(102, [AZE, UKR], named(id)), { code: 'attachment.not-found' });
    assert.equal((await givenTo(store.reader, envelope, AZE))?.no, no);
    assert.equal(await givenTo(store.reader, envelope, GEO), undefined);
  });

  test('an upload that no message names in time goes', async () => {
    const { store, sources } = fixture();
    const { id, envelope } = await upload(3);
    assert.deepEqual(await oldUploads(store.reader, now(), 10), []);
    sources.nowMs += 5;
    assert.deepEqual(await oldUploads(store.reader, now(), 10), [{ envelope, user: 'op' }]);
    await store.write({ event: 'attachment.dropped', body: {} }, { name: 'drop-upload', args: { id } });
    assert.deepEqual(await keptUploadIds(store.reader), []);
  });

  test('what a State was told of an own one is believed of that State alone', async () => {
    const { store } = fixture();
    const { id, envelope } = await upload(4, [AZE, UKR]);
    const message = await send(104, [AZE, UKR], named(id));
    const standings = async () =>
      (await attachmentDeliveries(store.reader, message.no, 1)).map(({ state, standing }) => `${state} ${standing}`);
    const fetched = { no: message.no, place: 1, state: AZE };
    await store.write({ event: 'attachment.fetched', body: {} }, { name: 'note-fetched', args: fetched });
    assert.deepEqual(await standings(), ['AZE fetching', 'UKR awaited']);
    await receive(105, 931, { kind: 'tells', of: message.id, place: 1, outcome: 'whole' }, AZE);
    await receive(106, 931, { kind: 'tells', of: message.id, place: 2, outcome: 'damaged' }, UKR);
    assert.deepEqual(await standings(), ['AZE whole', 'UKR awaited']);

    const holding = { kind: 'recalled', of: message.id } as const;
    const args = { kept: keep(now(), 107), to: [UKR], raiseAt: now(), clocks: {}, holding };
    await store.write({ event: 'message.stored', body: {} }, { name: 'send-message', args });
    assert.equal(await givenTo(store.reader, envelope, UKR), undefined);
    assert.equal((await givenTo(store.reader, envelope, AZE))?.no, message.no);
  });

  test('what came is awaited in order, settled once, and its sender is told once', async () => {
    const { store } = fixture();
    const before = await attachmentBytes(store.reader, LVA);
    const first = await receive(110, 40, named(bytesOf(10), bytesOf(11)));
    const second = await receive(111, 41, named(bytesOf(12)));
    const awaited = async () =>
      (await awaitedFrom(store.reader, LVA, { no: -1, place: 0 }, 10)).map(({ no, place }) => [no, place]);
    assert.deepEqual(await awaited(), [
      [first, 1],
      [first, 2],
      [second, 1],
    ]);
    assert.deepEqual(await statesAwaited(store.reader), [LVA]);
    const settle = (place: number, args: object) =>
      store.write(
        { event: 'attachment.received', body: {} },
        { name: 'settle-attachment', args: { no: first, place, outcome: 'damaged', ...args } },
      );
    const key = { envelope: bytesOf(10), messageKey: fill(10), signer: { ...SIGNER, state: LVA, keyId: fill(71) } };
    assert.equal((await settle(1, { outcome: 'whole', key })).result, true);
    assert.equal((await settle(1, { outcome: 'damaged' })).result, false, 'settled already');
    assert.equal((await settle(2, {})).result, true);
    assert.deepEqual(await awaited(), [[second, 1]]);
    const [whole, damaged] = await attachmentsOf(store.reader, first);
    assert.deepEqual([whole!.standing, damaged!.standing], ['whole', 'damaged']);
    assert.deepEqual(await attachmentKey(store.reader, whole!), fill(10));
    assert.equal(await attachmentKey(store.reader, damaged!), undefined);
    const after = await attachmentBytes(store.reader, LVA);
    assert.deepEqual([after.node - before.node, after.ofState - before.ofState], [1_000, 1_000]);

    const untold = async () =>
      (await untoldAttachments(store.reader, { no: -1, place: 0 }, 10)).map(({ no, place }) => [no, place]);
    assert.deepEqual(await untold(), [
      [first, 1],
      [first, 2],
    ]);
    const files: AttachmentNote = { kind: 'tells', of: keep(now(), 110).id, place: 1, outcome: 'whole' };
    await send(112, [LVA], files);
    assert.deepEqual(await untold(), [[first, 2]]);
  });

  test('its key goes in the transaction that ends the content of its message', async () => {
    const { store } = fixture();
    const no = await receive(120, 50, named(bytesOf(20)));
    const key = { envelope: bytesOf(20), messageKey: fill(20), signer: { ...SIGNER, state: LVA } };
    const args = { no, place: 1, outcome: 'whole', key } as const;
    await store.write({ event: 'attachment.received', body: {} }, { name: 'settle-attachment', args });
    const since = now();
    await store.write({ event: 'message.deleted', body: {} }, { name: 'end-message', args: { no } });
    const [row] = await attachmentsOf(store.reader, no);
    assert.deepEqual([row!.standing, await endingOf(store.reader, no)], ['ended', 'expired']);
    assert.equal(await attachmentKey(store.reader, row!), undefined);
    assert.deepEqual(
      (await endedSince(store.reader, since)).map((ended) => ended.no),
      [no],
    );
  });
}

function keep(nowMs: number, n: number): MessageToKeep {
  const id = uuidV7(3_000_000 + n, fill(n, 10));
  return {
    direction: 'out',
    id: Uint8Array.from(Buffer.from(id.replaceAll('-', ''), 'hex')),
    state: GEO,
    status: 'stored',
    message: {
      ...{ version: 1, id, kind: 'free-message', from: { state: GEO }, to: [{ state: LVA }], caseRef: 'CASE-1' },
      ...{ urgency: 'routine', sentAt: nowMs, author: 'officer-1', handling: { code: 'H0' } },
    } as MessageToKeep['message'],
    expiresAt: nowMs + 86_400_000,
    exercise: false,
    signer: { keyId: fill(1), ed25519: fill(2), mldsa65: fill(3, 1_952) },
    envelope: fill(n, 200),
    envelopeHash: fill(n),
    messageKey: fill(n),
  };
}

function fill(n: number, length = 32): Uint8Array {
  return new Uint8Array(length).fill(n);
}
