// SPDX-License-Identifier: Apache-2.0
// Micro-benchmark of the envelope: microseconds and operations a second for frames, channels, messages, item proofs and
// signatures, beside the bare public-key operations that a message to one recipient cannot do without.

import {
  createPublicKey,
  decapsulate,
  diffieHellman,
  encapsulate,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { beginChannel, channelsOf, ReceivingChannels } from '@iims/crypto/channel';
import { type FrameToSeal, openFrame, openMessage, sealFrame, sealMessage } from '@iims/crypto/envelope';
import { readHeader } from '@iims/crypto/envelope-header';
import { proveItem, verifyItemProof } from '@iims/crypto/item-proof';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';

interface Work {
  readonly name: string;
  readonly run: () => unknown;
}

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const NOW_MS = Date.now();
const QUESTION_BYTES = 400;
const ANSWER_BYTES = 2_048;
const MESSAGE_BYTES = 2_048;
const ROUNDS = 60;
const CALLS_A_ROUND = 20;

const ed25519 = signingKeyFromSeed('ed25519', random(32));
const mlDsa44 = signingKeyFromSeed('ml-dsa-44', random(32));
const mlDsa65 = signingKeyFromSeed('ml-dsa-65', random(32));
const opening = kemPrivateKeyFromSeed(random(32));
const recipient = kemPublicKeyFromRaw(opening.publicKey);
const verifyKey = verifyKeyOf(ed25519);
const verifyKeys = { ed25519: verifyKey, mlDsa65: verifyKeyOf(mlDsa65) };
const channels = channelsOf(ed25519.keyId, random);
const frameKeys = {
  now: NOW_MS,
  kemKey: () => opening,
  verifyKey: () => verifyKey,
  channels: channels.receiving,
};
const messageKeys = { now: NOW_MS, kemKey: () => opening, verifyKeys: () => verifyKeys };
const header: FrameToSeal['header'] = {
  id: uuid(),
  createdAt: NOW_MS,
  expiresAt: NOW_MS + 300_000,
  exercise: false,
  trustListVersion: 1,
};

const works = [
  ...bareWorks(),
  ...[1, 8, 16].flatMap((count) => frameWorks('query-frame', count, QUESTION_BYTES)),
  ...[1, 8, 16].flatMap((count) => frameWorks('answer-frame', count, ANSWER_BYTES)),
  ...channelWorks(),
  ...proofWorks(),
  ...messageWorks(),
  ...[ed25519, mlDsa44, mlDsa65].flatMap(signatureWorks),
];
for (const [name, microseconds] of measure(works)) {
  const rate = Math.round(1e6 / microseconds).toLocaleString('en');
  process.stdout.write(`${name.padEnd(52)} ${microseconds.toFixed(1).padStart(8)} µs ${rate.padStart(9)}/s\n`);
}

/** Best round of each, the works in turn, so that other work on the machine weighs on all alike and least on the result. */
function measure(all: readonly Work[]): Map<string, number> {
  const best = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, run } of all) {
      const start = process.hrtime.bigint();
      for (let call = 0; call < CALLS_A_ROUND; call += 1) run();
      const microseconds = Number(process.hrtime.bigint() - start) / 1e3 / CALLS_A_ROUND;
      best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, microseconds));
    }
  }
  return best;
}

function bareWorks(): Work[] {
  const x25519 = generateKeyPairSync('x25519');
  const mlKem = generateKeyPairSync('ml-kem-768');
  const signer = generateKeyPairSync('ed25519');
  const raw = x25519.publicKey.export({ format: 'raw-public' });
  const { ciphertext } = encapsulate(mlKem.publicKey);
  const signed = random(400);
  const signature = sign(null, signed, signer.privateKey);
  const seal = (): void => {
    const ephemeral = generateKeyPairSync('x25519');
    diffieHellman({ privateKey: ephemeral.privateKey, publicKey: x25519.publicKey });
    encapsulate(mlKem.publicKey);
    sign(null, signed, signer.privateKey);
  };
  const open = (): void => {
    const ephemeral = createPublicKey({ key: raw, format: 'raw-public', asymmetricKeyType: 'x25519' });
    diffieHellman({ privateKey: x25519.privateKey, publicKey: ephemeral });
    decapsulate(mlKem.privateKey, ciphertext);
    verify(null, signed, signer.publicKey, signature);
  };
  return [
    { name: 'bare public-key operations of sealing', run: seal },
    { name: 'bare public-key operations of opening', run: open },
  ];
}

function frameWorks(kind: 'query-frame' | 'answer-frame', count: number, itemBytes: number): Work[] {
  const frame = frameOf(kind, count, itemBytes);
  const { bytes } = sealFrame(frame);
  const name = `${kind} of ${count} × ${itemBytes} B`;
  return [
    { name: `seal ${name} (${bytes.length} B)`, run: () => sealFrame(frame) },
    { name: `open ${name}`, run: () => openFrame(bytes, frameKeys) },
  ];
}

/** The first frame of a channel, once in ten minutes; the others are those of `frameWorks`. */
function channelWorks(): Work[] {
  const frame = frameOf('query-frame', 1, QUESTION_BYTES);
  const { bytes } = sealFrame(frame);
  return [
    { name: 'begin a channel', run: () => beginChannel(ed25519.keyId, recipient, NOW_MS, random) },
    {
      name: 'open the first frame of a channel',
      run: () => openFrame(bytes, { ...frameKeys, channels: new ReceivingChannels() }),
    },
  ];
}

function proofWorks(): Work[] {
  const opened = openFrame(sealFrame(frameOf('answer-frame', 8, ANSWER_BYTES)).bytes, frameKeys);
  const proof = proveItem(opened, 3);
  return [
    { name: `prove 1 of 8 answers (${proof.length} B)`, run: () => proveItem(opened, 3) },
    { name: 'verify the proof', run: () => verifyItemProof(proof, () => verifyKey) },
  ];
}

function messageWorks(): Work[] {
  const message = {
    header,
    about: { kind: 'message' as const },
    content: random(MESSAGE_BYTES),
    signers: { ed25519, mlDsa65 },
    recipients: [recipient],
    random,
  };
  const bytes = sealMessage(message);
  return [
    { name: `seal message of ${MESSAGE_BYTES} B (${bytes.length} B)`, run: () => sealMessage(message) },
    { name: `open message of ${MESSAGE_BYTES} B`, run: () => openMessage(bytes, messageKeys) },
    { name: 'read a header', run: () => readHeader(bytes) },
  ];
}

function signatureWorks(key: typeof ed25519): Work[] {
  const signed = random(MESSAGE_BYTES);
  const signature = key.sign(signed);
  const verifier = verifyKeyOf(key);
  return [
    { name: `sign ${MESSAGE_BYTES} B, ${key.algorithm}`, run: () => key.sign(signed) },
    { name: `verify ${MESSAGE_BYTES} B, ${key.algorithm}`, run: () => verifier.verify(signed, signature) },
  ];
}

function frameOf(kind: 'query-frame' | 'answer-frame', count: number, itemBytes: number): FrameToSeal {
  const items = Array.from({ length: count }, () => random(itemBytes));
  return { header, about: { kind }, items, signer: ed25519, channel: channels.sending.to(recipient, NOW_MS), random };
}

function uuid(): Uint8Array {
  const id = random(16);
  id[6] = 0x70 | (id[6]! & 0x0f);
  id[8] = 0x80 | (id[8]! & 0x3f);
  return id;
}
