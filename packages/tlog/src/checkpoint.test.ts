// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SigningKey, signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { fromUtf8, toHex, utf8 } from '@iims/wire/bytes';
import {
  formatCheckpointText,
  type LogKeys,
  openCheckpoint,
  parseCheckpointText,
  signCheckpoint,
} from './checkpoint.ts';
import { formatNote, parseNote } from './note.ts';

test('a checkpoint opens with what was signed', () => {
  const opened = openCheckpoint(SIGNED, KEYS);
  assert.equal(opened.origin, CHECKPOINT.origin);
  assert.equal(opened.size, 7);
  assert.equal(toHex(opened.root), toHex(CHECKPOINT.root));
  assert.equal(opened.signedAtSeconds, 1_700_000_000);
  assert.deepEqual(opened.otherSignatures, []);
});

test('no checkpoint opens with any byte flipped', () => {
  for (let position = 0; position < SIGNED.length; position++) {
    const flipped = SIGNED.slice();
    flipped[position] = flipped[position]! ^ 0x01;
    assert.throws(() => openCheckpoint(flipped, KEYS), faultOf('note.malformed', 'note.signature'), `${position}`);
  }
});

test('one kind of signature is not enough, whichever it is', () => {
  const note = parseNote(SIGNED);
  for (const kept of note.signatures) {
    const bytes = formatNote({ ...note, signatures: [kept] });
    assert.throws(() => openCheckpoint(bytes, KEYS), faultOf('note.signature'));
  }
});

test('each signature must be by the key of the log', () => {
  const strangers = { ed25519: key('ed25519', 8), mldsa44: key('ml-dsa-44', 9) };
  for (const signers of [
    { ...SIGNERS, ed25519: strangers.ed25519 },
    { ...SIGNERS, mldsa44: strangers.mldsa44 },
  ]) {
    const bytes = signCheckpoint(CHECKPOINT, signers, 0);
    assert.throws(() => openCheckpoint(bytes, KEYS), faultOf('note.signature'));
  }
});

test('a checkpoint of another log does not open', () => {
  const other = { ...CHECKPOINT, origin: 'iims/UKR/audit/1' };
  assert.throws(() => openCheckpoint(signCheckpoint(other, SIGNERS, 0), KEYS), faultOf('note.signature'));
  // Even where the log's own keys signed under its own name.
  const text = formatCheckpointText(other);
  const { signatures } = parseNote(signCheckpoint(CHECKPOINT, SIGNERS, 0));
  const byEd25519 = { ...signatures[0]!, signature: SIGNERS.ed25519.sign(utf8(text)) };
  const bytes = formatNote({ text, signatures: [byEd25519, signatures[1]!] });
  assert.throws(() => openCheckpoint(bytes, KEYS), faultOf('checkpoint.origin'));
});

test('signatures of others are handed over unverified', () => {
  const note = parseNote(SIGNED);
  const witness = { name: 'witness', keyId: Uint8Array.of(1, 2, 3, 4), signature: new Uint8Array(72) };
  const opened = openCheckpoint(formatNote({ ...note, signatures: [...note.signatures, witness] }), KEYS);
  assert.equal(opened.otherSignatures.length, 1);
});

test('the three lines have one spelling', () => {
  const text = formatCheckpointText(CHECKPOINT);
  assert.deepEqual(parseCheckpointText(text), CHECKPOINT);
  const [origin, size, root] = text.trimEnd().split('\n') as [string, string, string];
  for (const wrong of [
    '',
    `${origin}\n${size}\n`,
    `${origin}\n${size}\n${root}`,
    `${origin}\n${size}\n${root}\nextension\n`,
    `\n${size}\n${root}\n`,
    `${origin}\n07\n${root}\n`,
    `${origin}\n-7\n${root}\n`,
    `${origin}\n7.0\n${root}\n`,
    `${origin}\n9007199254740992\n${root}\n`,
    `${origin}\n${size}\n${root.slice(4)}\n`,
    `${origin}\n${size}\n${root.replace('=', '')}\n`,
  ]) {
    assert.throws(() => parseCheckpointText(wrong), faultOf('checkpoint.malformed'), JSON.stringify(wrong));
  }
});

test('the log signs with Ed25519 first and ML-DSA-44 second, both under its origin', () => {
  const lines = fromUtf8(SIGNED).split('\n');
  assert.deepEqual(lines.slice(0, 2), ['iims/GEO/audit/1', '7']);
  assert.equal(lines.filter((line) => line.startsWith('— iims/GEO/audit/1 ')).length, 2);
  assert.deepEqual(
    parseNote(SIGNED).signatures.map((line) => line.signature.length),
    [64, 8 + 2420],
  );
});

function key(algorithm: 'ed25519' | 'ml-dsa-44', seed: number): SigningKey {
  return signingKeyFromSeed(algorithm, new Uint8Array(32).fill(seed));
}

function faultOf(...codes: string[]): (fault: unknown) => boolean {
  return (fault) => codes.includes((fault as { code?: string }).code ?? '');
}

const SIGNERS = { ed25519: key('ed25519', 1), mldsa44: key('ml-dsa-44', 2) };
const CHECKPOINT = { origin: 'iims/GEO/audit/1', size: 7, root: new Uint8Array(32).fill(5) };
const KEYS: LogKeys = {
  origin: CHECKPOINT.origin,
  keys: [{ ed25519: verifyKeyOf(SIGNERS.ed25519), mldsa44: verifyKeyOf(SIGNERS.mldsa44) }],
};
const SIGNED = signCheckpoint(CHECKPOINT, SIGNERS, 1_700_000_000);
