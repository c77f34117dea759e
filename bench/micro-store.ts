// SPDX-License-Identifier: Apache-2.0
// Durable writes a second and processor time for each, in a thread of their own and in the caller's (decision 0003).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@iims/node/clock';
import { openSqliteStore } from '@iims/node/store/sqlite-store';
import type { Store } from '@iims/node/store/store';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';

const WARM_UP_MS = 500;
const MEASURE_MS = 1_000;

const ENTRY = {
  event: 'query.answered',
  body: {
    asker: 'UKR',
    officer: '0123456789abcdef',
    purpose: 'border-check',
    caseRef: 'BENCH-1',
    queryId: '01890000-0000-7000-8000-000000000000',
    questionHash: new Uint8Array(32),
    answerDigest: new Uint8Array(32),
    outcome: 'no-hit',
  },
} as const;

const CLOSING = {
  event: 'query.closed',
  body: {
    queryId: ENTRY.body.queryId,
    user: 'natia',
    verdict: 'no-hit',
    complete: true,
    outcomes: ['GEO', 'UKR', 'AZE', 'MDA'].map((state) => ({
      state,
      outcome: 'no-hit',
      answerDigest: new Uint8Array(32),
    })),
  },
} as const;
/** What three partners' answers leave, beside the frames in which they stood with some others. */
const PROOFS_BYTES = 3 * 270;
const FRAMES = Array.from({ length: 3 }, () => new Uint8Array(1_800));
let closings = 0;
const closing = () => ({ logIndex: ++closings, verdict: 'no-hit', complete: true });
const proofs = () => ({
  queryId: uuidToBytes(uuidV7(systemClock.now(), systemRandom(10))),
  packed: new Uint8Array(PROOFS_BYTES),
  shared: FRAMES,
});

const KINDS = {
  'entry alone': (store: Store) => store.write(ENTRY),
  'entry and answer': (store: Store) =>
    store.write(ENTRY, {
      name: 'answer-query',
      args: {
        askerState: 'UKR',
        queryId: uuidToBytes(uuidV7(systemClock.now(), systemRandom(10))),
        questionDigest: new Uint8Array(32),
        answer: new Uint8Array(160),
      },
    }),
  'entry and query': (store: Store) =>
    store.write(ENTRY, {
      name: 'ask-query',
      args: { queryId: ENTRY.body.queryId, user: 'natia', kind: 'vehicle' },
    }),
  closing: (store: Store) => store.write(CLOSING, { name: 'close-query', args: closing() }),
  'closing, proofs': (store: Store) =>
    store.write(CLOSING, { name: 'close-query', args: { ...closing(), proofs: proofs() } }),
};

for (const writer of ['own-thread', 'this-thread'] as const) {
  for (const [kind, write] of Object.entries(KINDS)) {
    for (const writers of [1, 8, 64]) await measure(writer, kind, write, writers);
  }
}

async function measure(
  writer: 'own-thread' | 'this-thread',
  kind: string,
  write: (store: Store) => Promise<unknown>,
  writers: number,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'iims-bench-store-'));
  const store = await openSqliteStore({
    atRest: new Uint8Array(32),
    path: join(directory, 'iims.db'),
    now: systemClock.now,
    random: systemRandom,
    writer,
  });
  try {
    await writeFor(store, write, writers, WARM_UP_MS);
    const cpuBefore = process.cpuUsage();
    const { count, elapsedMs } = await writeFor(store, write, writers, MEASURE_MS);
    const cpu = process.cpuUsage(cpuBefore);
    const perSecond = Math.round((count * 1_000) / elapsedMs);
    const cpuMicros = ((cpu.user + cpu.system) / count).toFixed(0);
    process.stdout.write(
      `${writer.padEnd(12)} ${kind.padEnd(17)} ${String(writers).padStart(3)} writers  ${String(perSecond).padStart(7)}/s  ${cpuMicros.padStart(5)} µs CPU each\n`,
    );
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function writeFor(store: Store, write: (store: Store) => Promise<unknown>, writers: number, durationMs: number) {
  const startedAt = performance.now();
  let count = 0;
  const writeInALoop = async (): Promise<void> => {
    while (performance.now() - startedAt < durationMs) {
      await write(store);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: writers }, writeInALoop));
  return { count, elapsedMs: performance.now() - startedAt };
}
