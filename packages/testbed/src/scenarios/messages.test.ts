// SPDX-License-Identifier: Apache-2.0
// Messages between real nodes over mutual TLS: there once, in order, receipted; and what a hostile partner can do with the road.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sha256 } from '@iims/crypto/primitives';
import { signingPairOf } from '@iims/crypto/trust-lookup';
import { systemRandom } from '@iims/node/clock';
import { openMessage } from '@iims/node/messages/open';
import { verifyMessageReceipt } from '@iims/node/messages/receipt';
import { type MessageDraft, sendMessage } from '@iims/node/messages/send';
import { missingMessages } from '@iims/node/store/inbox';
import { findMessageRow, listMessages, messageRow } from '@iims/node/store/messages';
import { deliveriesOf } from '@iims/node/store/outbox';
import { makeNodeIdentity } from '@iims/node/trust/node-identity';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { ATTACHMENTS_BYTES_MAX } from '@iims/wire/message';
import { until } from '@iims/wire/until.fixture';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

describe('a message', { timeout: 60_000 }, () => {
  let federation: TestFederation;
  before(async () => {
    federation = await TestFederation.found({ states: [GEO, UKR, AZE] });
    await federation.start(GEO, UKR);
  });
  after(() => federation.close());

  const send = async (from: StateCode, to: readonly StateCode[], text: string, more: Partial<MessageDraft> = {}) =>
    sendMessage(federation.messagesOf(from), draft(to, text, more), { account: 'operator.test' });
  const storeOf = (state: StateCode) => federation.messagesOf(state).store;
  const statusOf = async (state: StateCode, id: string) => (await findMessageRow(storeOf(state).reader, id))?.status;

  it('arrives once, is receipted by both keys, opened by the recipient alone and answered', async () => {
    const { id, index } = await send(GEO, [UKR], 'The vehicle was seen at Sarpi.');
    await until(async () => (await statusOf(GEO, id)) === 'received', 'received');
    const [delivery] = await deliveriesOf(storeOf(GEO).reader, id);
    assert.deepEqual([delivery!.state, delivery!.sequence], [UKR, 1]);
    const { trust } = federation.messagesOf(GEO);
    const receipt = verifyMessageReceipt(delivery!.receipt!, (state, signer) => signingPairOf(trust(), state, signer));
    assert.deepEqual([receipt.sender, receipt.recipient, receipt.sequence], [GEO, UKR, 1]);
    const [stored] = await federation.entries(GEO, 'message.stored');
    assert.deepEqual([stored!.index, stored!.body.messageId, stored!.body.by], [index, id, 'operator.test']);
    assert.deepEqual(receipt.envelope, stored!.body.envelope);
    assert.equal((await federation.entries(UKR, 'message.received')).length, 1);

    const { message, isFirst } = await openMessage(storeOf(UKR), id, 'operator.test');
    assert.deepEqual(
      [message.fields.text, message.author.length, isFirst],
      ['The vehicle was seen at Sarpi.', 16, true],
    );
    assert.equal((await openMessage(storeOf(GEO), id, 'operator.test')).message.fields.text, message.fields.text);
    const reply = await send(UKR, [GEO], 'Thank you.', { inReplyTo: id });
    await until(async () => (await statusOf(GEO, id)) === 'answered', 'answered');
    assert.equal(await statusOf(UKR, id), 'answered');
    assert.equal((await messageRow(storeOf(GEO).reader, reply.id)).inReplyTo, id);
  });

  it('to a partner that is away waits, is told apart from one that has it, and arrives in order when the partner is back', async () => {
    const sent: string[] = [];
    for (let n = 0; n < 5; n += 1) sent.push((await send(GEO, [AZE, UKR], `message ${n}`)).id);
    const last = sent.at(-1)!;
    await until(
      async () => (await deliveriesOf(storeOf(GEO).reader, last)).some(({ status }) => status === 'received'),
      'received by the other',
    );
    assert.equal(await statusOf(GEO, last), 'stored');
    await federation.start(AZE);
    await until(async () => (await statusOf(GEO, last)) === 'received', 'received');
    const held = await listMessages(storeOf(AZE).reader, { limit: 10 });
    assert.deepEqual(
      held.map(({ id }) => id),
      sent.toReversed(),
    );
    assert.deepEqual(await missingMessages(storeOf(AZE).reader), []);
    assert.equal((await federation.entries(GEO, 'message.sent')).length, 0, 'nothing was handed to nobody');
  });

  it('waits for no receipt of another that is still being kept, and one that could not be kept comes again', async () => {
    const store = storeOf(GEO);
    const { write } = store;
    const held = Promise.withResolvers<void>();
    // The first receipt is held, and then meets a store that has no time.
    let first = true;
    const writeHeld = async (...asked: Parameters<typeof write>) => {
      if (!first || asked[1]?.name !== 'take-message-receipt') return write(...asked);
      first = false;
      await held.promise;
      throw new IimsError('store.busy', { message: 'Too many writes wait for the disk.' });
    };
    Object.assign(store, { write: writeHeld });
    try {
      const one = await send(GEO, [UKR], 'whose receipt is held');
      await until(async () => (await statusOf(UKR, one.id)) === 'received', 'at the recipient');
      const two = await send(GEO, [UKR], 'behind it');
      await until(async () => (await statusOf(UKR, two.id)) === 'received', 'the second at the recipient');
      assert.deepEqual([await statusOf(GEO, one.id), await statusOf(GEO, two.id)], ['stored', 'stored']);
      held.resolve();
      for (const { id } of [one, two]) await until(async () => (await statusOf(GEO, id)) === 'received', 'received');
      const came = await federation.entries(UKR, 'message.received');
      assert.equal(came.filter(({ body }) => body.messageId === one.id).length, 1);
    } finally {
      held.resolve();
      Object.assign(store, { write });
    }
  });

  it('as large as messages may be arrives whole, beside small ones, in order', async () => {
    const bytes = systemRandom(ATTACHMENTS_BYTES_MAX);
    const picture = { id: 1, name: 'page.png', mediaType: 'image/png', bytes, sha256: sha256(bytes) };
    const sent = [
      await send(GEO, [UKR], 'before'),
      await send(GEO, [UKR], 'the page', { attachments: [picture] }),
      await send(GEO, [UKR], 'the page again', { attachments: [picture] }),
      await send(GEO, [UKR], 'behind'),
    ].map(({ id }) => id);
    await until(async () => (await statusOf(GEO, sent.at(-1)!)) === 'received', 'received');
    const held = await listMessages(storeOf(UKR).reader, { limit: 4 });
    assert.deepEqual(
      held.map(({ id }) => id),
      sent.toReversed(),
    );
    const { message } = await openMessage(storeOf(UKR), sent[2]!, 'operator.test');
    assert.deepEqual(message.attachments[0]!.bytes, bytes);
    await assert.rejects(send(GEO, [UKR], 'too much', { attachments: [picture, { ...picture, id: 2 }] }), {
      code: 'input.invalid',
    });
  });

  it('is still read when the keys that signed it are listed no more', async () => {
    const { id } = await send(UKR, [GEO], 'Before the keys change.');
    await until(async () => (await statusOf(GEO, id)) !== undefined, 'received');
    await federation.bring(federation.play(AZE), GEO, federation.withNode(UKR, { signing: freshSigning() }));
    assert.equal((await openMessage(storeOf(GEO), id, 'operator.test')).message.fields.text, 'Before the keys change.');
  });

  it('to nobody, to the own State, to a stranger or to a suspended partner is not sent', async () => {
    await assert.rejects(send(GEO, [], 'to nobody'), { code: 'input.invalid' });
    await assert.rejects(send(GEO, [GEO], 'to myself'), { code: 'message.recipient' });
    await assert.rejects(send(GEO, ['MDA' as StateCode], 'to a stranger'), { code: 'message.recipient' });
    const administrator = await federation.signIn(GEO, 'administrator.test');
    assert.equal(await administrator.act('/api/partners/suspend', { state: AZE, reason: 'A test of the road' }), 200);
    await assert.rejects(send(GEO, [UKR, AZE], 'to one of two'), { code: 'partner.suspended' });
  });
});

function freshSigning() {
  const about = { state: UKR, nodeId: 'ukr-1', endpoint: { host: '127.0.0.1', port: 1 } };
  return makeNodeIdentity({ ...about, now: Date.now(), random: systemRandom }).documentEntry.signing;
}

function draft(to: readonly StateCode[], text: string, more: Partial<MessageDraft>): MessageDraft {
  return {
    kind: 'free-message',
    to: to.map((state) => ({ state })),
    caseRef: 'SCENARIO-5',
    urgency: 'routine',
    handling: { code: 'H0' },
    fields: { subject: 'A vehicle', text },
    attachments: [],
    ...more,
  };
}
