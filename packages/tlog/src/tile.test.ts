// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesOf, parseTilePath, partialTiles, tileAt, tilePath } from './tile.ts';

test('a path groups the index by three digits, so that no file is named as a directory', () => {
  assert.equal(tilePath({ level: 0, index: 0, width: 256 }), 'tile/0/000');
  assert.equal(tilePath({ level: 0, index: 0, width: 5 }), 'tile/0/000.p/5');
  assert.equal(tilePath({ level: 2, index: 999, width: 256 }), 'tile/2/999');
  assert.equal(tilePath({ level: 2, index: 1000, width: 256 }), 'tile/2/x001/000');
  // The example of tlog-tiles.
  assert.equal(tilePath({ level: 'entries', index: 1_234_067, width: 256 }), 'tile/entries/x001/x234/067');
});

test('a tree of 70,000 has the tiles that tlog-tiles counts', () => {
  const paths = [...filesOf(70_000)];
  assert.equal(paths.filter((path) => path.startsWith('tile/0/')).length, 274);
  assert.equal(paths.filter((path) => path.startsWith('tile/entries/')).length, 274);
  assert.deepEqual(
    paths.filter((path) => path.includes('.p/')),
    ['tile/entries/273.p/112', 'tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1'],
  );
  assert.ok(paths.includes('tile/1/000'));
});

test('a tree of 256 has a full tile and a partial one of width 1 above it', () => {
  assert.deepEqual([...filesOf(256)], ['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1']);
});

test('an empty tree has no files', () => {
  assert.deepEqual([...filesOf(0)], []);
  assert.deepEqual(partialTiles(0), []);
  assert.equal(tileAt(256, 0, 1), undefined);
});

test('the largest tree still has seven levels', () => {
  const levels = partialTiles(Number.MAX_SAFE_INTEGER).map((tile) => tile.level);
  assert.deepEqual(levels, ['entries', 0, 1, 2, 3, 4, 5, 6]);
});

test('a path is read back as the tile that it was written for, and no other text is', () => {
  for (const path of [...filesOf(70_000), 'tile/entries/x001/x234/067', 'tile/6/000.p/31']) {
    assert.equal(tilePath(parseTilePath(path)!), path);
  }
  for (const text of [
    '',
    'tile',
    'tile/7/000',
    'tile/0/0',
    'tile/0/x000/000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/05',
    'tile/0/../0/000',
    'tile/0/000/',
    'tile/-1/000',
    '/tile/0/000',
  ]) {
    assert.equal(parseTilePath(text), undefined, text);
  }
});
