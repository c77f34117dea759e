// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { leafHash, treeRoot } from '@iims/crypto/merkle-tree';
import { rootOfPrefix } from '@iims/tlog/proof';
import { tileAt, tilePath } from '@iims/tlog/tile';
import { equalBytes } from '@iims/wire/bytes';
import { worldOf } from './crash.fixture.ts';
import { publishedTiles, readPublishedTile } from './read-tile.ts';

test('a tile of an earlier size is the beginning of the one that took its place', async () => {
  const { disk, source } = await worldOf(700);
  for (const size of [1, 255, 256, 257, 500, 700]) {
    for (const level of ['entries', 0] as const) {
      const tile = tileAt(size, level, Math.floor((size - 1) / 256))!;
      const bytes = await readPublishedTile(disk, tile);
      assert.equal(bytes?.length, tile.width * (level === 'entries' ? 34 : 32), `${size} ${level}`);
    }
    const leaves = source.rows.slice(0, size).map((row) => leafHash(row.commitment));
    const root = await rootOfPrefix(publishedTiles(disk), size, 700);
    assert.ok(equalBytes(root, treeRoot(leaves)), `root of ${size}`);
  }
});

test('a tile that the log has not come to is not there', async () => {
  const { disk } = await worldOf(700);
  assert.equal(await readPublishedTile(disk, { level: 0, index: 2, width: 189 }), undefined);
  assert.equal(await readPublishedTile(disk, { level: 0, index: 3, width: 1 }), undefined);
  await disk.remove(`log/${tilePath({ level: 0, index: 0, width: 256 })}`);
  await assert.rejects(rootOfPrefix(publishedTiles(disk), 3, 700), { code: 'log.damaged' });
});
