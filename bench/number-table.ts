// SPDX-License-Identifier: Apache-2.0
// Exact look-up of document numbers in memory: 10 million numbers of dense series in the number table, beside a JavaScript Map
// with string keys in the same run. `node bench/number-table.ts [NUMBERS]`; aims: p50 10 µs, p99 100 µs (spec/number-index.md).
import { randomBytes } from 'node:crypto';
import { KeyedFingerprint } from '@iims/matching/number-fingerprint';
import { NumberTable } from '@iims/matching/number-table';

const NUMBERS = Number(process.argv[2] ?? 10_000_000);
const WARM_UP_QUESTIONS = 50_000;
const QUESTIONS = 200_000;
const NUMBERS_OF_A_SERIES = 1_000_000;

interface Index {
  readonly name: string;
  readonly add: (key: string, ordinal: number) => void;
  readonly find: (key: string) => number | undefined;
}

process.stdout.write(`${NUMBERS} numbers, ${QUESTIONS} questions of each kind\n`);
const fingerprint = new KeyedFingerprint(randomBytes(8));
const table = new NumberTable(fingerprint, NUMBERS);
const map = new Map<string, number>();
const indexes: readonly Index[] = [
  {
    name: 'number table',
    add: (key, ordinal) => table.add(key, ordinal),
    find: (key) => table.ordinalsOf(key)[0],
  },
  { name: 'Map', add: (key, ordinal) => map.set(key, ordinal), find: (key) => map.get(key) },
];

const results = indexes.map((index) => {
  const bytesBefore = bytesInUse();
  const startedAt = performance.now();
  for (let ordinal = 0; ordinal < NUMBERS; ordinal += 1) index.add(keyOf(ordinal), ordinal);
  const buildMs = performance.now() - startedAt;
  const bytes = (bytesInUse() - bytesBefore) / NUMBERS;
  return { index, buildMs, bytes };
});
// The table's array is there before it is filled, so that the difference does not show it.
const [ofTable, ofMap] = [{ ...results[0]!, bytes: table.bytes / NUMBERS }, results[1]!];

for (const kind of ['hit', 'miss'] as const) {
  const rows = [ofTable, ofMap].map(({ index }) => ({ index, times: measure(index, kind) }));
  for (const { index, times } of rows) {
    const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
    print(`${kind}, ${index.name}`, `p50 ${p50.toFixed(2)} µs   p99 ${p99.toFixed(2)} µs`);
  }
  const [ours, theirs] = rows.map(({ times }) => times) as [Float64Array, Float64Array];
  const ratios = [0.5, 0.99].map((share) => (percentile(ours, share) / percentile(theirs, share)).toFixed(2));
  print(`${kind}, table / Map`, `p50 ${ratios[0]}      p99 ${ratios[1]}`);
}
for (const { index, buildMs, bytes } of [ofTable, ofMap])
  print(index.name, `${bytes.toFixed(1)} bytes a number   built in ${(buildMs / 1_000).toFixed(1)} s`);
print('memory, table / Map', (ofTable.bytes / ofMap.bytes).toFixed(2));
measureSnapshot();

/** Questions are scattered over all numbers; a key is made before the clock runs, and neither index has seen that string before. */
function measure(index: Index, kind: 'hit' | 'miss'): Float64Array {
  const times = new Float64Array(QUESTIONS);
  for (let i = -WARM_UP_QUESTIONS; i < QUESTIONS; i += 1) {
    const ordinal = scattered(i) % NUMBERS;
    const key = keyOf(kind === 'hit' ? ordinal : ordinal + NUMBERS);
    const startedAt = process.hrtime.bigint();
    const found = index.find(key);
    const took = Number(process.hrtime.bigint() - startedAt) / 1_000;
    if (found !== (kind === 'hit' ? ordinal : undefined)) {
      process.stdout.write(`${index.name}: a wrong answer for ordinal ${ordinal}\n`);
      process.exit(1);
    }
    if (i >= 0) times[i] = took;
  }
  return times.sort();
}

function measureSnapshot(): void {
  const writtenFrom = performance.now();
  const bytes = table.snapshot();
  const readFrom = performance.now();
  const restored = NumberTable.restore(bytes, fingerprint);
  const end = performance.now();
  const megabytes = (bytes.length / 1e6).toFixed(0);
  print(
    `snapshot of ${megabytes} MB`,
    `written in ${(readFrom - writtenFrom).toFixed(0)} ms   read in ${(end - readFrom).toFixed(0)} ms   ${restored.entries} numbers`,
  );
}

/** AA000000 to AA999999, then AB000000: how passports are numbered. */
function keyOf(ordinal: number): string {
  const series = Math.floor(ordinal / NUMBERS_OF_A_SERIES);
  const letters = String.fromCharCode(65 + Math.floor(series / 26), 65 + (series % 26));
  return `td|UKR|${letters}${String(ordinal % NUMBERS_OF_A_SERIES).padStart(6, '0')}`;
}

function scattered(i: number): number {
  return Math.imul(i, 0x9e37_79b1) >>> 0;
}

function bytesInUse(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.floor(sorted.length * share)]!;
}

function print(what: string, figures: string): void {
  process.stdout.write(`${what.padEnd(22)} ${figures}\n`);
}
