// SPDX-License-Identifier: Apache-2.0
// Writes spec/vectors/envelope/batched.json: messages that share both signatures, and messages whose batch part, signatures or content
// were exchanged by a sender or by a recipient who knows the message key. `node tools/make-message-batch-vectors.ts`.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { openMessage } from '@iims/crypto/envelope';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { MESSAGE_BATCH_MAX } from '@iims/crypto/message-batch';
import { proveMessage } from '@iims/crypto/message-proof';
import { sealContent } from '@iims/crypto/sealed-content';
import { draftForBatch, signWaiting, type WaitingMessage } from '@iims/crypto/sealed-together';
import { concatBytes, toHex, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { uuidToBytes } from '@iims/wire/identifiers';

const SEEDS = { ed25519: '01'.repeat(32), mlDsa65: '02'.repeat(32), recipient: '03'.repeat(32) };
const NOW_MS = Date.UTC(2026, 10, 1, 12);
const seed = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const signers = {
  ed25519: signingKeyFromSeed('ed25519', seed(SEEDS.ed25519)),
  mlDsa65: signingKeyFromSeed('ml-dsa-65', seed(SEEDS.mlDsa65)),
};
const senderKeys = { ed25519: verifyKeyOf(signers.ed25519), mlDsa65: verifyKeyOf(signers.mlDsa65) };
const openingKey = kemPrivateKeyFromSeed(seed(SEEDS.recipient));
const recipients = [kemPublicKeyFromRaw(openingKey.publicKey)];

/** What stands in the seal of a message. */
interface Inside {
  readonly ed25519: Uint8Array;
  readonly mlDsa65: Uint8Array;
  readonly batch: Uint8Array | undefined;
  readonly content: Uint8Array;
}

function draft(place: number, content = utf8(`message ${place} of the batch`)): WaitingMessage {
  return draftForBatch({
    header: {
      id: uuidToBytes(`0199b3a2-5c00-7000-8000-00000000b0${place.toString(16).padStart(2, '0')}`),
      createdAt: NOW_MS,
      expiresAt: NOW_MS + 300_000,
      exercise: false,
      trustListVersion: 7,
    },
    about: { kind: 'message' },
    content,
    signers,
    recipients,
    random,
  });
}

async function main(): Promise<void> {
  const first = await batchOf(Array.from({ length: 3 }, (_, place) => draft(place)));
  const second = await batchOf([draft(3), draft(4)]);
  const full = await batchOf(Array.from({ length: MESSAGE_BATCH_MAX }, (_, place) => draft(place + 5)));
  const [one, beside] = first as [Sealed, Sealed];
  const [other] = second as [Sealed];
  const bad = (name: string, change: Partial<Inside>, error = 'envelope.signature') => ({
    name,
    envelope: toHex(altered(one, change)),
    error,
  });
  const part = one.inside.batch!;
  const withPlace = (place: number): Uint8Array => part.with(32, place);
  const cases = [
    ...first.map((sealed, place) => good(`message ${place} of three`, sealed)),
    good('a message in a batch of its own', (await batchOf([draft(70)]))[0]!),
    good('the last of sixty-four', full.at(-1)!),
    bad('the place of its neighbour', { batch: withPlace(part[32]! ^ 1) }),
    bad('a place that the tree has not', { batch: withPlace(64 + part[32]!) }, 'envelope.content'),
    bad('another salt', { batch: part.with(0, part[0]! ^ 1) }),
    bad('another hash in the path', { batch: part.with(100, part[100]! ^ 1) }),
    bad('a path that is one hash too short', { batch: part.subarray(0, -32) }, 'envelope.content'),
    bad('a path that is one hash too long', { batch: concatBytes(part, random(32)) }, 'envelope.content'),
    bad('no batch part', { batch: undefined }),
    bad("another message's batch part", { batch: beside.inside.batch }),
    bad("another message's content under the own part", { content: beside.inside.content }),
    bad('signatures of another batch', { ed25519: other.inside.ed25519, mlDsa65: other.inside.mlDsa65 }),
    bad('the Ed25519 signature of another batch', { ed25519: other.inside.ed25519 }),
    bad('the ML-DSA-65 signature of another batch', { mlDsa65: other.inside.mlDsa65 }),
    bad('no Ed25519 signature', { ed25519: new Uint8Array(64) }),
    bad('no ML-DSA-65 signature', { mlDsa65: new Uint8Array(3_309) }),
  ];
  const proof = proveMessage(openOne(one.bytes));
  const parts = decodeCbor(proof) as Record<string, unknown>;
  const badProof = (name: string, change: Record<string, unknown>, error: string) => ({
    name,
    proof: toHex(encodeCbor({ ...parts, ...change } as never)),
    error,
  });
  const without = Object.fromEntries(Object.entries(parts).filter(([name]) => name !== 'batch'));
  const proofs = [
    { name: 'message 0 of three', proof: toHex(proof), content: toHex(one.inside.content) },
    badProof("another message's batch part", { batch: beside.inside.batch }, 'envelope.signature'),
    badProof("another message's content", { content: beside.inside.content }, 'envelope.signature'),
    badProof('a batch part that is too short', { batch: part.subarray(1) }, 'envelope.content'),
    badProof('a batch part that is no byte string', { batch: 'part' }, 'proof.malformed'),
    { name: 'no batch part', proof: toHex(encodeCbor(without as never)), error: 'envelope.signature' },
  ];
  const text = JSON.stringify({ keys: SEEDS, now: NOW_MS, messages: cases, proofs }, undefined, 1);
  writeFileSync(new URL('../spec/vectors/envelope/batched.json', import.meta.url), `${text}\n`);
}

interface Sealed {
  readonly bytes: Uint8Array;
  readonly waiting: WaitingMessage;
  readonly messageKey: Uint8Array;
  readonly inside: Inside;
}

async function batchOf(waiting: readonly WaitingMessage[]): Promise<Sealed[]> {
  const seals = await signWaiting(waiting);
  return seals.map((seal, place) => {
    const { bytes, messageKey } = seal();
    const { content, signatures } = openOne(bytes);
    const { ed25519, mlDsa65, batch } = signatures;
    return { bytes, messageKey, waiting: waiting[place]!, inside: { ed25519, mlDsa65, batch, content } };
  });
}

/** Sealed anew under the same header and message key: by the sender, or by a recipient. */
function altered({ waiting, messageKey, inside }: Sealed, change: Partial<Inside>): Uint8Array {
  const { headerBytes, sizeBucket, stanzas } = waiting.draft;
  const { ed25519, mlDsa65, batch, content } = { ...inside, ...change };
  const { segments, ...body } = decodeCbor(waiting.body.bytes) as Record<string, never>;
  const listed = change.content === undefined ? segments : hashesOf(change.content, waiting);
  const changed = {
    ...body,
    segments: listed,
    contentBytes: content.length,
    ...(batch === undefined ? {} : { batch }),
  };
  if (batch === undefined) delete (changed as { batch?: unknown }).batch;
  const parts = { signatures: [ed25519, mlDsa65], body: encodeCbor(changed as never), tail: [content] };
  return sealContent({ headerBytes, sizeBucket, stanzas, messageKey, content: parts, random });
}

/** The list of segments that fits other content under this header. */
function hashesOf(content: Uint8Array, { draft: { header } }: WaitingMessage): never {
  const { body } = draftForBatch({
    header: { ...header },
    about: { kind: 'message' },
    content,
    signers,
    recipients,
    random,
  });
  return (decodeCbor(body.bytes) as { segments: never }).segments;
}

function openOne(bytes: Uint8Array) {
  return openMessage(bytes, { now: NOW_MS, kemKey: () => openingKey, verifyKeys: () => senderKeys });
}

function good(name: string, { bytes, inside }: Sealed) {
  return { name, envelope: toHex(bytes), content: toHex(inside.content) };
}

await main();
