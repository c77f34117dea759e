// SPDX-License-Identifier: Apache-2.0
// A partner that gives no honest receipt: a message counts as received only by its own receipt, signed by its own recipient.
// Ukraine is played by hand; Georgia sends.
import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { splitEnvelope } from '@iims/crypto/envelope-header';
import { sha256 } from '@iims/crypto/primitives';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import { systemRandom } from '@iims/node/clock';
import {
  type CarriedMessage,
  type CarriedResult,
  decodeMessages,
  encodeAnswer,
} from '@iims/node/messages/exchange-form';
import { signReceipts } from '@iims/node/messages/receipt';
import { sendMessage } from '@iims/node/messages/send';
import { deliveriesOf } from '@iims/node/store/outbox';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

type Receipt = Parameters<typeof signReceipts>[0][number];

let federation: TestFederation;
/** The highest number that Ukraine says to have had. */
let highest = 0;
/** What Ukraine says to a message. */
let react: (carried: CarriedMessage) => Promise<CarriedResult | Uint8Array>;

before(async () => {
  federation = await TestFederation.found();
  await federation.play(UKR).serve(() => undefined, answer);
  await federation.start(GEO);
});
after(() => federation.close());

describe('a receipt', { timeout: 60_000 }, () => {
  it('that is whole and honest is taken', async () => {
    react = (carried) => receipted(carried, {});
    assert.equal((await sent()).status, 'received');
  });

  const lies: readonly [string, Partial<Receipt>][] = [
    ['of another message', { messageId: systemRandom(16) }],
    ['of other bytes', { envelope: systemRandom(32) }],
    ['of another header', { header: systemRandom(32) }],
    ['of another number', { sequence: 4_711 }],
    ['of another sender', { sender: AZE }],
    ['in the name of another recipient', { recipient: AZE }],
  ];
  for (const [what, lie] of lies) {
    it(`${what} is not taken, and the message is tried again later`, async () => {
      react = (carried) => receipted(carried, lie);
      const { status, refused, nextAttemptAt } = await sent();
      assert.deepEqual([status, refused], ['sent', 'message.receipt']);
      assert.ok(nextAttemptAt! > Date.now());
    });
  }

  it('that another State signed is not taken', async () => {
    react = (carried) => receipted(carried, {}, AZE);
    assert.equal((await sent()).refused, 'message.receipt');
  });

  it('is not what a refusal is: one for good ends the delivery, with its code', async () => {
    react = async () => ({ refused: 'message.malformed' });
    const { status, refused, nextAttemptAt } = await sent();
    assert.deepEqual([status, refused, nextAttemptAt], ['undeliverable', 'message.malformed', undefined]);
  });

  it('is had under another number where this one was given before the node was restored', async () => {
    highest = 1_000;
    react = async (carried) => (carried.sequence <= 1_000 ? { refused: 'message.replayed' } : receipted(carried, {}));
    const { status, sequence } = await sent();
    assert.equal(status, 'received');
    assert.ok(sequence > 1_000, `${sequence}`);
    react = async () => ({ refused: 'message.replayed' });
    const again = await sent();
    assert.deepEqual([again.status, again.sequence], ['undeliverable', sequence + 1], 'it is the id that is taken');
    highest = Number.MAX_SAFE_INTEGER;
    assert.equal((await sent()).status, 'undeliverable', 'nobody is made to go on for ever');
    assert.equal((await federation.entries(GEO, 'message.renumbered')).length, 1);
  });

  it('in an answer without its form leaves open whether the message has come', async () => {
    react = async () => systemRandom(200);
    const { status, refused, receipt } = await sent();
    assert.deepEqual([status, refused, receipt], ['sent', undefined, undefined]);
  });
});

/** Sends a message, and gives its delivery as soon as something has become of it. */
async function sent() {
  const door = federation.messagesOf(GEO);
  const { id } = await sendMessage(
    door,
    {
      kind: 'free-message',
      to: [{ state: UKR }],
      caseRef: 'HOSTILE-2',
      urgency: 'routine',
      handling: { code: 'H0' },
      fields: { subject: 'A subject', text: 'A text.' },
      attachments: [],
    },
    'node',
  );
  for (let tries = 0; tries < 400; tries += 1) {
    const [delivery] = await deliveriesOf(door.store.reader, id);
    if (delivery!.status !== 'stored') return delivery!;
    await setTimeout(25);
  }
  return assert.fail('nothing became of the message');
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url !== '/v1/messages') {
    response.end(request.method === 'GET' ? trustBundleOf(federation.founded.trust) : '');
    return;
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  const results = await Promise.all(decodeMessages(new Uint8Array(Buffer.concat(chunks))).map((one) => react(one)));
  const whole = results.find((result) => result instanceof Uint8Array);
  response.end(whole ?? encodeAnswer({ credit: 64, highest, results: results as CarriedResult[] }));
}

/** Ukraine's receipt, but for a lie, or for whose keys sign it. */
async function receipted(
  { sequence, envelope }: CarriedMessage,
  lie: Partial<Receipt>,
  by = UKR,
): Promise<CarriedResult> {
  const { header, headerBytes } = splitEnvelope(envelope);
  const receipt: Receipt = {
    messageId: header.id,
    sender: GEO,
    recipient: UKR,
    sequence,
    envelope: sha256(envelope),
    header: sha256(headerBytes),
    receivedAt: Date.now(),
    entry: systemRandom(32),
    ...lie,
  };
  const signers = federation.founded.states.get(by)!.keys.signing[0]!;
  const [bytes] = await signReceipts([receipt], { signers, now: Date.now(), random: systemRandom });
  return { receipt: bytes! };
}
