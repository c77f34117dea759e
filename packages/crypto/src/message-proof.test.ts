// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { equalBytes, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { openMessage, sealMessage } from './envelope.ts';
import { encodeHeader, parseHeader } from './envelope-header.ts';
import { kemPrivateKeyFromSeed, kemPublicKeyFromRaw, signingKeyFromSeed, verifyKeyOf } from './keys.ts';
import { proveMessage, verifyMessageProof } from './message-proof.ts';
import type { SenderKeys } from './signed-message.ts';

const NOW_MS = Date.UTC(2026, 10, 1);
const DAY_MS = 86_400_000;
const ed25519 = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(1));
const mlDsa65 = signingKeyFromSeed('ml-dsa-65', new Uint8Array(32).fill(2));
const kem = kemPrivateKeyFromSeed(new Uint8Array(32).fill(3));
const senderKeys: SenderKeys = { ed25519: verifyKeyOf(ed25519), mlDsa65: verifyKeyOf(mlDsa65) };
const known = (keyId: Uint8Array) => (equalBytes(keyId, ed25519.keyId) ? senderKeys : undefined);
const content = utf8('Перевірка: what the originator said');

const envelope = sealMessage({
  header: {
    id: uuidToBytes(uuidV7(NOW_MS, new Uint8Array(10))),
    createdAt: NOW_MS,
    expiresAt: NOW_MS + DAY_MS,
    exercise: false,
    trustListVersion: 3,
  },
  about: { kind: 'message' },
  content,
  signers: { ed25519, mlDsa65 },
  recipients: [kemPublicKeyFromRaw(kem.publicKey)],
  random: (length) => new Uint8Array(length).fill(9),
});
const opened = openMessage(envelope, { now: NOW_MS, kemKey: () => kem, verifyKeys: known });
const proof = proveMessage(opened);
const parts = decodeCbor(proof) as Record<string, unknown>;
const changed = (change: Record<string, unknown>) => encodeCbor({ ...parts, ...change });

describe('the proof of a message', () => {
  it('gives content and header back, as they were signed, without a key to open', () => {
    const proved = verifyMessageProof(proof, known);
    assert.deepEqual(proved.content, content);
    assert.deepEqual(proved.header, opened.header);
  });

  it('holds with neither signature alone, and with no other sender', () => {
    const refused = { code: 'envelope.signature' };
    for (const name of ['ed25519', 'mldsa65'] as const) {
      const signature = (parts[name] as Uint8Array).slice();
      signature[5]! ^= 1;
      assert.throws(() => verifyMessageProof(changed({ [name]: signature }), known), refused, name);
    }
    const other = { ...senderKeys, mlDsa65: verifyKeyOf(signingKeyFromSeed('ml-dsa-65', new Uint8Array(32).fill(6))) };
    assert.throws(() => verifyMessageProof(proof, () => other), refused);
    assert.throws(() => verifyMessageProof(proof, () => undefined), { code: 'envelope.unknown-sender' });
  });

  it('breaks with a byte of the content, with another length, and with another header', () => {
    const refused = { code: 'envelope.signature' };
    const other = content.slice();
    other[0]! ^= 1;
    assert.throws(() => verifyMessageProof(changed({ content: other }), known), refused);
    assert.throws(() => verifyMessageProof(changed({ content: content.subarray(1) }), known), refused);
    const header = parseHeader(parts.header as Uint8Array);
    const later = encodeHeader({ ...header, expiresAt: header.expiresAt + 1 });
    assert.throws(() => verifyMessageProof(changed({ header: later }), known), refused);
  });

  it('is no proof of an echo, nor of anything that is no message', () => {
    assert.throws(() => verifyMessageProof(changed({ about: encodeCbor({ kind: 'answer-frame' }) }), known), {
      code: 'envelope.suite',
    });
    assert.throws(() => verifyMessageProof(changed({ about: encodeCbor({ kind: 'echo' }) }), known), {
      code: 'envelope.signature',
    });
  });

  it('is malformed with any part more, less or of another form', () => {
    const malformed = { code: 'proof.malformed' };
    const { about: _about, ...less } = parts;
    const forms: readonly unknown[] = [
      less,
      { ...parts, more: 1 },
      { ...parts, version: 2 },
      { ...parts, content: 'text' },
      { ...parts, ed25519: new Uint8Array(63) },
      { ...parts, mldsa65: new Uint8Array(0) },
      [parts],
      null,
    ];
    for (const form of forms) assert.throws(() => verifyMessageProof(encodeCbor(form), known), malformed);
    assert.throws(() => verifyMessageProof(proof.subarray(1), known), malformed);
    assert.throws(() => verifyMessageProof(changed({ header: utf8('header') }), known), { code: 'envelope.header' });
  });
});
