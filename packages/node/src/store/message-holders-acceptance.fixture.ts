// SPDX-License-Identifier: Apache-2.0
// What every store must do with who may hold the content of a message; part of `acceptance.fixture.ts`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StateCode, uuidFromBytes, uuidToBytes } from '@iims/wire/identifiers';
import type { TestSources } from './acceptance.fixture.ts';
import { keptMessage } from './kept-message.fixture.ts';
import {
  deletionsToldOf,
  endingOf,
  endingWords,
  expiredMessages,
  findRelease,
  type HoldingNote,
  originOf,
  releasedTo,
  untoldEndings,
} from './message-holders.ts';
import { envelopeOf, type MessageToKeep, openContent } from './messages.ts';
import type { Store } from './store.ts';

const [GEO, UKR, AZE] = ['GEO', 'UKR', 'AZE'] as StateCode[] as [StateCode, StateCode, StateCode];
const DAY = 86_400_000;

export function describeMessageHolders(fixture: () => { readonly store: Store; readonly sources: TestSources }): void {
  let last = 0xda7a;
  const sequences = new Map<StateCode, number>();
  const nextId = () => {
    last += 1;
    return uuidToBytes(`0190f0c1-7a3b-7c4d-8e5f-${last.toString(16).padStart(12, '0')}`);
  };
  const send = async (to: StateCode, holding?: HoldingNote) => {
    const { store, sources } = fixture();
    const kept = keep(sources.nowMs, nextId(), GEO, 'out');
    const args = { kept, to: [to], raiseAt: sources.nowMs + DAY, clocks: {}, ...(holding ? { holding } : {}) };
    const { index } = await store.write({ event: 'message.stored', body: {} }, { name: 'send-message', args });
    return { no: index, id: kept.id };
  };
  const receive = async (
    from: StateCode,
    holding?: HoldingNote,
    { endsAt, id = nextId(), kind }: { endsAt?: number; id?: Uint8Array; kind?: 'deleted' } = {},
    inReplyTo?: Uint8Array,
  ) => {
    const { store, sources } = fixture();
    const sequence = (sequences.get(from) ?? 700) + 1;
    sequences.set(from, sequence);
    const kept = { ...keep(sources.nowMs, id, from, 'in', kind, inReplyTo), sequence, receipt: new Uint8Array(8) };
    const args = {
      kept,
      clocks: {},
      ...(holding === undefined ? {} : { holding }),
      ...(endsAt === undefined ? {} : { endsAt }),
    };
    const { index } = await store.write({ event: 'message.received', body: {} }, { name: 'receive-message', args });
    return { no: index, id };
  };
  const causeOf = ({ no }: { readonly no: number }) => endingOf(fixture().store.reader, no);
  const recalls = (of: Uint8Array): HoldingNote => ({ kind: 'recalled', of });

  test('a release is of one message by its sender, to one State for one purpose', async () => {
    const { reader } = fixture().store;
    const held = await receive(UKR);
    const released = { kind: 'released', of: held.id, recipient: AZE } as const;
    await receive(AZE, released);
    assert.equal(
      await findRelease(reader, held.no, AZE, undefined),
      undefined,
      'another State lets nobody do anything',
    );
    const answer = await receive(UKR, { ...released, purpose: 'road-check' });
    assert.equal(await findRelease(reader, held.no, AZE, 'road-check'), uuidFromBytes(answer.id));
    assert.equal(await findRelease(reader, held.no, AZE, undefined), undefined);
    assert.equal(await findRelease(reader, held.no, GEO, 'road-check'), undefined);
    const own = await send(UKR);
    await send(UKR, { kind: 'released', of: own.id, recipient: AZE });
    assert.deepEqual(await releasedTo(reader, own.no), [AZE]);
    await send(UKR, { kind: 'released', of: held.id, recipient: GEO });
    assert.deepEqual(await releasedTo(reader, held.no), [AZE], 'nobody releases another’s');
  });

  test('a recall deletes content and key of its sender’s message, by whatever way it came, and no other’s', async () => {
    const { reader } = fixture().store;
    const held = await receive(UKR);
    const passedOn = await receive(AZE, { kind: 'carries', origin: held.id, originator: UKR });
    assert.deepEqual(await originOf(reader, passedOn.no), { id: uuidFromBytes(held.id), originator: UKR });
    await receive(AZE, recalls(held.id));
    assert.deepEqual([await causeOf(held), await causeOf(passedOn)], [undefined, undefined]);
    await receive(UKR, recalls(held.id));
    assert.deepEqual([await causeOf(held), await causeOf(passedOn)], ['recalled', 'recalled']);
    await assert.rejects(envelopeOf(reader, held.no), { code: 'store.failed' }, 'its envelope is gone');
    await assert.rejects(openContent(reader, uuidFromBytes(held.id)), { code: 'message.deleted', rule: 'recalled' });
    const own = await send(UKR);
    await receive(UKR, recalls(own.id));
    assert.equal(await causeOf(own), undefined, 'a partner recalls nothing of the own State’s');
  });

  test('what comes after its recall is deleted as it comes', async () => {
    const id = nextId();
    await receive(UKR, recalls(id));
    assert.equal(await causeOf(await receive(UKR, undefined, { id })), 'recalled');
    assert.equal(await causeOf(await receive(AZE, { kind: 'carries', origin: id, originator: UKR })), 'recalled');
    assert.equal(await causeOf(await receive(AZE, { kind: 'carries', origin: id, originator: AZE })), undefined);
  });

  test('content ends with its last day, once, and stays untold until its sender is told', async () => {
    const { store, sources } = fixture();
    const { reader } = store;
    const held = await receive(UKR, undefined, { endsAt: sources.nowMs + DAY });
    const isDue = async (now: number) => (await expiredMessages(reader, now, 1_000)).some(({ no }) => no === held.no);
    assert.deepEqual([await isDue(sources.nowMs + DAY - 1), await isDue(sources.nowMs + DAY)], [false, true]);
    const end = () =>
      store.write({ event: 'message.deleted', body: {} }, { name: 'end-message', args: { no: held.no } });
    await end();
    await end();
    assert.equal(await isDue(sources.nowMs + DAY), false);
    const untold = async () => (await untoldEndings(reader, -1, 1_000)).filter(({ no }) => no === held.no);
    const [ending] = await untold();
    assert.deepEqual([ending!.cause, ending!.state, ending!.at], ['expired', UKR, sources.nowMs]);
    await send(UKR, { kind: 'tells-deletion', of: held.id });
    assert.deepEqual(await untold(), []);
  });

  test('a sender sees who told of a deletion, and finds the first word of each', async () => {
    const own = await send(UKR);
    const first = await receive(UKR, { kind: 'tells-deletion', of: own.id }, { kind: 'deleted' }, own.id);
    await receive(UKR, { kind: 'tells-deletion', of: own.id }, { kind: 'deleted' }, own.id);
    const told = await deletionsToldOf(fixture().store.reader, uuidFromBytes(own.id));
    assert.deepEqual(
      told.map(({ state }) => state),
      [UKR],
    );
    const words = await endingWords(fixture().store.reader, uuidFromBytes(own.id));
    assert.deepEqual(words, [{ messageId: uuidFromBytes(first.id), state: UKR }]);
    assert.equal(await causeOf(own), undefined);
  });
}

function keep(
  now: number,
  id: Uint8Array,
  state: StateCode,
  direction: 'in' | 'out',
  kind: 'free-message' | 'deleted' = 'free-message',
  inReplyTo?: Uint8Array,
): MessageToKeep {
  const reply = inReplyTo === undefined ? {} : { inReplyTo: uuidFromBytes(inReplyTo) };
  return keptMessage(id, now, {
    direction,
    state,
    expiresAt: now + 28 * DAY,
    said: { kind, handling: { code: 'H2' }, ...reply },
  });
}
