// SPDX-License-Identifier: Apache-2.0
// A link over a transport in memory: every question is settled once, whatever the other end or this program does.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { beginChannel, channelsOf, ReceivingChannels } from '@iims/crypto/channel';
import { openFrame, sealFrame } from '@iims/crypto/envelope';
import { verifyKeyOf } from '@iims/crypto/keys';
import { kemKeyAt, nodesOf } from '@iims/crypto/trust-lookup';
import { BUSY_FRAME_QUESTIONS } from '@iims/exchange/coalesce';
import { toHex, utf8 } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { ANSWER_SLOT_BYTES, fillSlot } from '@iims/wire/slot';
import { systemClock, systemRandom } from '../clock.ts';
import type { SigningPair } from '../keys/node-keys.ts';
import { foundedForTests, GEO, UKR } from '../trust/federation.fixture.ts';
import { PartnerLink, type PartnerReply } from './link.ts';

const now = systemClock.now();
const BUDGET_NOT_WAITED_FOR_MS = 120_000;
const federation = foundedForTests(now);
const georgia = federation.states.get(GEO)!.keys;
const ukraine = federation.states.get(UKR)!.keys;
const recipientIn = (state: typeof GEO) => kemKeyAt(nodesOf(federation.trust, state)[0]!, now)!;

describe('a link to a partner', () => {
  it('settles each question of a frame with its own answer', async () => {
    const { replies } = await exchange({ post: honest, questions: 3 });
    assert.deepEqual(
      replies.map((reply) => reply.map(({ kind }) => kind)),
      [['answer'], ['answer'], ['answer']],
    );
  });

  it('settles each question once when the answers are in another order', async () => {
    const { replies, rejected } = await exchange({
      post: (frame) => honest(frame, (slots) => slots.reverse()),
      questions: 2,
    });
    assert.deepEqual(replies, [
      [{ kind: 'failure', reason: 'wrong-question' }],
      [{ kind: 'failure', reason: 'wrong-question' }],
    ]);
    assert.deepEqual(rejected, ['wrong-question', 'wrong-question']);
  });

  it('takes a refusal for a fault of the question as no answer, and one for want of a right as one', async () => {
    for (const [reason, kind] of [
      ['outside-window', 'failure'],
      ['replay', 'failure'],
      ['no-right', 'answer'],
    ]) {
      const post = (frame: Uint8Array) => honest(frame, undefined, { outcome: 'refused', reason });
      const { replies } = await exchange({ post, questions: 1 });
      assert.equal(replies[0]![0]!.kind, kind);
    }
  });

  it('takes a mistake of this program for an answer that cannot be read, and goes on', async () => {
    const post = (): Promise<Uint8Array> => Promise.reject(new TypeError('a mistake'));
    const { replies, rejected } = await exchange({ post, questions: 2 });
    assert.deepEqual(replies.flat(), Array(2).fill({ kind: 'failure', reason: 'answer-unreadable' }));
    assert.deepEqual(rejected, ['node.fault']);
  });

  it('believes nobody whose part of the list ran out while the answer was on its way', async () => {
    let trusted = true;
    const post = (frame: Uint8Array): Promise<Uint8Array> => {
      trusted = false;
      return honest(frame);
    };
    const { replies } = await exchange({ post, questions: 1, isTrusted: () => trusted });
    assert.deepEqual(replies, [[{ kind: 'failure', reason: 'trust-list-expired' }]]);
  });

  it('asks nobody whose part of the list has run out', async () => {
    const post = (): Promise<Uint8Array> => assert.fail('nothing is sent');
    const { replies } = await exchange({ post, questions: 1, isTrusted: () => false });
    assert.deepEqual(replies, [[{ kind: 'failure', reason: 'trust-list-expired' }]]);
  });

  for (const [code, reason] of [
    ['partner.unreachable', 'connection-refused'],
    ['partner.busy', 'partner-busy'],
    ['partner.refused', 'frame-refused'],
  ] as const) {
    it(`calls ${code} ${reason}, and leaves no entry of it`, async () => {
      const post = (): Promise<Uint8Array> => Promise.reject(new IimsError(code, { message: 'down' }));
      const { replies, rejected } = await exchange({ post, questions: 1 });
      assert.deepEqual([replies, rejected], [[[{ kind: 'failure', reason }]], []]);
    });
  }
});

describe('a link that is given up', () => {
  it('fails at once what is under way on it, what is held back for a fuller frame, and what came in this turn', {
    timeout: BUDGET_NOT_WAITED_FOR_MS / 2,
  }, async () => {
    let lineBreaks = (_: IimsError): void => assert.fail('a frame is under way');
    const link = linkOver({
      post: () => new Promise((_, reject) => (lineBreaks = reject)),
      close: async () => lineBreaks(new IimsError('partner.connection-lost', { message: 'closed' })),
    });
    const { replies, settled } = askOver(link, BUSY_FRAME_QUESTIONS, BUDGET_NOT_WAITED_FOR_MS);
    await turnOfTheEventLoop();
    const held = askOver(link, 1, BUDGET_NOT_WAITED_FOR_MS);
    await turnOfTheEventLoop();
    const young = askOver(link, 1, BUDGET_NOT_WAITED_FOR_MS);
    await link.close('suspended');
    await Promise.all([settled, held.settled, young.settled]);
    const failed = [{ kind: 'failure', reason: 'suspended' }];
    assert.deepEqual([...replies, ...held.replies, ...young.replies], Array(BUSY_FRAME_QUESTIONS + 2).fill(failed));
  });
});

/** Asks questions in one turn, so that they share a frame, and waits until each is settled. */
async function exchange(world: {
  readonly post: (frame: Uint8Array) => Promise<Uint8Array>;
  readonly questions: number;
  readonly isTrusted?: () => boolean;
}) {
  const rejected: string[] = [];
  const link = linkOver({ ...world, onRejected: (code) => rejected.push(code) });
  const { replies, settled } = askOver(link, world.questions);
  await settled;
  await turnOfTheEventLoop();
  return { replies, rejected };
}

function linkOver(world: {
  readonly post: (frame: Uint8Array) => Promise<Uint8Array>;
  readonly close?: () => Promise<void>;
  readonly isTrusted?: () => boolean;
  readonly onRejected?: (code: string) => void;
}): PartnerLink {
  const [{ ed25519: signer }] = georgia.signing as [SigningPair];
  const signing = { signer, channels: channelsOf(signer.keyId, systemRandom) };
  return new PartnerLink({
    state: UKR,
    exercise: false,
    signing: () => signing,
    ownKemKey: (keyId) => georgia.kem.get(toHex(keyId)),
    partnerKeys: () =>
      world.isTrusted?.() === false
        ? undefined
        : {
            trustListVersion: 1,
            recipient: recipientIn(UKR),
            verifyKey: () => verifyKeyOf(ukraine.signing[0]!.ed25519),
          },
    transport: {
      post: world.post,
      fetchTrust: nothing,
      bringTrust: async () => {},
      renew: () => {},
      call: async () => ({ status: 404, body: new Uint8Array(0) }),
      stream: async () => ({ status: 404, body: new Uint8Array(0) }),
      close: world.close ?? (async () => {}),
    },
    clock: systemClock,
    random: systemRandom,
    onRejected: (_state, code) => world.onRejected?.(code),
    onSigned: () => undefined,
  });
}

/** Asks in one turn. `replies` gathers what each question is told; `settled` resolves when each was told something. */
function askOver(link: PartnerLink, questions: number, budgetMs = 1_000) {
  const replies: PartnerReply[][] = [];
  const settled = Array.from({ length: questions }, (_, i) => {
    const mine: PartnerReply[] = [];
    replies.push(mine);
    return new Promise<void>((done) => {
      const settle = (reply: PartnerReply): void => {
        mine.push(reply);
        done();
      };
      const queryId = uuidV7(now, new Uint8Array(10).fill(i));
      link.ask({ queryId, bytes: utf8(queryId), settle }, systemClock.monotonic() + budgetMs);
    });
  });
  return { replies, settled: Promise.all(settled) };
}

function turnOfTheEventLoop(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

/** Ukraine's answer: no hit to anything. The questions of these tests are their own ids. */
async function honest(
  frame: Uint8Array,
  arrange = (slots: Uint8Array[]): Uint8Array[] => slots,
  changes: object = {},
): Promise<Uint8Array> {
  const opened = openFrame(frame, {
    kemKey: (keyId) => ukraine.kem.get(toHex(keyId)),
    verifyKey: () => verifyKeyOf(georgia.signing[0]!.ed25519),
    channels: new ReceivingChannels(),
    now,
  });
  const slots = opened.items.map(({ bytes, hash }) => {
    const found = { outcome: 'no-hit', asOf: now, registers: 1, behind: 0, hits: [], more: false, repeated: false };
    const answer = { questionHash: hash, queryId: Buffer.from(bytes).toString(), ...found, ...changes };
    return fillSlot(encodeCbor(answer), ANSWER_SLOT_BYTES)!;
  });
  const sealedAt = systemClock.now();
  const times = { createdAt: sealedAt, expiresAt: sealedAt + 60_000 };
  const header = { id: uuidToBytes(uuidV7(now, systemRandom(10))), ...times, exercise: false, trustListVersion: 1 };
  return sealFrame({
    header: { ...header, inReplyTo: opened.header.id },
    about: { kind: 'answer-frame' },
    items: arrange(slots),
    signer: ukraine.signing[0]!.ed25519,
    channel: beginChannel(ukraine.signing[0]!.ed25519.keyId, recipientIn(GEO), now, systemRandom),
    random: systemRandom,
  }).bytes;
}

async function nothing(): Promise<Uint8Array> {
  return new Uint8Array(0);
}
