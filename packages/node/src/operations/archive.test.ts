// SPDX-License-Identifier: Apache-2.0
// Archives in portions of any size; what is not one is refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes, fromUtf8, utf8 } from '@iims/wire/bytes';
import { archiveEnd, fileHead, readArchive } from './archive.ts';

const FILES = { 'node.json': 'configuration', 'log/tile/0/000': '', 'trust/root.json': 'r'.repeat(700) };
const WHOLE = archiveOf(FILES);

test('an archive gives its files back, whatever the portions in which it comes', async () => {
  for (const portion of [1, 2, 13, 64, 10_000]) assert.deepEqual(await read(WHOLE, portion), FILES);
  assert.deepEqual(await read(archiveEnd(0), 3), {});
});

test('an archive that ends early, goes on, counts wrongly or leads out of its folder is refused', async () => {
  const wrong = [
    WHOLE.subarray(0, WHOLE.length - 1),
    WHOLE.subarray(0, 30),
    new Uint8Array(0),
    concatBytes(WHOLE, new Uint8Array(1)),
    concatBytes(fileHead('a', 0), archiveEnd(2)),
    ...['../a', '/a', 'a//b', 'a/..', '.', 'a\\b', 'a\0'].map((path) => archiveOf({ [path]: '' })),
  ];
  for (const bytes of wrong) await assert.rejects(read(bytes, 16), { code: 'backup.damaged' });
});

function archiveOf(files: Readonly<Record<string, string>>): Uint8Array {
  const parts = Object.entries(files).flatMap(([path, text]) => [fileHead(path, text.length), utf8(text)]);
  return concatBytes(...parts, archiveEnd(Object.keys(files).length));
}

async function read(bytes: Uint8Array, portion: number): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  let path = '';
  const sink = {
    async beginFile(name: string) {
      path = name;
      files[path] = '';
    },
    async write(part: Uint8Array) {
      files[path] += fromUtf8(part);
    },
    async endFile() {},
  };
  async function* portions() {
    for (let from = 0; from < bytes.length; from += portion) yield bytes.subarray(from, from + portion);
  }
  await readArchive(portions(), sink);
  return files;
}
