// SPDX-License-Identifier: Apache-2.0
// Signed notes against the public vectors, and against every single flipped byte.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { toHex, utf8 } from '@iims/wire/bytes';
import { parseCheckpointText } from './checkpoint.ts';
import { cosignedAt } from './cosignature.ts';
import {
  formatNote,
  formatVerifierKey,
  isBy,
  type NoteKey,
  noteKey,
  parseNote,
  parseVerifierKey,
  signText,
  verifyNote,
} from './note.ts';

test('the Ed25519 vectors verify, and no longer do with any byte flipped', () => {
  for (const name of ['example-ed25519', 'sumdb-checkpoint-ed25519']) {
    const { note, key } = vector(name);
    verifyNote(parseNote(note), key);
    for (let position = 0; position < note.length; position++) {
      const flipped = flip(note, position);
      assert.throws(
        () => verifyNote(parseNote(flipped), key),
        faultOf('note.malformed', 'note.signature'),
        `${position}`,
      );
    }
  }
});

test('the ML-DSA-44 vector verifies as a cosignature without a time, and no longer does with any byte flipped', () => {
  const { note, key } = vector('mldsa44-checkpoint');
  assert.equal(timeOf(note, key), 0);
  for (let position = 0; position < note.length; position++) {
    let time: number | undefined;
    try {
      time = timeOf(flip(note, position), key);
    } catch (fault) {
      assert.ok(faultOf('note.malformed', 'checkpoint.malformed')(fault));
    }
    assert.equal(time, undefined, `byte ${position}`);
  }
});

test('notes and verifier keys have one spelling', () => {
  for (const name of ['example-ed25519', 'sumdb-checkpoint-ed25519', 'mldsa44-checkpoint']) {
    const { note, key, keyText } = vector(name);
    assert.equal(toHex(formatNote(parseNote(note))), toHex(note));
    assert.equal(formatVerifierKey(key), keyText);
  }
});

test('a note that is not well formed is refused', () => {
  const line = '— a AAAAAAA=\n';
  const malformed: Record<string, string> = {
    'no signature': 'text\n',
    'no signature after the blank line': 'text\n\n',
    'no blank line': `text\n${line}`,
    'no line feed at the end': `text\n\n${line.trimEnd()}`,
    'control character': `te\txt\n\n${line}`,
    'carriage return': `text\r\n\n${line}`,
    'hyphen instead of the em dash': 'text\n\n- a AAAAAAA=\n',
    'key name with a plus': 'text\n\n— a+b AAAAAAA=\n',
    'key name with a no-break space': 'text\n\n— a\u00a0b AAAAAAA=\n',
    'empty key name': 'text\n\n—  AAAAAAA=\n',
    'three words': 'text\n\n— a AAAAAAA= b\n',
    'no signature after the key id': 'text\n\n— a AAAAAA==\n',
    'base64 with bits left over': 'text\n\n— a AAAAAAB=\n',
    'blank line among the signatures': `text\n\n${line}\n${line}junk`,
    'too many signatures': `text\n\n${line.repeat(33)}`,
  };
  for (const [what, text] of Object.entries(malformed)) {
    assert.throws(() => parseNote(utf8(text)), faultOf('note.malformed'), what);
  }
  assert.throws(() => parseNote(Uint8Array.of(0xff, ...utf8(`\n\n${line}`))), faultOf('note.malformed'));
  assert.throws(() => parseNote(utf8(`${'x'.repeat(131_072)}\n\n${line}`)), faultOf('note.malformed'));
});

test('a text may hold blank lines of its own', () => {
  const signer = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(1));
  const note = { text: 'one\n\ntwo\n', signatures: [signText('one\n\ntwo\n', 'a', signer)] };
  const parsed = parseNote(formatNote(note));
  assert.equal(parsed.text, note.text);
  verifyNote(parsed, noteKey('a', verifyKeyOf(signer)));
});

test('lines of unknown keys are ignored, and a bad line under a known key is never covered by a good one', () => {
  const signer = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(1));
  const other = signingKeyFromSeed('ed25519', new Uint8Array(32).fill(2));
  const key = noteKey('a', verifyKeyOf(signer));
  const good = signText('text\n', 'a', signer);
  const stranger = signText('text\n', 'b', other);
  const bad = signText('another text\n', 'a', signer);
  verifyNote({ text: 'text\n', signatures: [stranger, good] }, key);
  assert.throws(() => verifyNote({ text: 'text\n', signatures: [stranger] }, key), faultOf('note.signature'));
  assert.throws(() => verifyNote({ text: 'text\n', signatures: [good, bad] }, key), faultOf('note.signature'));
});

test('a verifier key that is not well formed is refused', () => {
  const { keyText } = vector('example-ed25519');
  const [name, id, material] = keyText.split('+') as [string, string, string];
  for (const text of [
    '',
    name,
    `${name}+${id}`,
    `+${id}+${material}`,
    `${name}+00000000+${material}`,
    `${name}+${id.toUpperCase()}+${material}`,
    `${name}+${id}+AQ==`,
    `${name}+${id}+Ag${material.slice(2)}`,
  ]) {
    assert.throws(() => parseVerifierKey(text), faultOf('note.malformed'), text);
  }
});

function timeOf(bytes: Uint8Array, key: NoteKey): number | undefined {
  const note = parseNote(bytes);
  const line = note.signatures.find((signature) => isBy(signature, key));
  return line === undefined ? undefined : cosignedAt(parseCheckpointText(note.text), key, line);
}

function vector(name: string): { note: Uint8Array; key: NoteKey; keyText: string } {
  const keyText = readFileSync(new URL(`${name}.vkey`, VECTORS), 'utf8').trimEnd();
  const note = new Uint8Array(readFileSync(new URL(`${name}.note`, VECTORS)));
  return { note, key: parseVerifierKey(keyText), keyText };
}

function flip(bytes: Uint8Array, position: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[position] = flipped[position]! ^ 0x01;
  return flipped;
}

function faultOf(...codes: string[]): (fault: unknown) => boolean {
  return (fault) => codes.includes((fault as { code?: string }).code ?? '');
}

const VECTORS = new URL('../../../spec/vectors/log/signed-notes/', import.meta.url);
