// SPDX-License-Identifier: Apache-2.0
// The tree and its proofs against a naive computation after RFC 6962, 2.1, at every size where a tile begins or ends.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { leafHash, nodeHash, treeRoot, verifyConsistencyPath, verifyInclusionPath } from '@iims/crypto/merkle-tree';
import { sha256 } from '@iims/crypto/primitives';
import { fromBase64, toBase64, toHex, utf8 } from '@iims/wire/bytes';
import fc from 'fast-check';
import { entryCommitment } from './entry-bundle.ts';
import { consistencyProof, inclusionProof, type ReadTile } from './proof.ts';
import { filesOf, partialTiles, tileAt, tilePath } from './tile.ts';
import { appendEntries, EMPTY_EDGE, edgeFiles, rootOf, type TreeEdge } from './tree.ts';

test('commitments, roots, paths and partial files are those of the vectors', () => {
  const { salt, bodyUtf8, commitment } = VECTORS.commitment;
  assert.equal(toBase64(entryCommitment(fromBase64(salt), utf8(bodyUtf8))), commitment);
  for (const { size, root, partialFiles } of VECTORS.trees) {
    assert.equal(toBase64(rootOf(log(size).edge)), root, `${size}`);
    assert.deepEqual(partialTiles(size).map(tilePath), partialFiles);
  }
  for (const { index, path } of VECTORS.paths)
    assert.equal(tilePath({ level: 3, index, width: 256 }), `tile/3/${path}`);
});

test('the files are exactly those that the size asks for', () => {
  for (const size of SIZES) {
    assert.deepEqual([...log(size).files.keys()].sort(), [...filesOf(size)].sort(), `${size}`);
  }
});

test('the tree does not depend on how entries are cut into batches', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 700 }), { maxLength: 8 }), (batches) => {
      let edge: TreeEdge = EMPTY_EDGE;
      const files = new Map<string, string>();
      for (const batch of batches) {
        const growth = appendEntries(edge, COMMITMENTS.slice(edge.size, edge.size + batch));
        for (const file of growth.files) files.set(tilePath(file), toHex(file.bytes));
        edge = growth.edge;
      }
      assert.equal(toHex(rootOf(edge)), toHex(naiveRoot(0, edge.size)));
      for (const [path, bytes] of log(edge.size).files) assert.equal(files.get(path), toHex(bytes), path);
    }),
    { numRuns: 30 },
  );
});

test('an appended batch yields each touched tile once', () => {
  const growth = appendEntries(appendEntries(EMPTY_EDGE, COMMITMENTS.slice(0, 200)).edge, COMMITMENTS.slice(200, 600));
  assert.deepEqual(growth.files.map(tilePath).sort(), [
    'tile/0/000',
    'tile/0/001',
    'tile/0/002.p/88',
    'tile/1/000.p/2',
    'tile/entries/000',
    'tile/entries/001',
    'tile/entries/002.p/88',
  ]);
});

test('the edge gives back the partial files', () => {
  for (const size of SIZES) {
    const { edge, files } = log(size);
    const partial = [...files].filter(([path]) => path.includes('.p/'));
    const given = edgeFiles(edge).map((file) => [tilePath(file), file.bytes]);
    assert.deepEqual(given, partial, `${size}`);
  }
});

test('inclusion proofs from tiles verify, and for no other entry', async () => {
  for (const size of [1, 2, 3, 255, 256, 257, 513, 65_537]) {
    const { readTile, edge } = log(size);
    for (const index of new Set([0, 1, 254, 255, 256, 300, size - 2, size - 1])) {
      if (index < 0 || index >= size) continue;
      const path = await inclusionProof(readTile, size, index);
      const proof = { leafHash: leafHash(COMMITMENTS[index]!), index, size, path };
      assert.ok(verifyInclusionPath(proof, rootOf(edge)), `${index} in ${size}`);
      assert.ok(!verifyInclusionPath({ ...proof, leafHash: leafHash(COMMITMENTS[index + 1]!) }, rootOf(edge)));
    }
  }
});

test('consistency proofs from tiles verify, and against no other root', async () => {
  for (const [oldSize, newSize] of CONSISTENT) {
    const path = await consistencyProof(log(newSize).readTile, oldSize, newSize);
    const proof = { oldSize, oldRoot: rootOf(log(oldSize).edge), newSize, newRoot: rootOf(log(newSize).edge), path };
    assert.ok(verifyConsistencyPath(proof), `${oldSize} in ${newSize}`);
    assert.ok(!verifyConsistencyPath({ ...proof, oldRoot: sha256(proof.oldRoot) }), `${oldSize} in ${newSize}`);
  }
});

test('proofs agree with a naive computation for any tree and entry', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1500 }), fc.nat(), fc.nat(), async (size, entry, older) => {
      const index = entry % size;
      const oldSize = 1 + (older % size);
      const { readTile, edge } = log(size);
      const leaf = leafHash(COMMITMENTS[index]!);
      const path = await inclusionProof(readTile, size, index);
      assert.ok(verifyInclusionPath({ leafHash: leaf, index, size, path }, rootOf(edge)));
      const consistency = await consistencyProof(readTile, oldSize, size);
      const oldRoot = naiveRoot(0, oldSize);
      const roots = { oldSize, oldRoot, newSize: size, newRoot: rootOf(edge) };
      assert.ok(verifyConsistencyPath({ ...roots, path: consistency }));
    }),
    { numRuns: 60 },
  );
});

test('a proof reads a tile that has grown wider since', async () => {
  const { files } = log(700);
  const wider: ReadTile = async (tile) => files.get(tilePath(tileAt(700, tile.level, tile.index)!))!;
  const path = await inclusionProof(wider, 600, 599);
  const proof = { leafHash: leafHash(COMMITMENTS[599]!), index: 599, size: 600, path };
  assert.ok(verifyInclusionPath(proof, naiveRoot(0, 600)));
});

interface Log {
  edge: TreeEdge;
  files: Map<string, Uint8Array>;
  readTile: ReadTile;
}

function log(size: number): Log {
  const made = LOGS.get(size) ?? makeLog(size);
  LOGS.set(size, made);
  return made;
}

function makeLog(size: number): Log {
  const growth = appendEntries(EMPTY_EDGE, COMMITMENTS.slice(0, size));
  const files = new Map(growth.files.map((file) => [tilePath(file), file.bytes]));
  const readTile: ReadTile = async (tile) => {
    const bytes = files.get(tilePath(tile));
    assert.ok(bytes !== undefined, `a tree of ${size} has ${tilePath(tile)}`);
    return bytes;
  };
  return { edge: growth.edge, files, readTile };
}

/** MTH(D[start:end]) straight from RFC 6962, 2.1. */
function naiveRoot(start: number, end: number): Uint8Array {
  const place = `${start}-${end}`;
  const known = NAIVE_ROOTS.get(place) ?? computeNaiveRoot(start, end);
  // Only large subtrees are worth remembering.
  if (end - start >= 1024) NAIVE_ROOTS.set(place, known);
  return known;
}

function computeNaiveRoot(start: number, end: number): Uint8Array {
  if (start === end) return treeRoot([]);
  if (end - start === 1) return leafHash(COMMITMENTS[start]!);
  let split = 1;
  while (split * 2 < end - start) split *= 2;
  return nodeHash(naiveRoot(start, start + split), naiveRoot(start + split, end));
}

const VECTORS: {
  commitment: { salt: string; bodyUtf8: string; commitment: string };
  trees: { size: number; root: string; partialFiles: string[] }[];
  paths: { index: number; path: string }[];
} = JSON.parse(readFileSync(new URL('../../../spec/vectors/log/tree.json', import.meta.url), 'utf8'));
const SIZES = [0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537];
const CONSISTENT: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 2],
  [3, 7],
  [6, 8],
  [255, 256],
  [256, 257],
  [256, 65_536],
  [257, 65_537],
  [65_535, 65_536],
  [65_536, 65_537],
];
const COMMITMENTS = Array.from({ length: 65_539 }, (_, index) =>
  sha256(Uint8Array.of(0, index >>> 16, index >>> 8, index)),
);
const LOGS = new Map<number, Log>();
const NAIVE_ROOTS = new Map<string, Uint8Array>();
