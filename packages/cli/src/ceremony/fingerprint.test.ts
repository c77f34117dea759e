// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hexGroups, spokenGroups } from '@iims/node/papers/digest-groups';
import { IimsError } from '@iims/wire/errors';
import { fingerprintLines, readFingerprint } from './fingerprint.ts';

const DIGEST = `0000ffff${'0a0b'.repeat(13)}1234`;

test('a fingerprint is 16 groups of five digits, and the same in hexadecimal', () => {
  assert.deepEqual(spokenGroups(DIGEST).slice(0, 3), ['00000', '65535', '02571']);
  assert.equal(spokenGroups(DIGEST).length, 16);
  assert.deepEqual(hexGroups(DIGEST).slice(0, 3), ['0000', 'ffff', '0a0b']);
  assert.equal(fingerprintLines(DIGEST)[0], '00000 65535 02571 02571   0000 ffff 0a0b 0a0b');
});

test('what was typed as digits or hexadecimal, with any blanks, is the digest again', () => {
  assert.equal(readFingerprint(` ${spokenGroups(DIGEST).join('  ')}\n`), DIGEST);
  assert.equal(readFingerprint(hexGroups(DIGEST).join(' ').toUpperCase()), DIGEST);
  assert.equal(readFingerprint(DIGEST), DIGEST);
});

test('half a fingerprint, a group too large and other words are none', () => {
  const groups = spokenGroups(DIGEST);
  for (const text of ['', groups.slice(1).join(' '), groups.with(3, '65536').join(' '), DIGEST.slice(2), 'yes']) {
    assert.throws(
      () => readFingerprint(text),
      (fault: unknown) => fault instanceof IimsError && fault.code === 'ceremony.fingerprint',
    );
  }
});
