// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { ALL_KNOWN_ANSWERS, requireKnownAnswers } from './known-answers.ts';
import { readSignedNote } from './note-vectors.ts';

test('every known answer of the product holds', () => {
  requireKnownAnswers();
  assert.equal(ALL_KNOWN_ANSWERS.length, 17);
});

test('one that does not hold is selftest.failed, which names it', () => {
  const answers = [...ALL_KNOWN_ANSWERS, { name: 'a broken one', holds: () => false }];
  assert.throws(
    () => requireKnownAnswers(answers),
    (fault) => fault instanceof IimsError && fault.code === 'selftest.failed' && fault.message.includes('a broken one'),
  );
});

test('a note with its key is one case, and any changed byte of either makes it fail', () => {
  for (const name of ['example-ed25519', 'sumdb-checkpoint-ed25519', 'mldsa44-checkpoint']) {
    const [note, key] = [bytesOf(`${name}.note`), bytesOf(`${name}.vkey`)];
    assert.equal(resultOf(note, key), 'passed');
    for (let place = 0; place < note.length; place += Math.ceil(note.length / 97)) {
      assert.equal(resultOf(flipped(note, place), key), 'failed', `${name}.note, byte ${place}`);
    }
    for (let place = 0; place < key.length; place += Math.ceil(key.length / 97)) {
      assert.equal(resultOf(note, flipped(key, place)), 'failed', `${name}.vkey, byte ${place}`);
    }
  }
});

test('a note without its key, an empty one and the key of another fail', () => {
  const note = bytesOf('example-ed25519.note');
  assert.equal(resultOf(note, undefined), 'failed');
  assert.equal(resultOf(note, new Uint8Array(0)), 'failed');
  assert.equal(resultOf(new Uint8Array(0), bytesOf('example-ed25519.vkey')), 'failed');
  assert.equal(resultOf(note, bytesOf('mldsa44-checkpoint.vkey')), 'failed');
  assert.equal(resultOf(note, utf8('words')), 'failed');
});

/** As the runner does: whatever is thrown is a failure. */
function resultOf(note: Uint8Array, key: Uint8Array | undefined): string {
  try {
    return readSignedNote(note, key).cases[0]!.run().result;
  } catch (fault) {
    assert.ok(fault instanceof IimsError);
    return 'failed';
  }
}

function bytesOf(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../../spec/vectors/log/signed-notes/${name}`, import.meta.url)));
}

function flipped(bytes: Uint8Array, place: number): Uint8Array {
  const copy = bytes.slice();
  copy[place] = copy[place]! ^ 1;
  return copy;
}
