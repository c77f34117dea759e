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
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import type { ByteSource } from '@iims/crypto/byte-source';
import { openMessage, sealMessage } from '@iims/crypto/envelope';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { openStream } from '@iims/crypto/opened-stream';
import { aeadKey, aeadOpen, aeadSeal, hkdfExpand, hkdfExtract, sha3 } from '@iims/crypto/primitives';
import { sealStream } from '@iims/crypto/sealed-stream';
import type { MessageFields, MessageKeys } from '@iims/crypto/signed-message';

/** Enough calls that ML-DSA, which tries until a signature is short enough, takes its mean time. */
const CALLS_A_ROUND = 100;
const ROUNDS = 15;
const MESSAGE_BYTES = 2_048;
/** The bucket of such a message. */
const BUCKET_BYTES = 6_144;
const STREAM_MIB = Number(process.argv[2] ?? 256);
const MIB = 2 ** 20;
const NOW_MS = Date.now();

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const NOTHING = new Uint8Array(0);
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
  compare('seal to 1', { name: 'seal to 1', run: () => sealMessage({ ...message, content }) }, sealingPrimitives());
  compare('open', { name: 'open', run: () => openMessage(sealed, keys) }, openingPrimitives());
  const toTen = { name: 'seal to 10', run: () => sealMessage({ ...message, content, recipients }) };
  for (const [name, microseconds] of leastOf(rounds([toTen]))) tell(name, microseconds);
}

interface Work {
  readonly name: string;
  readonly run: () => unknown;
}

/** Mean microseconds of each work in one round. */
type Round = ReadonlyMap<string, number>;

/** The whole and its parts call by call in turn, so that other work on the machine weighs on all alike; the ratio is that of the middle round. */
function compare(name: string, whole: Work, parts: readonly Work[]): void {
  const all = rounds([...parts, whole]);
  for (const [work, microseconds] of leastOf(all)) tell(work, microseconds);
  const ratios = all.map((round) => {
    const sum = parts.reduce((total, part) => total + round.get(part.name)!, 0);
    return round.get(whole.name)! / sum;
  });
  const middle = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)]!;
  process.stdout.write(`${name}: ${middle.toFixed(2)} times the sum of its primitives\n\n`);
}

function rounds(works: readonly Work[]): Round[] {
  for (const { run } of works) for (let call = 0; call < CALLS_A_ROUND; call += 1) run();
  return Array.from({ length: ROUNDS }, () => {
    const nanoseconds = works.map(() => 0n);
    for (let call = 0; call < CALLS_A_ROUND; call += 1) {
      for (const [place, { run }] of works.entries()) {
        const start = process.hrtime.bigint();
        run();
        nanoseconds[place]! += process.hrtime.bigint() - start;
      }
    }
    return new Map(works.map(({ name }, place) => [name, Number(nanoseconds[place]) / 1e3 / CALLS_A_ROUND]));
  });
}

/** The best round of each. */
function leastOf(all: readonly Round[]): Map<string, number> {
  return new Map([...all[0]!.keys()].map((name) => [name, Math.min(...all.map((round) => round.get(name)!))]));
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

/** X-Wing's combiner, HPKE's key schedule (RFC 9180, 5.1), the payload's key; on our HKDF, which is faster than Node's. */
function keySchedules(): void {
  sha3(BYTES_134);
  for (let call = 0; call < 2; call += 1) hkdfExtract('sha256', NOTHING, BYTES_134);
  for (const length of [32, 12]) hkdfExpand('sha256', BYTES_134.subarray(0, 32), [BYTES_134], length);
  hkdfExpand('sha512', BYTES_134.subarray(0, 32), [BYTES_134], 76);
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
