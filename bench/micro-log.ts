// SPDX-License-Identifier: Apache-2.0
// What the log costs: appending to the tree, signing and verifying a checkpoint, publishing once a second, verifying all.
// Run it on a quiet machine: node bench/micro-log.ts

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signingKeyFromSeed, verifyKeyOf } from '@iims/crypto/keys';
import { diskAt } from '@iims/node/audit/disk';
import type { EntrySource } from '@iims/node/audit/entry-source';
import { openSequencer } from '@iims/node/audit/sequence';
import { verifyOnDisk } from '@iims/node/audit/verify-directory';
import type { EntryRow } from '@iims/node/store/entries';
import type { LogHead } from '@iims/node/store/log-head';
import { openCheckpoint, signCheckpoint } from '@iims/tlog/checkpoint';
import { entryCommitment } from '@iims/tlog/entry-bundle';
import { appendEntries, EMPTY_EDGE, rootOf } from '@iims/tlog/tree';

const SIGNERS = {
  ed25519: signingKeyFromSeed('ed25519', new Uint8Array(32).fill(1)),
  mldsa44: signingKeyFromSeed('ml-dsa-44', new Uint8Array(32).fill(2)),
};
const KEYS = {
  origin: 'iims/UTO/audit/1',
  keys: [{ ed25519: verifyKeyOf(SIGNERS.ed25519), mldsa44: verifyKeyOf(SIGNERS.mldsa44) }],
};
const ENTRIES = 100_000;
const ENTRIES_A_SECOND = 3_000;
const SECONDS = 10;
const CHECKPOINTS = 500;

const rows = makeRows(ENTRIES);
measureTree();
measureCheckpoint();
const directory = await mkdtemp(join(tmpdir(), 'iims-micro-log-'));
try {
  await measurePublishing(join(directory));
} finally {
  await rm(directory, { recursive: true });
}

function measureTree(): void {
  const commitments = rows.map((row) => row.commitment);
  const startedAt = performance.now();
  let edge = EMPTY_EDGE;
  for (let from = 0; from < ENTRIES; from += 512) edge = appendEntries(edge, commitments.slice(from, from + 512)).edge;
  const elapsedMs = performance.now() - startedAt;
  rootOf(edge);
  say('append to the tree', `${perEntry(elapsedMs)} µs an entry`, 'batches of 512');
}

function measureCheckpoint(): void {
  const tree = { origin: KEYS.origin, size: 1, root: new Uint8Array(32) };
  let checkpoint = signCheckpoint(tree, SIGNERS, 0);
  const startedAt = performance.now();
  for (let round = 0; round < CHECKPOINTS; round++) checkpoint = signCheckpoint(tree, SIGNERS, round);
  const signedAt = performance.now();
  for (let round = 0; round < CHECKPOINTS; round++) openCheckpoint(checkpoint, KEYS);
  const openedAt = performance.now();
  say('sign a checkpoint', `${(((signedAt - startedAt) * 1000) / CHECKPOINTS).toFixed(0)} µs`, 'Ed25519 and ML-DSA-44');
  say(
    'open a checkpoint',
    `${(((openedAt - signedAt) * 1000) / CHECKPOINTS).toFixed(0)} µs`,
    `${checkpoint.length} bytes`,
  );
}

async function measurePublishing(where: string): Promise<void> {
  const disk = diskAt(where);
  const durable = { count: 0 };
  const sequencer = await openSequencer({
    disk,
    source: sourceOf(durable),
    signers: () => SIGNERS,
    keys: () => KEYS,
    now: () => 0,
  });
  const cpuAtStart = process.cpuUsage();
  const startedAt = performance.now();
  for (let second = 0; second < SECONDS; second++) {
    durable.count += ENTRIES_A_SECOND;
    await sequencer.sequence();
  }
  const { user, system } = process.cpuUsage(cpuAtStart);
  const took = `${((performance.now() - startedAt) / SECONDS).toFixed(0)} ms elapsed`;
  const cpu = `${(user / 1000 / SECONDS).toFixed(1)} ms user, ${(system / 1000 / SECONDS).toFixed(1)} ms system`;
  say(`publish ${ENTRIES_A_SECOND} entries`, cpu, took);

  durable.count += 1;
  const oneAt = performance.now();
  await sequencer.sequence();
  say('publish one entry', `${(performance.now() - oneAt).toFixed(1)} ms elapsed`, 'all synced');

  durable.count = ENTRIES;
  while ((await sequencer.sequence()) > 0);
  for (const [what, given] of [
    ['files alone', undefined],
    ['files and rows', () => rowsOf()],
  ] as const) {
    const verifiedAt = performance.now();
    const verdict = await verifyOnDisk(disk, KEYS, { rows: given });
    if (!verdict.ok) throw new Error(`the log does not verify: ${verdict.reason}`);
    const elapsedMs = performance.now() - verifiedAt;
    say(`verify ${ENTRIES} entries`, `${elapsedMs.toFixed(0)} ms, ${perEntry(elapsedMs)} µs an entry`, what);
  }
}

function sourceOf(durable: { readonly count: number }): EntrySource {
  let head: LogHead | undefined;
  return {
    entryCommitments: async (from, limit) => rows.slice(from, Math.min(from + limit, durable.count)),
    head: async () => head,
    async advanceHead(_, next) {
      head = next;
      return true;
    },
  };
}

function makeRows(count: number): EntryRow[] {
  return Array.from({ length: count }, (_, index) => {
    const salt = new Uint8Array(32).fill(index);
    const body = new Uint8Array(300).fill(index);
    const content = { kind: 'open', salt, body } as const;
    return { index, event: 'query.answered', content, commitment: entryCommitment(salt, body) };
  });
}

async function* rowsOf(): AsyncGenerator<EntryRow> {
  yield* rows;
}

function perEntry(elapsedMs: number): string {
  return ((elapsedMs * 1000) / ENTRIES).toFixed(2);
}

function say(what: string, cost: string, note: string): void {
  process.stdout.write(`${what.padEnd(24)} ${cost.padEnd(40)} ${note}\n`);
}
