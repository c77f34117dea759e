// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshLarge, isBrought, readLarge } from './large-draft.ts';

const FRESH = freshLarge('a', { name: 'disk.e01', size: 9 });

test('a large file comes back from a draft as it was kept, and what is none does not', () => {
  const upload = { uploadId: 'u', to: '["UKR"]', isWhole: true };
  const read = { bytes: 4, sha256: 'ab' };
  const kept = [FRESH, { ...FRESH, id: 'b', upload }, { ...FRESH, id: 'c', upload, read }, { ...FRESH, id: 'd', read }];
  assert.deepEqual(readLarge(JSON.parse(JSON.stringify(kept))), kept);
  for (const none of [undefined, 'x', {}, [{}], [{ id: 1, name: 'a', byteCount: 1 }], [null]]) {
    assert.deepEqual(readLarge(none), []);
  }
  assert.deepEqual(readLarge([{ ...FRESH, upload: { uploadId: 'u' }, read: { bytes: 1 } }]), [FRESH]);
});

test('only what is whole, and sealed for whom it goes to now, is not brought again', () => {
  const upload = { uploadId: 'u', to: '["UKR"]', isWhole: true };
  assert.equal(isBrought({ ...FRESH, upload }, '["UKR"]'), true);
  assert.equal(isBrought({ ...FRESH, upload }, '["MDA"]'), false);
  assert.equal(isBrought({ ...FRESH, upload: { ...upload, isWhole: false } }, '["UKR"]'), false);
  assert.equal(isBrought(FRESH, '["UKR"]'), false);
});
