// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionFailure } from '@iims/wire/assert';
import { toHex, utf8 } from '@iims/wire/bytes';
import {
  consistencyPath,
  inclusionPath,
  inclusionPaths,
  leafHash,
  nodeHash,
  treeRoot,
  verifyConsistencyPath,
  verifyInclusionPath,
} from './merkle-tree.ts';

const LEAVES = Array.from({ length: 70 }, (_, index) => leafHash(utf8(`leaf ${index}`)));

test('the root of no leaves is the hash of nothing, and a tree of one leaf is that leaf', () => {
  assert.equal(toHex(treeRoot([])), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  assert.deepEqual(treeRoot([LEAVES[0]!]), LEAVES[0]);
});

test('a tree of five leaves has the shape of RFC 9162, 2.1.5', () => {
  const [a, b, c, d, e] = LEAVES as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  assert.deepEqual(treeRoot([a, b, c, d, e]), nodeHash(nodeHash(nodeHash(a, b), nodeHash(c, d)), e));
});

test('every leaf of every small tree has a path that verifies, at no other index and in no other tree', () => {
  for (let size = 1; size <= 33; size += 1) {
    const leaves = LEAVES.slice(0, size);
    const root = treeRoot(leaves);
    const all = inclusionPaths(leaves);
    assert.deepEqual(all.root, root);
    for (let index = 0; index < size; index += 1) {
      const proof = { leafHash: leaves[index]!, index, size, path: inclusionPath(leaves, index) };
      assert.deepEqual(all.paths[index], proof.path);
      assert.equal(verifyInclusionPath(proof, root), true);
      assert.equal(verifyInclusionPath({ ...proof, index: index + 1 }, root), false);
      assert.equal(verifyInclusionPath({ ...proof, leafHash: LEAVES[69]! }, root), false);
      assert.equal(verifyInclusionPath(proof, LEAVES[69]!), false);
    }
  }
});

test('every prefix of every small tree has a path that verifies, and no other old root does', () => {
  for (let newSize = 1; newSize <= 33; newSize += 1) {
    const leaves = LEAVES.slice(0, newSize);
    const newRoot = treeRoot(leaves);
    for (let oldSize = 1; oldSize <= newSize; oldSize += 1) {
      const oldRoot = treeRoot(leaves.slice(0, oldSize));
      const proof = { oldSize, oldRoot, newSize, newRoot, path: consistencyPath(leaves, oldSize) };
      assert.equal(verifyConsistencyPath(proof), true);
      assert.equal(verifyConsistencyPath({ ...proof, oldRoot: LEAVES[69]! }), false);
      assert.equal(verifyConsistencyPath({ ...proof, newRoot: LEAVES[69]! }), false);
    }
  }
});

test('a size beyond 2^53 - 1, a fraction and a negative index never verify', () => {
  const root = treeRoot(LEAVES);
  const path = inclusionPath(LEAVES, 3);
  for (const [index, size] of [
    [3, 2 ** 53],
    [3.5, 70],
    [-1, 70],
    [3, Number.NaN],
  ] as const) {
    assert.equal(verifyInclusionPath({ leafHash: LEAVES[3]!, index, size, path }, root), false);
  }
  const consistency = { oldSize: 3, oldRoot: root, newSize: 2 ** 53, newRoot: root, path };
  assert.equal(verifyConsistencyPath(consistency), false);
  assert.equal(verifyConsistencyPath({ ...consistency, oldSize: 0, newSize: 70 }), false);
});

test('a tree of 2^53 - 1 leaves still verifies, one leaf more does not', () => {
  const path = Array.from({ length: 53 }, () => LEAVES[1]!);
  const root = path.reduce((hash, sibling) => nodeHash(hash, sibling), LEAVES[0]!);
  const proof = { leafHash: LEAVES[0]!, index: 0, path };
  assert.equal(verifyInclusionPath({ ...proof, size: 2 ** 53 - 1 }, root), true);
  assert.equal(verifyInclusionPath({ ...proof, size: 2 ** 53 }, root), false);
});

test('a leaf of a greater tree is no leaf of a smaller one, though the hashes lead to the same root', () => {
  const [left, right] = LEAVES as [Uint8Array, Uint8Array];
  const root = nodeHash(left, right);
  assert.equal(verifyInclusionPath({ leafHash: right, index: 1, size: 2, path: [left] }, root), true);
  assert.equal(verifyInclusionPath({ leafHash: right, index: 0, size: 1, path: [left] }, root), false);
});

test('a path with a hash too many or of another length is refused', () => {
  const path = inclusionPath(LEAVES, 3);
  const proof = { leafHash: LEAVES[3]!, index: 3, size: 70, path };
  const root = treeRoot(LEAVES);
  assert.equal(verifyInclusionPath({ ...proof, path: [...path, LEAVES[0]!] }, root), false);
  for (const hash of [path[0]!.subarray(1), path[0]!.subarray(0, 31), new Uint8Array(33)]) {
    assert.equal(verifyInclusionPath({ ...proof, path: [hash, ...path.slice(1)] }, root), false);
    const consistency = { oldSize: 3, oldRoot: root, newSize: 70, newRoot: root, path: [hash] };
    assert.equal(verifyConsistencyPath(consistency), false);
  }
});

test('asking for a path outside the tree is a fault of the program', () => {
  assert.throws(() => inclusionPath(LEAVES, 70), AssertionFailure);
  assert.throws(() => consistencyPath(LEAVES, 0), AssertionFailure);
  assert.throws(() => nodeHash(LEAVES[0]!, new Uint8Array(31)), AssertionFailure);
});
