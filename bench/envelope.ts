// SPDX-License-Identifier: Apache-2.0
// What protection costs a message, on one core: sealing to one recipient beside the sum of the primitives that it cannot do without,
// sealing to ten, opening, and content as a stream.
//
//   node bench/envelope.ts [MiB of the stream]

import {
  createHash,
  createPublicKey,
  decapsulate,
  diffieHellman,
  encapsulate,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import type { ByteSource } from '@iims/crypto/byte-source';
import { openMessage, sealMessage } from '@iims/crypto/envelope';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { openStream } from '@iims/crypto/opened-stream';
import { aeadKey, aeadOpen, aeadSeal } from '@iims/crypto/primitives';
import { sealStream } from '@iims/crypto/sealed-stream';
import type { MessageFields, MessageKeys } from '@iims/crypto/signed-message';

/** Enough calls that ML-DSA, which tries until a signature is short enough, takes its mean time. */
const CALLS_A_ROUND = 150;
const ROUNDS = 12;
const MESSAGE_BYTES = 2_048;
/** The bucket of such a message. */
const BUCKET_BYTES = 6_144;
const STREAM_MIB = Number(process.argv[2] ?? 256);
const MIB = 2 ** 20;
const NOW_MS = Date.now();

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const NONCE = new Uint8Array(12);
/** As much as goes into X-Wing's combiner. */
const BYTES_134 = random(134);
const ed25519 = signingKeyFromSeed('ed25519', random(32));
const mlDsa65 = signingKeyFromSeed('ml-dsa-65', random(32));
const opening = Array.from({ length: 10 }, () => kemPrivateKeyFromSeed(random(32)));
const recipients = opening.map(({ publicKey }) => kemPublicKeyFromRaw(publicKey));
const id = random(16);
id[6] = 0x70;
id[8] = 0x80;
const message: MessageFields = {
  header: { id, createdAt: NOW_MS, expiresAt: NOW_MS + 3_600_000, exercise: false, trustListVersion: 1 },
  about: { kind: 'message' },
  signers: { ed25519, mlDsa65 },
  recipients: recipients.slice(0, 1),
  random,
};
const senderKeys = { ed25519: verifyKeyOf(ed25519), mlDsa65: verifyKeyOf(mlDsa65) };
const keys: MessageKeys = { now: NOW_MS, kemKey: () => opening[0], verifyKeys: () => senderKeys };

measureMessages();
await measureStream();

function measureMessages(): void {
  const content = random(MESSAGE_BYTES);
  const sealed = sealMessage({ ...message, content });
  const best = measure([
    ...sealingPrimitives(),
    ...openingPrimitives(),
    { name: 'seal to 1', run: () => sealMessage({ ...message, content }) },
    { name: 'seal to 10', run: () => sealMessage({ ...message, content, recipients }) },
    { name: 'open', run: () => openMessage(sealed, keys) },
  ]);
  for (const [name, microseconds] of best) tell(name, microseconds);
  for (const act of ['seal', 'open'] as const) {
    const parts = [...best].filter(([name]) => name.startsWith(`${act}: `));
    const sum = parts.reduce((total, [, microseconds]) => total + microseconds, 0);
    tell(`${act}, sum of its primitives`, sum);
    const whole = best.get(act === 'seal' ? 'seal to 1' : 'open')!;
    process.stdout.write(`${act}: ${(whole / sum).toFixed(3)} times the sum of its primitives\n`);
  }
}

interface Work {
  readonly name: string;
  readonly run: () => unknown;
}

/** Best round of each, the works in turn, so that other work on the machine weighs on all alike and least on the result. */
function measure(works: readonly Work[]): Map<string, number> {
  const best = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, run } of works) {
      const start = process.hrtime.bigint();
      for (let call = 0; call < CALLS_A_ROUND; call += 1) run();
      const microseconds = Number(process.hrtime.bigint() - start) / 1e3 / CALLS_A_ROUND;
      best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, microseconds));
    }
  }
  return best;
}

/** Called as Node offers them, on keys that were imported before. */
function sealingPrimitives(): Work[] {
  const x25519 = generateKeyPairSync('x25519');
  const mlKem = generateKeyPairSync('ml-kem-768');
  const own = { ed25519: generateKeyPairSync('ed25519'), mlDsa65: generateKeyPairSync('ml-dsa-65') };
  const signed = random(400);
  const bucket = random(BUCKET_BYTES);
  return [
    {
      name: 'seal: X25519 key pair and agreement',
      run: () => diffieHellman({ privateKey: generateKeyPairSync('x25519').privateKey, publicKey: x25519.publicKey }),
    },
    { name: 'seal: ML-KEM-768 encapsulation', run: () => encapsulate(mlKem.publicKey) },
    { name: 'seal: key schedules (HKDF, SHA3)', run: keySchedules },
    { name: 'seal: Ed25519', run: () => sign(null, signed, own.ed25519.privateKey) },
    { name: 'seal: ML-DSA-65', run: () => sign(null, signed, own.mlDsa65.privateKey) },
    { name: 'seal: SHA-256 of the content', run: () => createHash('sha256').update(bucket).digest() },
    {
      name: 'seal: AES-256-GCM of key and content',
      run: () => {
        aeadSeal('aes-256-gcm', { key: aeadKey(random(32)), nonce: NONCE }, bucket.subarray(0, 32));
        return aeadSeal('aes-256-gcm', { key: aeadKey(random(32)), nonce: NONCE }, bucket);
      },
    },
  ];
}

function openingPrimitives(): Work[] {
  const x25519 = generateKeyPairSync('x25519');
  const mlKem = generateKeyPairSync('ml-kem-768');
  const raw = x25519.publicKey.export({ format: 'raw-public' });
  const { ciphertext } = encapsulate(mlKem.publicKey);
  const signed = random(400);
  const [edSignature, mlDsaSignature] = [ed25519.sign(signed), mlDsa65.sign(signed)];
  const edKey = createPublicKey({
    key: Buffer.from(ed25519.publicKey),
    format: 'raw-public',
    asymmetricKeyType: 'ed25519',
  });
  const mlDsaKey = createPublicKey({
    key: Buffer.from(mlDsa65.publicKey),
    format: 'raw-public',
    asymmetricKeyType: 'ml-dsa-65',
  });
  const key = random(32);
  const [sealedKey, sealedBucket] = [random(32), random(BUCKET_BYTES)].map((bytes) =>
    aeadSeal('aes-256-gcm', { key, nonce: NONCE }, bytes),
  ) as [Uint8Array, Uint8Array];
  return [
    {
      name: 'open: X25519 import and agreement',
      run: () =>
        diffieHellman({
          privateKey: x25519.privateKey,
          publicKey: createPublicKey({ key: raw, format: 'raw-public', asymmetricKeyType: 'x25519' }),
        }),
    },
    { name: 'open: ML-KEM-768 decapsulation', run: () => decapsulate(mlKem.privateKey, ciphertext) },
    { name: 'open: key schedules (HKDF, SHA3)', run: keySchedules },
    { name: 'open: Ed25519', run: () => verify(null, signed, edKey, edSignature) },
    { name: 'open: ML-DSA-65', run: () => verify(null, signed, mlDsaKey, mlDsaSignature) },
    { name: 'open: SHA-256 of the content', run: () => createHash('sha256').update(sealedBucket).digest() },
    {
      name: 'open: AES-256-GCM of key and content',
      run: () => {
        aeadOpen('aes-256-gcm', { key: aeadKey(key), nonce: NONCE }, sealedKey);
        return aeadOpen('aes-256-gcm', { key: aeadKey(key), nonce: NONCE }, sealedBucket);
      },
    },
  ];
}

/** SHA3-256 of X-Wing's combiner, HPKE's key and nonce, the payload's key. */
function keySchedules(): void {
  createHash('sha3-256').update(BYTES_134).digest();
  hkdfSync('sha256', BYTES_134, '', BYTES_134, 32);
  hkdfSync('sha256', BYTES_134, '', BYTES_134, 12);
  hkdfSync('sha512', BYTES_134, '', BYTES_134, 76);
}

async function measureStream(): Promise<void> {
  const contentBytes = STREAM_MIB * MIB;
  const block = random(2 * MIB);
  const content: ByteSource = {
    read: async (offset, length) => block.subarray(0, Math.max(0, Math.min(length, contentBytes - offset))),
  };
  const sealing = process.hrtime.bigint();
  const stream = await sealStream({ ...message, content, contentBytes });
  for await (const _piece of stream.from(0));
  tellStream('seal a stream, both passes', contentBytes, sealing);

  // Touched before it is used: fresh pages would cost more than opening.
  const envelope = Buffer.alloc(stream.bytes, 1);
  let filled = 0;
  for await (const piece of stream.from(0)) {
    envelope.set(piece, filled);
    filled += piece.length;
  }
  const source: ByteSource = { read: async (offset, length) => envelope.subarray(offset, offset + length) };
  const opening = process.hrtime.bigint();
  let released = 0;
  for await (const segment of (await openStream(source, keys)).segments()) released += segment.length;
  tellStream('open a stream', contentBytes, opening);
  if (released !== contentBytes) throw new Error('the stream did not come back whole');
}

function tell(name: string, microseconds: number): void {
  const rate = Math.round(1e6 / microseconds).toLocaleString('en');
  process.stdout.write(`${name.padEnd(44)} ${microseconds.toFixed(1).padStart(8)} µs ${rate.padStart(9)}/s\n`);
}

function tellStream(name: string, bytes: number, begun: bigint): void {
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  process.stdout.write(`${name.padEnd(44)} ${(bytes / 1e6 / seconds).toFixed(0).padStart(8)} MB/s\n`);
}
