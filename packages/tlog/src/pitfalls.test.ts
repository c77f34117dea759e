// SPDX-License-Identifier: Apache-2.0
// Faults that other logs had: what a witness of this product does in their place. The others: packages/crypto/src/pitfalls.test.ts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { consistencyPath, leafHash, treeRoot } from '@iims/crypto/merkle-tree';
import { utf8 } from '@iims/wire/bytes';
import { signCheckpoint } from './checkpoint.ts';
import { weighCheckpoint } from './witness.ts';

test('13: a witness cosigns no second root at one size, nothing smaller, and nothing on a proof from what it does not hold', () => {
  const leaves = ['a', 'b', 'c', 'd'].map((text) => leafHash(utf8(text)));
  const forked = [...leaves.slice(0, 2), leafHash(utf8('other')), leaves[3]!];
  const held = { size: 3, root: treeRoot(leaves.slice(0, 3)) };
  const ask = (tree: readonly Uint8Array[], oldSize: number) => {
    const proof = oldSize > 0 && oldSize < tree.length ? consistencyPath(tree, oldSize) : [];
    const verdict = weighCheckpoint(held, LOG, { oldSize, proof, checkpoint: checkpointOf(tree) });
    return verdict.kind === 'cosign' ? 200 : verdict.status;
  };
  assert.equal(ask(leaves, 3), 200);
  assert.equal(ask(forked.slice(0, 3), 3), 409);
  assert.equal(ask(forked, 3), 422);
  assert.equal(ask(leaves.slice(0, 2), 2), 409);
  assert.equal(ask(leaves, 2), 409);
  assert.equal(ask(leaves, 0), 409);
});

const ORIGIN = 'iims/GEO/audit/1';
const SIGNERS = {
  ed25519: signingKeyFromSeed('ed25519', new Uint8Array(32).fill(1)),
  mldsa44: signingKeyFromSeed('ml-dsa-44', new Uint8Array(32).fill(2)),
};
const LOG = {
  origin: ORIGIN,
  keys: [{ ed25519: verifyKeyOf(SIGNERS.ed25519), mldsa44: verifyKeyOf(SIGNERS.mldsa44) }],
};

function checkpointOf(tree: readonly Uint8Array[]): Uint8Array {
  return signCheckpoint({ origin: ORIGIN, size: tree.length, root: treeRoot(tree) }, SIGNERS, 1_000);
}
