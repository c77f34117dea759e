// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '@iims/wire/bytes';
import { ATTACHMENTS_BYTES_MAX, ATTACHMENTS_MAX } from '@iims/wire/message';
import {
  type AttachedFile,
  attachFault,
  freeFileId,
  isFileId,
  isFileOf,
  keptFileText,
  readAttached,
  readKeptFile,
} from './attached-files.ts';

const file = (text: string, type = 'text/plain') => {
  const bytes = utf8(text);
  return { name: 'a.txt', type, size: bytes.length, arrayBuffer: async () => bytes.slice().buffer };
};
const read = (text: string, fileId = 'one-file-1') => readAttached(file(text), fileId);

test('a file is read with the hash of its bytes, and comes back as it was kept', async () => {
  const attached = await read('abc');
  assert.equal(attached.sha256, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  assert.equal(attached.byteCount, 3);
  assert.deepEqual(readKeptFile('one-file-1', keptFileText(attached)), attached);
  assert.equal(readKeptFile('one', keptFileText(attached)), undefined);
  for (const text of ['', '{}', '{"file":{"name":"x"}}', '{"kind":"free-message"}']) {
    assert.equal(readKeptFile('one-file-1', text), undefined, text);
  }
});

test('a type that the wire does not take is bytes of no type', async () => {
  for (const type of ['', 'Text/Plain', 'text/html; charset=utf-8', 'x']) {
    assert.equal((await readAttached(file('a', type), 'one-file-1')).mediaType, 'application/octet-stream', type);
  }
});

test('one file more than a message holds has no place, and one byte more neither', async () => {
  const attached = await read('abc');
  const many: AttachedFile[] = Array(ATTACHMENTS_MAX).fill(attached);
  assert.equal(attachFault(many, 0), 'too-many');
  assert.equal(attachFault([attached], ATTACHMENTS_BYTES_MAX - 3), undefined);
  assert.equal(attachFault([attached], ATTACHMENTS_BYTES_MAX - 2), 'too-large');
});

test('each file of a draft has an id of its own, also after one was removed', async () => {
  const [one, three] = [await read('a'), await read('b', 'one-file-3')];
  assert.equal(freeFileId('one', []), 'one-file-1');
  assert.equal(freeFileId('one', [one, three]), 'one-file-2');
  assert.ok(isFileOf(one.fileId, 'one') && !isFileOf(one.fileId, 'on'));
  assert.ok(isFileId(one.fileId) && !isFileId('one'));
});
