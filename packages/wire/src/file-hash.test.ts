// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { it } from 'node:test';
import { beginFileHash } from './file-hash.ts';

it('the hash of a file in portions is that of the whole', () => {
  for (const portion of [1_000, 65_536, 100_003]) {
    const file = randomBytes(200_001);
    const hash = beginFileHash();
    for (let at = 0; at < file.length; at += portion) hash.add(file.subarray(at, at + portion));
    assert.equal(hash.soFar(), createHash('sha256').update(file).digest('hex'));
    assert.equal(hash.end(), createHash('sha256').update(file).digest('hex'));
  }
  assert.equal(beginFileHash().end(), createHash('sha256').digest('hex'));
});
