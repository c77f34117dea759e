// SPDX-License-Identifier: Apache-2.0
// Handling that binds, between three real nodes: what may not be passed on is stopped, also behind a forwarder's node that was changed;
// a release lets one thing through; recalled and expired content is gone, and its sender is told.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { proveMessage } from '@iims/crypto/message-proof';
import { sha256 } from '@iims/crypto/primitives';
import { forwardMessage } from '@iims/node/messages/forward';
import { recallMessage } from '@iims/node/messages/recall';
import { type MessageDraft, sendMessage } from '@iims/node/messages/send';
import { shownContent } from '@iims/node/messages/shown-content';
import { verifySignedReceipt } from '@iims/node/receipts/verify-signed-receipt';
import { listQuarantined } from '@iims/node/store/inbox';
import { deletionsToldOf } from '@iims/node/store/message-holders';
import { findMessageRow, listMessages, openContent, openKept } from '@iims/node/store/messages';
import { deliveriesOf } from '@iims/node/store/outbox';
import type { Reader } from '@iims/node/store/sql';
import { utf8 } from '@iims/wire/bytes';
import type { Handling } from '@iims/wire/handling';
import type { StateCode } from '@iims/wire/identifiers';
import { until } from '@iims/wire/until.fixture';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

const BY = { account: 'operator.test' };
const SECRET = 'The source is the driver.';
const H2: Handling = { code: 'H2', grading: { scheme: '4x4', source: 'C', information: '3' } };

describe('a message that may not be passed on', { timeout: 120_000 }, () => {
  let federation: TestFederation;
  before(async () => {
    federation = await TestFederation.found({ states: [GEO, UKR, AZE] });
    await federation.start(GEO, UKR, AZE);
  });
  after(() => federation.close());

  const door = (state: StateCode) => federation.messagesOf(state);
  const reader = (state: StateCode) => door(state).store.reader;
  const send = async (from: StateCode, to: StateCode, draft: Partial<MessageDraft>) => {
    const { id } = await sendMessage(door(from), { ...DRAFT, to: [{ state: to }], ...draft }, BY);
    await received(to, id);
    return id;
  };
  const received = (state: StateCode, id: string) =>
    until(async () => (await findMessageRow(reader(state), id)) !== undefined, 'received');
  const forward = (id: string, to: StateCode, more: object = {}) =>
    forwardMessage(door(UKR), { id, to: { state: to }, ...more }, BY);
  const grant = (id: string, fields: object) =>
    send(GEO, UKR, {
      kind: 'release-answer',
      fields: { messageId: id, decision: 'granted', granted: ['forward'], recipient: AZE, ...fields },
    });
  const releaseOf = async (answer: string) => proveMessage(await openKept(reader(UKR), answer));
  /** What UKR's node would send if nothing in it stood against it. */
  const passOn = async (id: string, proofs: readonly Uint8Array[], fields: object = {}) =>
    sendMessage(
      door(UKR),
      {
        ...DRAFT,
        kind: 'forwarded',
        to: [{ state: AZE }],
        fields: { messageId: id, originator: GEO, ...fields },
        attachments: proofs.map((bytes, place) => ({
          id: place + 1,
          name: 'proof',
          mediaType: 'application/cbor',
          bytes,
          sha256: sha256(bytes),
        })),
      },
      BY,
    );
  const quarantinedCodes = async () => (await listQuarantined(reader(AZE), 100)).map(({ code }) => code);
  const refusals = async (id: string) =>
    (await federation.entries(UKR, 'message.forward-refused')).filter(({ body }) => body.messageId === id);

  it('is refused with the rule and an entry; the originator is asked, and his release lets exactly that through', async () => {
    const id = await send(GEO, UKR, { handling: H2 });
    await assert.rejects(forward(id, AZE), { code: 'handling.refused', rule: 'h2-dissemination' });
    const [entry] = await refusals(id);
    assert.deepEqual([entry!.body.to, entry!.body.rule, entry!.body.by], [AZE, 'h2-dissemination', BY.account]);
    const asked = await forward(id, AZE, { askRelease: 'The car is there now.', purpose: 'investigation' });
    assert.deepEqual([asked.status, 'because' in asked && asked.because], ['release-requested', 'h2-dissemination']);
    await received(GEO, asked.id);
    const request = await openContent(reader(GEO), asked.id);
    assert.deepEqual([request.kind, request.fields.messageId, request.fields.recipient], ['release-request', id, AZE]);

    await grant(id, { purpose: 'investigation' });
    await assert.rejects(forward(id, AZE), { code: 'handling.refused' }, 'for no other purpose');
    await assert.rejects(forward(id, AZE, { purpose: 'road-check' }), { code: 'handling.refused' });
    const passed = await forward(id, AZE, { purpose: 'investigation', remarks: 'For your case.' });
    assert.equal(passed.status, 'stored');
    await received(AZE, passed.id);
    const opened = await openContent(reader(AZE), passed.id);
    const { fields, handling, attachments } = opened;
    assert.deepEqual([fields.originator, fields.messageId, handling, attachments.length], [GEO, id, H2, 2]);
    const { original } = shownContent(opened);
    assert.deepEqual([original?.id, original?.from.state, original?.fields.text], [id, GEO, SECRET]);
    assert.deepEqual(
      original?.gradings?.map(({ scheme, source }) => [scheme, source]),
      [
        ['6x6', 'D'],
        ['3x5x2', '3'],
      ],
    );
    assert.equal((await refusals(id)).length, 4);
  });

  it('is not taken from a forwarder whose node was changed, whatever he puts beside it', async () => {
    const id = await send(GEO, UKR, { handling: H2 });
    const other = await send(GEO, UKR, { handling: { code: 'H0' } });
    const proof = proveMessage(await openKept(reader(UKR), id));
    const free = proveMessage(await openKept(reader(UKR), other));
    const forAnother = await releaseOf(await grant(other, {}));
    const forPurpose = await releaseOf(await grant(id, { purpose: 'road-check' }));
    const refusedOne = await releaseOf(
      await send(GEO, UKR, { kind: 'release-answer', fields: { messageId: id, decision: 'refused' } }),
    );
    const forAnotherState = await releaseOf(await grant(id, { recipient: GEO }));
    const toAnother = await send(GEO, AZE, {
      kind: 'release-answer',
      fields: { messageId: id, decision: 'granted', granted: ['forward'], recipient: AZE },
    });
    const notHis = proveMessage(await openKept(reader(AZE), toAnother));
    const own = proveMessage(await openKept(reader(UKR), await send(UKR, GEO, {})));
    const broken = proof.slice();
    broken[broken.length >> 1]! ^= 1;
    const tries: readonly (readonly [string, Promise<unknown>, string])[] = [
      ['nothing beside it', passOn(id, [proof]), 'handling.not-released'],
      ['the release of another message', passOn(id, [proof, forAnother]), 'handling.not-released'],
      ['the release for a purpose, without it', passOn(id, [proof, forPurpose]), 'handling.not-released'],
      ['the release for another State', passOn(id, [proof, forAnotherState]), 'handling.not-released'],
      ['a release that another State was given', passOn(id, [proof, notHis]), 'handling.not-released'],
      ['a refusal', passOn(id, [proof, refusedOne]), 'handling.not-released'],
      ['another message under its id', passOn(id, [free]), 'handling.not-released'],
      ['an own message as the originator’s', passOn(id, [own]), 'envelope.unknown-sender'],
      ['itself as the originator', passOn(id, [proof], { originator: UKR }), 'envelope.unknown-sender'],
      ['no proof', passOn(id, []), 'handling.not-released'],
      ['a proof with a byte changed', passOn(id, [broken]), 'envelope.signature'],
    ];
    for (const [what, sending, code] of tries) {
      const { id: sentId } = (await sending) as { id: string };
      await until(async () => (await deliveryEnded(reader(UKR), sentId)) !== undefined, what);
      const refused = (await deliveryEnded(reader(UKR), sentId))!;
      assert.equal(refused, code, what);
      assert.equal(await findMessageRow(reader(AZE), sentId), undefined, what);
    }
    assert.ok((await quarantinedCodes()).includes('handling.not-released'));
    const passed = await passOn(other, [free]);
    await received(AZE, passed.id);
  });

  it('is gone at every holder when its sender recalls it, each tells him, and nobody else can recall it', async () => {
    const id = await send(GEO, UKR, { handling: H2 });
    await grant(id, {});
    const passed = await forward(id, AZE);
    await received(AZE, passed.id);
    await assert.rejects(recallMessage(door(UKR), { id, ground: 'sent-in-error' }, BY), { code: 'message.not-own' });
    await send(AZE, UKR, { kind: 'recall', fields: { messageId: id, ground: 'sent-in-error' } });
    assert.equal((await openContent(reader(UKR), id)).fields.text, SECRET);

    const { recalls, unreached } = await recallMessage(door(GEO), { id, ground: 'sent-in-error' }, BY);
    assert.deepEqual([recalls.map(({ to }) => to), unreached], [[AZE, UKR], []]);
    await until(async () => (await deletionsToldOf(reader(GEO), id)).length === 2, 'told by both');
    assert.deepEqual(
      (await deletionsToldOf(reader(GEO), id)).map(({ state }) => state),
      [AZE, UKR],
    );
    await assert.rejects(openContent(reader(UKR), id), { code: 'message.deleted', rule: 'recalled' });
    await assert.rejects(openContent(reader(AZE), passed.id), { code: 'message.deleted', rule: 'recalled' });
    await assert.rejects(forward(id, AZE), { code: 'message.deleted' });
    assert.equal((await openContent(reader(GEO), id)).fields.text, SECRET, 'the sender keeps his own');
  });

  it('is gone after its last day, and its sender is told once, also by a node that stopped in between', async () => {
    const expired = await send(GEO, UKR, { handling: { code: 'H0', expiresOn: '2026-01-01' } });
    await until(async () => (await deletionsToldOf(reader(GEO), expired)).length === 1, 'told of its expiry');
    await assert.rejects(openContent(reader(UKR), expired), { code: 'message.deleted', rule: 'expired' });
    assert.equal((await federation.entries(UKR, 'message.deleted')).length, 1);
    const operator = await federation.signIn(GEO, 'operator.test');
    const proved = async () => {
      const response = await operator.call(`/api/messages/receipt?id=${expired}&says=deleted`);
      const { receipts } = (await response.json()) as { receipts: { file: string }[] };
      const shown = verifySignedReceipt({
        file: utf8(receipts[0]!.file),
        rootOfTrust: federation.founded.rootFile,
      });
      assert.ok(shown.kind === 'ending');
      assert.deepEqual([shown.of, shown.state, shown.owner, shown.cause], [expired, UKR, GEO, 'expired']);
      return shown.log;
    };
    await until(async () => (await proved()) !== undefined, 'proved by the log of who deleted it');
    const words = (await federation.entries(UKR, 'message.stored')).filter(({ body }) => body.kind === 'deleted');
    const shownAt = (await proved())!.index;
    assert.ok(words.some(({ index }) => index === shownAt));

    const id = await send(GEO, UKR, {});
    const { no } = (await findMessageRow(reader(UKR), id))!;
    const body = { messageId: id, state: GEO, cause: 'expired' };
    await door(UKR).store.write({ event: 'message.deleted', body }, { name: 'end-message', args: { no } });
    await federation.stop(UKR);
    await federation.start(UKR);
    await until(async () => (await deletionsToldOf(reader(GEO), id)).length === 1, 'told after the start');
    await setTimeout(100);
    const told = (await listMessages(reader(GEO), { limit: 200 })).filter(
      ({ kind, inReplyTo }) => kind === 'deleted' && inReplyTo === id,
    );
    assert.equal(told.length, 1);
  });
});

const DRAFT: MessageDraft = {
  kind: 'free-message',
  to: [],
  caseRef: 'HANDLING-1',
  urgency: 'routine',
  handling: { code: 'H0' },
  fields: { subject: 'A car', text: SECRET },
  attachments: [],
};

/** The code with which a recipient refused it. */
async function deliveryEnded(reader: Reader, id: string): Promise<string | undefined> {
  return (await deliveriesOf(reader, id))[0]?.refused;
}
