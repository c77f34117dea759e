// SPDX-License-Identifier: Apache-2.0
// The index by date of birth, without names: memory an entry, changes, snapshot, and what it takes to
// visit everybody under the dates that a query probes. `node bench/date-blocks.ts [PERSONS]`.
import { type BirthDate, birthDateOf } from '@iims/matching/birth-date';
import { birthDateProbes } from '@iims/matching/birth-date-probes';
import { DateBlocks, type DateEntry } from '@iims/matching/date-blocks';

const PERSONS = Number(process.argv[2] ?? 1_000_000);
const CHANGES = PERSONS / 10;
const QUERIES = 2_000;
const THIS_YEAR = 2026;

process.stdout.write(`${PERSONS} persons\n`);
measureBlocks();

function measureBlocks(): void {
  const [buildMs, blocks] = timed(() => DateBlocks.build(entriesFrom(0, PERSONS)));
  print('build', `${buildMs.toFixed(0)} ms   ${(blocks.bytes / blocks.entries).toFixed(2)} bytes an entry`);
  const [writeMs, bytes] = timed(() => blocks.snapshot());
  const [readMs] = timed(() => DateBlocks.restore(bytes));
  print('snapshot', `written in ${writeMs.toFixed(0)} ms   read in ${readMs.toFixed(0)} ms   ${bytes.length} bytes`);

  for (const [what, isAsked] of [
    ['visit the date asked', (first: BirthDate, date: BirthDate) => first === date],
    ['visit every probe', () => true],
  ] as const) {
    let visited = 0;
    const times = queryTimes(QUERIES, (i) => {
      const date = dateOf(i);
      for (const { first, last } of birthDateProbes(date, THIS_YEAR))
        if (isAsked(first, date)) blocks.forEachIn(first, last, () => (visited += 1));
    });
    print(what, `${percentiles(times)}   ${Math.round(visited / (2 * QUERIES))} persons`);
  }

  const [addMs] = timed(() => {
    for (const [date, ordinal] of entriesFrom(PERSONS, CHANGES)) blocks.add(date, ordinal);
  });
  const [removeMs] = timed(() => {
    for (const [date, ordinal] of entriesFrom(PERSONS, CHANGES)) blocks.remove(date, ordinal);
  });
  const micros = (ms: number): string => ((ms * 1_000) / CHANGES).toFixed(2);
  print('change', `${micros(addMs)} µs to add   ${micros(removeMs)} µs to remove`);
}

/** Once to warm up, once to measure. Microseconds, sorted. */
function queryTimes(queries: number, ask: (i: number) => void): Float64Array {
  const times = new Float64Array(queries);
  for (let i = 0; i < 2 * queries; i += 1) times[i % queries] = timed(() => ask(i))[0] * 1_000;
  return times.sort();
}

function timed<R>(act: () => R): [ms: number, result: R] {
  const startedAt = performance.now();
  const result = act();
  return [performance.now() - startedAt, result];
}

function* entriesFrom(first: number, count: number): Generator<DateEntry> {
  for (let ordinal = first; ordinal < first + count; ordinal += 1) yield [dateOf(ordinal), ordinal];
}

/** Born from 1940 to 2009, in an order that has nothing to do with the dates; nobody on 1 January. */
function dateOf(person: number): BirthDate {
  const drawn = scattered(person);
  return birthDateOf(1940 + (drawn % 70), 1 + ((drawn >>> 8) % 12), 2 + ((drawn >>> 16) % 27));
}

function scattered(i: number): number {
  const mixed = Math.imul(i ^ (i >>> 15), 0x9e37_79b1);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

function percentiles(sorted: Float64Array): string {
  const [p50, p99] = [0.5, 0.99].map((share) => sorted[Math.floor(sorted.length * share)]!.toFixed(0));
  return `p50 ${p50} µs   p99 ${p99} µs`;
}

function print(what: string, figures: string): void {
  process.stdout.write(`${what.padEnd(22)} ${figures}\n`);
}
