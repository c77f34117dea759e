// SPDX-License-Identifier: Apache-2.0
// A partner misuses the road of messages: it is refused with a code, what it sent is kept apart, and the others' messages go on.
// Ukraine and Azerbaijan are played by hand, each with its own keys.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type MessageToSeal, sealMessage } from '@iims/crypto/envelope';
import type { HeaderFields } from '@iims/crypto/envelope-header';
import { signTogether } from '@iims/crypto/message-batch';
import { messageIdOf } from '@iims/crypto/message-id';
import { sealContent } from '@iims/crypto/sealed-content';
import { draftForBatch } from '@iims/crypto/sealed-together';
import { kemKeyAt, nodesOf, trustListVersion } from '@iims/crypto/trust-lookup';
import { CREDIT_MAX, REFUSED_COST } from '@iims/exchange/credit';
import { systemClock, systemRandom } from '@iims/node/clock';
import { decodeAnswer, encodeMessages, type MessagesAnswer } from '@iims/node/messages/exchange-form';
import { listQuarantined, missingMessages } from '@iims/node/store/inbox';
import { findMessageRow } from '@iims/node/store/messages';
import { encodeCbor } from '@iims/wire/cbor';
import { type StateCode, uuidFromBytes, uuidToBytes } from '@iims/wire/identifiers';
import type { Message } from '@iims/wire/message';
import type { HandPlayedState } from '../federation/hand-played-state.ts';
import { AZE, GEO, TestFederation, UKR } from '../federation/test-federation.ts';

/** With all that is refused before it, less than a window of credit: the tests do not wait for more. */
const GARBAGE = 24;

let federation: TestFederation;
let ukraine: HandPlayedState;
let azerbaijan: HandPlayedState;

before(async () => {
  federation = await TestFederation.found();
  ukraine = federation.play(UKR);
  azerbaijan = federation.play(AZE);
  await federation.start(GEO);
});
after(() => federation.close());

describe('a message of a partner', { timeout: 60_000 }, () => {
  it('that comes twice gets the same receipt, byte for byte, and is one entry', async () => {
    const message = sealed({});
    const first = receiptOf(await bring([{ sequence: 1, envelope: message.envelope }]));
    const again = receiptOf(await bring([{ sequence: 1, envelope: message.envelope }]));
    assert.deepEqual(again, first);
    const both = await bring([
      { sequence: 2, envelope: sealed({}).envelope },
      { sequence: 1, envelope: message.envelope },
    ]);
    assert.deepEqual(receiptOf(both, 1), first);
    assert.equal((await federation.entries(GEO, 'message.received')).length, 2);
  });

  it('that comes twice in one request, and on two lines at once, is taken once', async () => {
    const { envelope, id } = sealed({});
    const carried = { sequence: 3, envelope };
    const answers = await Promise.all([bring([carried, carried]), bring([carried])]);
    const receipts = answers.flatMap(({ results }) =>
      results.map((result) => ('receipt' in result ? result.receipt : undefined)),
    );
    assert.equal(receipts.length, 3);
    assert.deepEqual(receipts[1], receipts[0]);
    assert.deepEqual(receipts[2], receipts[0]);
    const received = (await federation.entries(GEO, 'message.received')).filter(({ body }) => body.messageId === id);
    assert.equal(received.length, 1);
  });

  it('under an id or a number that is taken is refused, whoever brings it', async () => {
    const { envelope, id } = sealed({});
    receiptOf(await bring([{ sequence: 4, envelope }]));
    const otherBytes = sealed({ message: { id } }).envelope;
    assert.deepEqual(codesOf(await bring([{ sequence: 5, envelope: otherBytes }])), ['message.replayed']);
    assert.deepEqual(codesOf(await bring([{ sequence: 6, envelope }])), ['message.replayed']);
    assert.deepEqual(codesOf(await bring([{ sequence: 4, envelope: sealed({}).envelope }])), ['message.replayed']);
  });

  it('under the id of another State’s message is refused, before that one came as behind it, and takes its id from nobody', async () => {
    const theirs = sealed({});
    const stolenId = sealed({ message: { id: theirs.id }, by: azerbaijan }).envelope;
    assert.deepEqual(codesOf(await bring([{ sequence: 1, envelope: stolenId }], azerbaijan)), ['message.sender']);
    receiptOf(await bring([{ sequence: 7, envelope: theirs.envelope }]));
    const again = sealed({ message: { id: theirs.id }, by: azerbaijan }).envelope;
    assert.deepEqual(codesOf(await bring([{ sequence: 1, envelope: again }], azerbaijan)), ['message.sender']);
    const handedOn = [{ sequence: 1, envelope: theirs.envelope }];
    assert.deepEqual(codesOf(await bring(handedOn, azerbaijan)), ['envelope.unknown-sender']);
    const stored = await findMessageRow(reader(), theirs.id);
    assert.equal(stored!.state, UKR);
  });

  it('that another State signed, or that names another sender, is kept apart', async () => {
    const { envelope } = sealed({ message: { from: { state: AZE } }, by: azerbaijan });
    // By its own line it would be good.
    assert.deepEqual(codesOf(await bring([{ sequence: 10, envelope }])), ['envelope.unknown-sender']);
    receiptOf(await bring([{ sequence: 2, envelope }], azerbaijan));
    const lie = sealed({ message: { from: { state: AZE } } }).envelope;
    assert.deepEqual(codesOf(await bring([{ sequence: 10, envelope: lie }])), ['message.sender']);
  });

  it('that is for somebody else is not taken, sealed to this node or not', async () => {
    const elsewhere = sealed({ message: { to: [{ state: AZE }] } }).envelope;
    assert.deepEqual(codesOf(await bring([{ sequence: 11, envelope: elsewhere }])), ['message.not-addressed']);
    const unreadable = sealed({ sealedTo: [AZE] }).envelope;
    assert.deepEqual(codesOf(await bring([{ sequence: 12, envelope: unreadable }])), ['envelope.not-recipient']);
  });

  it('that is an exercise, is over, comes from the future, or is not what its header says, is refused', async () => {
    const now = systemClock.now();
    const codes: string[] = [];
    let sequence = 13;
    for (const header of [
      { exercise: true },
      { createdAt: now - 60_000, expiresAt: now - 1 },
      { createdAt: now + 600_000, expiresAt: now + 700_000 },
      { id: uuidToBytes(messageIdOf(UKR, now, systemRandom(10))) },
      { createdAt: now - 1 },
    ]) {
      codes.push(...codesOf(await bring([{ sequence, envelope: sealed({ header }).envelope }])));
      sequence += 1;
    }
    assert.deepEqual(codes, [
      'message.exercise',
      'envelope.expired',
      'envelope.not-yet-valid',
      'message.malformed',
      'message.malformed',
    ]);
  });

  it('of a kind that this release does not know, or that no reader survives, does not hold up those behind it', async () => {
    const good = sealed({});
    const answer = await bring([
      { sequence: 20, envelope: sealed({ content: encodeCbor({ version: 1, kind: 'from-the-future' }) }).envelope },
      { sequence: 21, envelope: sealed({ content: new Uint8Array([0xff, 0, 1]) }).envelope },
      { sequence: 22, envelope: sealed({ content: encodeCbor([[[[]]], null]) }).envelope },
      { sequence: 23, envelope: good.envelope },
    ]);
    assert.deepEqual(codesOf(answer).slice(0, 3), ['message.malformed', 'cbor.malformed', 'message.malformed']);
    receiptOf(answer, 3);
    assert.ok(await findMessageRow(reader(), good.id));
    const [latest] = await listQuarantined(reader(), 1);
    assert.deepEqual([latest!.state, latest!.sequence], [UKR, 22]);
  });

  it('that stands under another message’s part of a batch is refused, the others of the batch are taken, and one at two places comes once', async () => {
    const three = await sealedTogether([{}, {}, {}], [0, 0, 2]);
    const carried = three.map((envelope, place) => ({ sequence: 24 + place, envelope }));
    assert.deepEqual(codesOf(await bring(carried)), ['taken', 'envelope.signature', 'taken']);
    const id = messageIdOf(UKR, systemClock.now(), systemRandom(10));
    const twice = await sealedTogether([{ message: { id } }, { message: { id } }], [0, 1]);
    const answer = await bring(twice.map((envelope, place) => ({ sequence: 27 + place, envelope })));
    assert.deepEqual(codesOf(answer), ['taken', 'message.replayed']);
  });

  it('that is garbage is kept as it came, named once, and costs its sender credit', async () => {
    const garbage = Array.from({ length: GARBAGE }, (_, n) => ({ sequence: 100 + n, envelope: systemRandom(300 + n) }));
    const before = (await federation.entries(GEO, 'message.quarantined')).length;
    const answer = await bring(garbage);
    assert.equal(new Set(codesOf(answer)).size, 1);
    const wouldBeLeft = CREDIT_MAX - GARBAGE * (REFUSED_COST - 1);
    assert.ok(answer.credit <= wouldBeLeft, `${answer.credit} are left, at most ${wouldBeLeft} should be`);
    assert.deepEqual(codesOf(await bring(garbage.slice(0, 3))), codesOf(answer).slice(0, 3));
    const entries = await federation.entries(GEO, 'message.quarantined');
    assert.equal(entries.length, before + GARBAGE);
    const held = await listQuarantined(reader(), 1);
    assert.deepEqual(held[0]!.envelope, garbage.at(-1)!.envelope);
  });

  it('with a number far ahead leaves its gap shown, and nothing else', async () => {
    receiptOf(await bring([{ sequence: 2 ** 50, envelope: sealed({ by: azerbaijan }).envelope }], azerbaijan));
    const missing = (await missingMessages(reader())).find(({ state }) => state === AZE)!.missing;
    assert.deepEqual(missing, [[3, 2 ** 50 - 1]]);
    receiptOf(await bring([{ sequence: 3, envelope: sealed({ by: azerbaijan }).envelope }], azerbaijan));
  });

  it('in a request without its form, or too large, is refused as a whole', async () => {
    const codeOf = async (body: Uint8Array) => {
      const { status, bytes } = await azerbaijan.post(GEO, '/v1/messages', body);
      const { error } = JSON.parse(Buffer.from(bytes).toString()) as { error: { code: string } };
      return [status, error.code];
    };
    assert.deepEqual(await codeOf(new Uint8Array(0)), [400, 'message.request']);
    assert.deepEqual(await codeOf(encodeCbor({ version: 1, messages: [] })), [400, 'message.request']);
    assert.deepEqual(await codeOf(encodeCbor({ version: 2, messages: [] })), [400, 'message.request']);
    const many = Array.from({ length: 65 }, (_, n) => ({ sequence: n + 1, envelope: new Uint8Array(1) }));
    assert.deepEqual(await codeOf(encodeMessages(many)), [400, 'message.request']);
    assert.deepEqual(await codeOf(encodeMessages([{ sequence: 0, envelope: new Uint8Array(1) }])), [
      400,
      'message.request',
    ]);
    assert.deepEqual(await codeOf(new Uint8Array(2_400 * 1_024)), [400, 'frame.too-large']);
  });

  it('from a partner that floods finds no place, and others go on', async () => {
    const flood = Array.from({ length: 64 }, (_, n) => ({ sequence: 1_000 + n, envelope: systemRandom(64) }));
    let refused: number | undefined;
    for (let times = 0; times < 50 && refused !== 503; times += 1) {
      refused = (
        await ukraine.post(
          GEO,
          '/v1/messages',
          encodeMessages(flood.map((one) => ({ ...one, sequence: one.sequence + 64 * times }))),
        )
      ).status;
    }
    assert.equal(refused, 503);
    receiptOf(await bring([{ sequence: 4, envelope: sealed({ by: azerbaijan }).envelope }], azerbaijan));
  });
});

function reader() {
  return federation.messagesOf(GEO).store.reader;
}

async function bring(
  carried: readonly { readonly sequence: number; readonly envelope: Uint8Array }[],
  by = ukraine,
): Promise<MessagesAnswer> {
  const { status, bytes } = await by.post(GEO, '/v1/messages', encodeMessages(carried));
  assert.equal(status, 200, Buffer.from(bytes).toString('latin1', 0, 80));
  return decodeAnswer(bytes, carried.length);
}

function receiptOf({ results }: MessagesAnswer, place = 0): Uint8Array {
  const result = results[place]!;
  assert.ok('receipt' in result, JSON.stringify(result));
  return result.receipt;
}

function codesOf({ results }: MessagesAnswer): string[] {
  return results.map((result) => ('refused' in result ? result.refused : 'taken'));
}

/** What is changed of a message to Georgia that keeps every other rule. */
interface Changes {
  readonly by?: HandPlayedState;
  readonly message?: Partial<Message>;
  readonly header?: Partial<HeaderFields>;
  readonly content?: Uint8Array;
  readonly sealedTo?: readonly StateCode[];
}

function sealed(changes: Changes): { readonly id: string; readonly envelope: Uint8Array } {
  const message = messageToSeal(changes);
  return { id: uuidFromBytes(message.header.id), envelope: sealMessage(message) };
}

/** Messages that share their signatures; each carries the part of the batch that `parts` names. */
async function sealedTogether(changes: readonly Changes[], parts: readonly number[]): Promise<Uint8Array[]> {
  const waiting = changes.map((change) => draftForBatch(messageToSeal(change)));
  const inputs = waiting.map(({ draft }) => draft.signed);
  const { signatures, parts: own } = await signTogether(inputs, waiting[0]!.signers, systemRandom);
  return waiting.map(({ draft, body, content }, place) => {
    body.batch!.set(own[parts[place]!]!);
    const inside = { signatures, body: body.bytes, tail: [content] };
    return sealContent({ ...draft, content: inside, random: systemRandom });
  });
}

function messageToSeal({ by = ukraine, message = {}, header = {}, content, sealedTo = [GEO] }: Changes): MessageToSeal {
  const now = systemClock.now();
  const { trust } = federation.founded;
  const id = message.id ?? messageIdOf(message.from?.state ?? by.founded.state, now, systemRandom(10));
  const said = {
    version: 1,
    id,
    kind: 'free-message',
    from: { state: by.founded.state },
    to: [{ state: GEO }],
    caseRef: 'HOSTILE-1',
    urgency: 'routine',
    sentAt: now,
    author: 'officer-7',
    handling: { code: 'H0' },
    fields: { subject: 'A subject', text: 'A text.' },
    attachments: [],
    ...message,
  };
  const { ed25519, mldsa65 } = by.founded.keys.signing[0]!;
  return {
    header: {
      id: uuidToBytes(id),
      createdAt: now,
      expiresAt: now + 86_400_000,
      exercise: false,
      trustListVersion: trustListVersion(trust),
      ...header,
    },
    about: { kind: 'message' },
    recipients: sealedTo.map((state) => kemKeyAt(nodesOf(trust, state)[0]!, now)!),
    signers: { ed25519, mlDsa65: mldsa65 },
    content: content ?? encodeCbor(said),
    random: systemRandom,
  };
}
