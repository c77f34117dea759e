// SPDX-License-Identifier: Apache-2.0
// What every store must do with messages; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sealMessage } from '@iims/crypto/envelope';
import { splitEnvelope } from '@iims/crypto/envelope-header';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed } from '@iims/crypto/keys';
import { messageKeyOf } from '@iims/crypto/signed-message';
import { type StateCode, uuidFromBytes, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { encodeMessage, parseMessage } from '@iims/wire/message';
import { systemRandom } from '../clock.ts';
import type { TestSources } from './acceptance.fixture.ts';
import { QUARANTINE_KEPT_MS, QUARANTINED_MAX } from './acts/quarantine-message.ts';
import { answersToCheck } from './directory-messages.ts';
import { findKnownMessage, findQuarantined, listQuarantined, missingMessages } from './inbox.ts';
import { unopenedMessages } from './message-handover.ts';
import {
  hasReplyOfKind,
  listMessages,
  type MessageToKeep,
  messageRow,
  messagesOfCase,
  openContent,
} from './messages.ts';
import { deliveriesOf, dueDeliveries, nextDeliveryTime, waitingDeliveries } from './outbox.ts';
import type { Store } from './store.ts';

const [GEO, UKR, AZE, MDA] = ['GEO', 'UKR', 'AZE', 'MDA'] as StateCode[] as [
  StateCode,
  StateCode,
  StateCode,
  StateCode,
];
const DAY_MS = 86_400_000;

export function describeMessages(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  const now = () => fixture().sources.nowMs;
  const send = async (n: number, to: StateCode[], changes: Partial<MessageToKeep> = {}, answers?: Uint8Array) => {
    const kept = keep(now(), n, changes);
    const { result } = await fixture().store.write(
      { event: 'message.stored', body: { n } },
      {
        name: 'send-message',
        args: { kept, to, raiseAt: now() + DAY_MS, clocks: {}, ...(answers === undefined ? {} : { answers }) },
      },
    );
    return { id: uuidFromBytes(kept.id), bytes: kept.id, sequences: result };
  };
  const receive = async (
    n: number,
    sequence: number,
    from = UKR,
    tells?: { readonly of: Uint8Array; readonly status: 'opened' | 'answered' },
    message = said(now(), n),
  ) => {
    const kept = {
      ...keep(now(), n, { direction: 'in', state: from, status: 'received', message }),
      sequence,
      receipt: fill(n),
    };
    await fixture().store.write(
      { event: 'message.received', body: { n } },
      { name: 'receive-message', args: { kept, clocks: {}, ...(tells === undefined ? {} : { tells }) } },
    );
    return uuidFromBytes(kept.id);
  };
  const receipt = (messageId: Uint8Array, state: StateCode) =>
    fixture().store.write(
      { event: 'message.receipted', body: { state } },
      { name: 'take-message-receipt', args: { messageId, state, receivedAt: now(), receipt: fill(8) } },
    );
  const waiting = async (state: StateCode, limit = 64) =>
    (await waitingDeliveries(fixture().store.reader, state, { now: now(), limit })).map(({ sequence }) => sequence);

  test('each State has a sequence of its own without gaps, also when a message is taken back', async () => {
    const first = await send(1, [AZE, UKR]);
    assert.deepEqual(first.sequences, [1, 1]);
    await assert.rejects(send(1, [UKR]), { code: 'message.replayed' });
    assert.deepEqual((await send(2, [UKR])).sequences, [2]);
    assert.deepEqual((await send(3, [AZE, UKR])).sequences, [2, 3]);
    assert.deepEqual(await waiting(UKR), [1, 2, 3]);
    assert.deepEqual(await waiting(UKR, 2), [1, 2]);
    assert.deepEqual(await waiting(AZE), [1, 2]);
    assert.deepEqual(await waiting(MDA), []);
    assert.equal(await nextDeliveryTime(fixture().store.reader, MDA, now()), undefined);
  });

  test('a message is as far as its least advanced delivery, and a receipt ends the delivery', async () => {
    const { store } = fixture();
    const { id, bytes } = await send(10, [AZE, MDA]);
    const statusOf = async () => [
      (await messageRow(store.reader, id)).status,
      ...(await deliveriesOf(store.reader, id)).map(({ status }) => status),
    ];
    assert.deepEqual(await statusOf(), ['stored', 'stored', 'stored']);
    await receipt(bytes, AZE);
    assert.deepEqual(await statusOf(), ['stored', 'received', 'stored']);
    const mark = { name: 'mark-messages-sent', args: { state: MDA, messageIds: [bytes] } } as const;
    await store.write({ event: 'message.sent', body: {} }, mark);
    assert.deepEqual(await statusOf(), ['sent', 'received', 'sent']);
    await receipt(bytes, MDA);
    const [azerbaijan] = await deliveriesOf(store.reader, id);
    assert.deepEqual([azerbaijan!.receipt, azerbaijan!.receivedAt], [fill(8), now()]);
    assert.deepEqual(await statusOf(), ['received', 'received', 'received']);
    await receive(11, 1, AZE, { of: bytes, status: 'answered' });
    assert.deepEqual(await statusOf(), ['received', 'answered', 'received']);
    await receive(12, 2, AZE, { of: bytes, status: 'opened' });
    assert.deepEqual(await statusOf(), ['received', 'answered', 'received'], 'nothing goes back');
    await receive(13, 1, MDA, { of: bytes, status: 'opened' });
    assert.deepEqual(await statusOf(), ['opened', 'answered', 'opened']);
    assert.deepEqual(await waiting(MDA), []);
  });

  test('a partner tells nothing of messages that did not go to it', async () => {
    const { id, bytes } = await send(20, [AZE]);
    await receive(21, 9, UKR, { of: bytes, status: 'answered' });
    assert.equal((await messageRow(fixture().store.reader, id)).status, 'stored');
    await receipt(bytes, AZE);
  });

  test('it is known whether a message was replied to, and with which kind', async () => {
    const { reader } = fixture().store;
    const { id } = await send(25, [AZE]);
    const answer = { ...keep(now(), 26, {}).message, kind: 'opened', inReplyTo: id } as const;
    assert.equal(await hasReplyOfKind(reader, id, 'opened'), false);
    await send(26, [AZE], { message: answer });
    assert.equal(await hasReplyOfKind(reader, id, 'opened'), true);
    assert.equal(await hasReplyOfKind(reader, id, 'refusal'), false);
  });

  test('what a partner cannot take waits by itself, or is given up; those behind it go on', async () => {
    const { store, sources } = fixture();
    const later = await send(30, [MDA]);
    const never = await send(31, [MDA]);
    const next = await send(32, [MDA]);
    const refuse = (messageId: Uint8Array, againAt?: number) =>
      store.write(
        { event: 'message.refused', body: {} },
        {
          name: 'refuse-delivery',
          args: { messageId, state: MDA, code: 'message.malformed', ...(againAt === undefined ? {} : { againAt }) },
        },
      );
    await refuse(later.bytes, sources.nowMs + 5_000);
    await refuse(never.bytes);
    assert.deepEqual(await waiting(MDA), next.sequences);
    assert.equal(await nextDeliveryTime(store.reader, MDA, sources.nowMs), sources.nowMs + 5_000);
    assert.equal((await messageRow(store.reader, never.id)).status, 'undeliverable');
    const [delivery] = await deliveriesOf(store.reader, later.id);
    assert.deepEqual([delivery!.status, delivery!.attempts, delivery!.refused], ['sent', 1, 'message.malformed']);
    sources.nowMs += 5_000;
    assert.deepEqual(await waiting(MDA), [...later.sequences, ...next.sequences]);
    await receipt(later.bytes, MDA);
    await receipt(next.bytes, MDA);
  });

  test('what waits gets numbers behind those that a partner has had, in its order', async () => {
    const { store } = fixture();
    const done = await send(35, [AZE]);
    await receipt(done.bytes, AZE);
    for (const n of [36, 37, 38]) await send(n, [AZE]);
    const before = await waiting(AZE);
    const renumber = (beyond: number) =>
      store.write(
        { event: 'message.renumbered', body: {} },
        { name: 'renumber-deliveries', args: { state: AZE, beyond } },
      );
    await renumber(before[1]!);
    const last = before.at(-1)!;
    assert.deepEqual(await waiting(AZE), [...before.slice(2), last + 1, last + 2]);
    await renumber(5_000);
    assert.deepEqual(
      await waiting(AZE),
      before.map((_, place) => 5_001 + place),
    );
    await renumber(Number.MAX_SAFE_INTEGER);
    assert.deepEqual(
      await waiting(AZE),
      before.map((_, place) => 2 ** 50 + 1 + place),
    );
  });

  test('what has not arrived in time is raised, tried on, and given up at its end', async () => {
    const { store, sources } = fixture();
    const { id, bytes, sequences } = await send(40, [MDA]);
    const due = async () => (await dueDeliveries(store.reader, MDA, now(), 10)).map(({ raised }) => raised);
    const raise = (isOver: boolean) =>
      store.write(
        { event: 'message.undeliverable', body: {} },
        { name: 'raise-undeliverable', args: { messageId: bytes, state: MDA, isOver } },
      );
    assert.deepEqual(await due(), []);
    sources.nowMs += DAY_MS;
    assert.deepEqual(await due(), [false]);
    await raise(false);
    assert.deepEqual([await due(), await waiting(MDA)], [[], sequences]);
    assert.equal((await messageRow(store.reader, id)).status, 'undeliverable');
    sources.nowMs += 28 * DAY_MS;
    assert.deepEqual([await due(), await waiting(MDA)], [[true], []]);
    await raise(true);
    assert.deepEqual([await due(), await waiting(MDA)], [[], []]);
  });

  test('a message is taken once, under one number, and numbers that are missing are shown until they come', async () => {
    const { store } = fixture();
    const id = await receive(50, 101, UKR);
    await assert.rejects(receive(50, 102, UKR), { code: 'message.replayed' });
    await assert.rejects(receive(51, 101, UKR), { code: 'message.replayed' });
    await assert.rejects(receive(50, 1, GEO), { code: 'message.replayed' });
    const missing = async () => (await missingMessages(store.reader)).find(({ state }) => state === UKR)!.missing;
    assert.deepEqual(await missing(), [
      [1, 8],
      [10, 100],
    ]);
    await receive(52, 50, UKR);
    assert.deepEqual(await missing(), [
      [1, 8],
      [10, 49],
      [51, 100],
    ]);
    const known = await findKnownMessage(store.reader, uuidToBytes(id));
    assert.deepEqual([known!.state, known!.sequence, known!.receipt], [UKR, 101, fill(50)]);
  });

  test('lists go back in time and by case, and the summary lies sealed', async () => {
    const { store } = fixture();
    const { id } = await send(60, [UKR], { message: said(now(), 60, 'CASE-Q') });
    const [latest, ...older] = await listMessages(store.reader, { limit: 3 });
    assert.deepEqual([latest!.id, latest!.summary!.caseRef, latest!.direction], [id, 'CASE-Q', 'out']);
    assert.deepEqual(
      (await listMessages(store.reader, { limit: 2, before: latest!.no })).map(({ id }) => id),
      older.map(({ id }) => id),
    );
    assert.deepEqual(
      (await messagesOfCase(store.reader, 'case-q', 10)).map((row) => row.id),
      [id],
    );
    assert.deepEqual(await messagesOfCase(store.reader, 'CASE-NONE', 10), []);
    const [{ summary } = { summary: new Uint8Array() }] = await store.reader.all<{ summary: Uint8Array }>(
      'select summary from message where message_no = ?',
      [latest!.no],
    );
    assert.equal(Buffer.from(summary).includes('CASE-Q'), false);
    await assert.rejects(messageRow(store.reader, uuidV7(now(), fill(9, 10))), { code: 'message.not-found' });
  });

  test('opening is remembered once, and an answer shows at what it answers', async () => {
    const { store, sources } = fixture();
    const id = await receive(70, 103, UKR);
    const { no, status } = await messageRow(store.reader, id);
    assert.equal(status, 'received');
    const open = () => store.write({ event: 'message.opened', body: {} }, { name: 'open-message', args: { no } });
    assert.equal((await open()).result, true);
    const at = sources.nowMs;
    sources.nowMs += 1_000;
    assert.equal((await open()).result, false);
    const opened = await messageRow(store.reader, id);
    assert.deepEqual([opened.status, opened.openedAt], ['opened', at]);
    await send(71, [UKR], {}, uuidToBytes(id));
    assert.equal((await messageRow(store.reader, id)).status, 'answered');
  });

  test('a message leaves the inbox by hand when nobody waits on it, and comes back; shifts are told what nobody opened', async () => {
    const { store } = fixture();
    const id = await receive(170, 900, AZE);
    const { no } = await messageRow(store.reader, id);
    const archive = (of: number, isArchived: boolean) =>
      store.write({ event: 'message.archived', body: {} }, { name: 'archive-message', args: { no: of, isArchived } });
    const isListed = async () => (await listMessages(store.reader, { limit: 500 })).some((row) => row.no === no);
    await assert.rejects(archive(no, true), { code: 'message.unfinished', rule: 'unopened' });
    const unopened = await unopenedMessages(store.reader, 500);
    assert.ok(unopened.includes(id));
    assert.deepEqual(await unopenedMessages(store.reader, 1), unopened.slice(0, 1));
    await store.write({ event: 'message.opened', body: {} }, { name: 'open-message', args: { no } });
    assert.ok(!(await unopenedMessages(store.reader, 500)).includes(id));
    await archive(no, true);
    assert.equal(await isListed(), false);
    assert.equal((await messageRow(store.reader, id)).archivedAt, now());
    await archive(no, false);
    assert.equal(await isListed(), true);
    const own = await send(171, [AZE]);
    const { no: ownNo } = await messageRow(store.reader, own.id);
    await assert.rejects(archive(ownNo, true), { code: 'message.unfinished', rule: 'under-way' });
  });

  test('content opens and is verified until its period ends; then numbers, times and receipts are left', async () => {
    const { store, sources } = fixture();
    const kept = sealedMessage(sources.nowMs);
    await store.write(
      { event: 'message.stored', body: {} },
      { name: 'send-message', args: { kept, to: [MDA], raiseAt: sources.nowMs, clocks: {} } },
    );
    const id = uuidFromBytes(kept.id);
    assert.equal((await openContent(store.reader, id)).fields.text, 'A text.');
    const before = (months: number) => new Date(sources.nowMs + months * 31 * DAY_MS).toISOString().slice(0, 7);
    sources.nowMs += 62 * DAY_MS;
    const args = { dataClass: 'content', before: before(-1) } as const;
    await store.write({ event: 'retention.erased', body: {} }, { name: 'erase-data-keys', args });
    await assert.rejects(openContent(store.reader, id), { code: 'message.erased' });
    const row = await messageRow(store.reader, id);
    assert.deepEqual([row.summary, row.kind, row.status], [undefined, 'free-message', 'stored']);
  });

  test('answers to a check are read of each State, however many another has sent before', async () => {
    const { store } = fixture();
    const check = await send(110, [UKR, AZE]);
    const answers: string[] = [];
    for (const [n, sequence, from] of [
      [111, 301, UKR],
      [112, 302, UKR],
      [113, 303, UKR],
      [114, 301, AZE],
    ] as const) {
      const message = { ...said(now(), n), kind: 'communication-check-answer' as const, inReplyTo: check.id };
      answers.push(await receive(n, sequence, from, undefined, message));
    }
    const read = await answersToCheck(store.reader, check.id, 2);
    assert.deepEqual(
      read.map(({ id }) => id),
      [answers[0], answers[1], answers[3]],
    );
  });

  test('what cannot be read is kept as it came, a bounded number of each State, and for a time', async () => {
    const { store, sources } = fixture();
    const hold = async (n: number) =>
      (
        await store.write(
          { event: 'message.quarantined', body: {} },
          {
            name: 'quarantine-message',
            args: { state: GEO, sequence: n, envelope: fill(n), envelopeHash: fill(n), code: 'message.malformed' },
          },
        )
      ).result;
    for (let n = 1; n <= QUARANTINED_MAX; n += 1) assert.equal(await hold(n), true);
    assert.equal(await hold(QUARANTINED_MAX + 1), false);
    assert.equal(
      (await missingMessages(store.reader)).find(({ state }) => state === GEO),
      undefined,
    );
    const [latest] = await listQuarantined(store.reader, 1);
    assert.deepEqual([latest!.sequence, latest!.envelope], [QUARANTINED_MAX, fill(QUARANTINED_MAX)]);
    assert.equal(await findQuarantined(store.reader, GEO, 5, fill(5)), 'message.malformed');
    assert.equal(await findQuarantined(store.reader, GEO, 5, fill(6)), undefined);
    sources.nowMs += QUARANTINE_KEPT_MS + 1;
    assert.equal(await hold(QUARANTINED_MAX + 2), true);
    assert.equal((await listQuarantined(store.reader, 10)).length, 1);
  });
}

function keep(nowMs: number, n: number, changes: Partial<MessageToKeep> = {}): MessageToKeep {
  return {
    direction: 'out',
    id: uuidToBytes(said(nowMs, n).id),
    state: GEO,
    status: 'stored',
    message: said(nowMs, n),
    expiresAt: nowMs + 28 * DAY_MS,
    exercise: false,
    signer: { keyId: fill(1, 32), ed25519: fill(2, 32), mldsa65: fill(3, 1_952) },
    envelope: fill(n, 2_000),
    envelopeHash: fill(n, 32),
    messageKey: fill(n, 32),
    ...changes,
  };
}

/** As it is sent: a real envelope, with the key that opens it. */
function sealedMessage(nowMs: number): MessageToKeep {
  const n = 90;
  const ed25519 = signingKeyFromSeed('ed25519', fill(1, 32));
  const mlDsa65 = signingKeyFromSeed('ml-dsa-65', fill(2, 32));
  const opener = kemPrivateKeyFromSeed(fill(3, 32));
  const message = { ...said(nowMs, n), fields: { subject: 'A subject', text: 'A text.' }, attachments: [] };
  const times = { createdAt: nowMs, expiresAt: nowMs + 28 * DAY_MS };
  const envelope = sealMessage({
    header: { id: uuidToBytes(message.id), ...times, exercise: false, trustListVersion: 1 },
    about: { kind: 'message' },
    recipients: [kemPublicKeyFromRaw(opener.publicKey)],
    signers: { ed25519, mlDsa65 },
    content: encodeMessage(parseMessage(message)),
    random: systemRandom,
  });
  return keep(nowMs, n, {
    envelope,
    messageKey: messageKeyOf(splitEnvelope(envelope), () => opener),
    signer: { keyId: ed25519.keyId, ed25519: ed25519.publicKey, mldsa65: mlDsa65.publicKey },
  });
}

function said(nowMs: number, n: number, caseRef = `CASE-${n}`): MessageToKeep['message'] {
  return {
    version: 1,
    // Of one number the same id, whenever it is made.
    id: uuidV7(1_000_000 + n, fill(n, 10)),
    kind: 'free-message',
    from: { state: GEO },
    to: [{ state: UKR }],
    caseRef,
    urgency: 'routine',
    sentAt: nowMs,
    author: 'officer-1',
    handling: { code: 'H0' },
  };
}

function fill(n: number, length = 32): Uint8Array {
  return new Uint8Array(length).fill(n);
}
