// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { signCheckpoint } from '@iims/tlog/checkpoint';
import { cosign } from '@iims/tlog/cosignature';
import { entryCommitment } from '@iims/tlog/entry-bundle';
import type { WitnessPolicy } from '@iims/tlog/policy';
import { appendEntries, EMPTY_EDGE, rootOf } from '@iims/tlog/tree';
import { withCosignatures } from '@iims/tlog/witness';
import { encodeCbor } from '@iims/wire/cbor';
import type { EntryRow } from '../store/entries.ts';
import { KEYS, memorySource, rowsOf, run, SIGNERS } from './crash.fixture.ts';
import { memoryDisk } from './memory-disk.fixture.ts';
import { verifyOnDisk } from './verify-directory.ts';
import { type WitnessedTree, witnessedTrees } from './witnessed-trees.ts';

test('an entry that says it is older than a tree without it is blamed, beyond the difference of clocks', async () => {
  const log = logOf([1, 2, 3, 4, 9_701, 9_699]);
  assert.deepEqual(await log.verify(log.witnessed(4, 10_000)), { ok: false, index: 5, reason: 'back-dated' });
  assert.ok((await log.verify(log.witnessed(4, 9_998))).ok);
  assert.ok((await log.verify(log.witnessed(6, 10_000))).ok, 'a tree that holds the entry says nothing against it');
  assert.ok((await log.verify()).ok, 'nobody witnessed');
});

test('of several trees the latest that did not hold the entry counts', async () => {
  const log = logOf([1, 2, 10_000, 10_000, 10_000]);
  assert.ok((await log.verify(log.witnessed(2, 10_000))).ok);
  const verdict = await log.verify(log.witnessed(2, 10_000), log.witnessed(4, 20_000));
  assert.deepEqual(verdict, { ok: false, index: 4, reason: 'back-dated' });
});

test('a log that has not the root that partners cosigned, or not its size, is not whole', async () => {
  const mismatch = { ok: false, index: null, reason: 'witness-mismatch' };
  const log = logOf([1, 2, 3, 4, 5]);
  assert.ok((await log.verify(log.witnessed(3, 6), log.witnessed(5, 6))).ok);
  assert.deepEqual(await log.verify({ ...log.witnessed(3, 6), size: 4 }), mismatch);
  assert.deepEqual(await log.verify({ ...log.witnessed(5, 6), size: 6 }), mismatch);
});

test('a checkpoint counts from the quorum on, with a time that a quorum of clocks agrees to', () => {
  const { size, root } = logOf([1, 2, 3]).witnessed(3, 0);
  const row = (...times: number[]) => {
    const lines = times.map((time, i) => cosign({ origin: KEYS.origin, size, root }, `w${i}`, COSIGNERS[i]!, time));
    const checkpoint = withCosignatures(signCheckpoint({ origin: KEYS.origin, size, root }, SIGNERS, 1), lines);
    return { size, root, checkpoint, gatheredAt: 0, cosigners: times.length };
  };
  assert.deepEqual(witnessedTrees([row(100)], POLICY), []);
  const trees = witnessedTrees([row(100, 90), row(100, 90, 999_999)], POLICY);
  assert.deepEqual(
    trees.map((tree) => tree.atSeconds),
    [90, 100],
  );
  assert.deepEqual(witnessedTrees([{ ...row(1, 2), checkpoint: new Uint8Array(9) }], POLICY), []);
});

/** A published log whose entries carry these times, in seconds. */
function logOf(times: readonly number[]) {
  const rows = times.map(entryAt);
  return {
    /** The tree of its first entries, as partners cosigned it at a time. */
    witnessed(size: number, atSeconds: number): WitnessedTree {
      const commitments = rows.slice(0, size).map((row) => row.commitment);
      return { size, root: rootOf(appendEntries(EMPTY_EDGE, commitments).edge), atSeconds };
    },
    async verify(...witnessed: WitnessedTree[]) {
      const world = { disk: memoryDisk(), source: memorySource() };
      world.source.rows.push(...rows);
      await run(world);
      return verifyOnDisk(world.disk, KEYS, { rows: () => rowsOf(world.source), witnessed });
    },
  };
}

function entryAt(timeSeconds: number, index: number): EntryRow {
  const salt = new Uint8Array(32).fill(index);
  const body = encodeCbor({ event: 'query.asked', at: timeSeconds * 1_000 });
  const content = { kind: 'open', salt, body } as const;
  return { index, event: 'query.asked', content, commitment: entryCommitment(salt, body) };
}

const COSIGNERS = [20, 21, 22].map((seed) => signingKeyFromSeed('ml-dsa-44', new Uint8Array(32).fill(seed)));
const POLICY: WitnessPolicy = {
  log: KEYS,
  witnesses: COSIGNERS.map((key, i) => ({ name: `w${i}`, keys: [verifyKeyOf(key)] })),
  quorum: 2,
};
