// SPDX-License-Identifier: Apache-2.0
// Micro-benchmark of the envelope: operations a second of CPU time for frames, messages, signatures and one item proof.

import { randomBytes } from 'node:crypto';
import { type FrameToSeal, openFrame, openMessage, sealFrame, sealMessage } from '@iims/crypto/envelope';
import { readHeader } from '@iims/crypto/envelope-header';
import { proveItem, verifyItemProof } from '@iims/crypto/item-proof';
import {
  kemPrivateKeyFromSeed,
  kemPublicKeyFromRaw,
  type SigningKey,
  signingKeyFromSeed,
  verifyKeyOf,
} from '@iims/crypto/keys';

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const NOW_MS = Date.now();

function main(): void {
  const ed25519 = signingKeyFromSeed('ed25519', random(32));
  const mlDsa44 = signingKeyFromSeed('ml-dsa-44', random(32));
  const mlDsa65 = signingKeyFromSeed('ml-dsa-65', random(32));
  const opening = kemPrivateKeyFromSeed(random(32));
  const recipient = kemPublicKeyFromRaw(opening.publicKey);
  const verifyKey = verifyKeyOf(ed25519);
  const verifyKeys = { ed25519: verifyKey, mlDsa65: verifyKeyOf(mlDsa65) };
  const frameKeys = { now: NOW_MS, kemKey: () => opening, verifyKey: () => verifyKey };
  const messageKeys = { now: NOW_MS, kemKey: () => opening, verifyKeys: () => verifyKeys };

  for (const [name, kind, itemBytes] of [
    ['questions', 'query-frame', QUESTION_BYTES],
    ['answers', 'answer-frame', ANSWER_BYTES],
  ] as const) {
    for (const count of [1, 8, 16]) {
      const frame: FrameToSeal = {
        header: header(),
        about: { kind },
        items: Array.from({ length: count }, () => random(itemBytes)),
        signer: ed25519,
        recipients: [recipient],
        random,
      };
      const { bytes } = sealFrame(frame);
      measure(`seal frame of ${count} ${name} (${bytes.length} bytes)`, () => sealFrame(frame));
      measure(`open frame of ${count} ${name}`, () => openFrame(bytes, frameKeys));
      if (count === 8) measureProof(`${name}`, bytes, frameKeys);
    }
  }

  const message = {
    header: header(),
    about: { kind: 'message' as const },
    content: random(MESSAGE_BYTES),
    signers: { ed25519, mlDsa65 },
    recipients: [recipient],
    random,
  };
  const sealed = sealMessage(message);
  measure(`seal message of ${MESSAGE_BYTES} bytes, both signatures`, () => sealMessage(message));
  measure(`open message of ${MESSAGE_BYTES} bytes, both signatures`, () => openMessage(sealed, messageKeys));
  measure('read header', () => readHeader(sealed));
  for (const key of [ed25519, mlDsa44, mlDsa65]) measureSignature(key);
}

function measureProof(name: string, bytes: Uint8Array, keys: Parameters<typeof openFrame>[1]): void {
  const opened = openFrame(bytes, keys);
  const proof = proveItem(opened, 3);
  measure(`prove 1 of 8 ${name} (${proof.length} bytes)`, () => proveItem(opened, 3));
  measure(`verify proof of 1 of 8 ${name}`, () => verifyItemProof(proof, keys.verifyKey));
}

function measureSignature(key: SigningKey): void {
  const signed = random(SIGNED_BYTES);
  const signature = key.sign(signed);
  const verifier = verifyKeyOf(key);
  measure(`sign ${key.algorithm}, ${SIGNED_BYTES} bytes`, () => key.sign(signed));
  measure(`verify ${key.algorithm}, ${SIGNED_BYTES} bytes`, () => verifier.verify(signed, signature));
}

function header(): FrameToSeal['header'] {
  const id = random(16);
  id[6] = 0x70 | (id[6]! & 0x0f);
  id[8] = 0x80 | (id[8]! & 0x3f);
  return { id, createdAt: NOW_MS, expiresAt: NOW_MS + 300_000, exercise: false, trustListVersion: 1 };
}

/** CPU time, so that other work on the machine does not count; the best of some rounds, so that its caches do less. */
function measure(name: string, work: () => unknown): void {
  for (let i = 0; i < WARM_UP_CALLS; i += 1) work();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = process.cpuUsage();
    for (let i = 0; i < CALLS; i += 1) work();
    const used = process.cpuUsage(start);
    best = Math.min(best, (used.user + used.system) / CALLS);
  }
  process.stdout.write(
    `${name.padEnd(56)} ${best.toFixed(1).padStart(8)} µs ${Math.round(1e6 / best)
      .toLocaleString('en')
      .padStart(9)}/s\n`,
  );
}

const QUESTION_BYTES = 300;
const ANSWER_BYTES = 2_048;
const MESSAGE_BYTES = 2_048;
const SIGNED_BYTES = 2_048;
const WARM_UP_CALLS = 300;
const CALLS = 400;
const ROUNDS = 5;

main();
