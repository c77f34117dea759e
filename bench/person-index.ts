// SPDX-License-Identifier: Apache-2.0
// Persons found among many: `node bench/person-index.ts [PERSONS] [--queries N] [--rounds N] [--beside-trigrams]`. Queries have a mistyped
// letter, and a date that is right, a date with day and month swapped, or none. Every query with a date looks under all similar dates.
import { parseArgs } from 'node:util';
import { type BirthDate, birthDateOf, UNKNOWN_BIRTH_DATE } from '@iims/matching/birth-date';
import { PersonIndex } from '@iims/matching/person-index';
import { prepareName } from '@iims/matching/prepare-name';
import { QueryTimes } from './query-times.ts';
import { latinOf, type SyntheticPerson, SyntheticPersons } from './synthetic-persons.ts';
import { INDEX_TIMEOUT_MS, QUERY_TIMEOUT_MS, TrigramPersons } from './trigram-persons.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    queries: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '3' },
    'beside-trigrams': { type: 'boolean', default: false },
  },
});
const PERSONS = Number(positionals[0] ?? 100_000);
const QUERIES = Number(values.queries);
const ROUNDS = Number(values.rounds);
const WARM_UP_QUERIES = 100;
const PERSONS_A_STEP = 1_000_000;
/** In each table of results: what pg_trgm may take in all. */
const TRIGRAM_BUDGET_MS = 2 * 60_000;

interface Asked {
  /** Also the ordinal of who is sought. */
  readonly number: number;
  readonly name: string;
  readonly birthDate: BirthDate;
}

async function main(): Promise<void> {
  const trigrams = values['beside-trigrams'] ? await TrigramPersons.open() : undefined;
  if (values['beside-trigrams'] && trigrams === undefined)
    say('no PostgreSQL with pg_trgm is installed: nothing to compare with');
  try {
    const { index, asked } = await build(trigrams);
    const swapped = asked.map((one) => ({ ...one, birthDate: dayAndMonthSwapped(one.birthDate) }));
    const undated = asked.map((one) => ({ ...one, birthDate: UNKNOWN_BIRTH_DATE }));
    const own = ask('exact date', index, asked);
    await askTrigrams(own, asked, trigrams && (({ name, birthDate }) => trigrams.byDate(name, birthDate)));
    ask('day and month swapped', index, swapped);
    const alone = ask('name alone', index, undated);
    if (trigrams?.hasNames === false)
      say(`  pg_trgm: its index of names was not made in ${INDEX_TIMEOUT_MS / 60_000} minutes`);
    else await askTrigrams(alone, undated, trigrams && (({ name }) => trigrams.byName(name)));
  } finally {
    await trigrams?.close();
  }
}

async function build(trigrams: TrigramPersons | undefined): Promise<{ index: PersonIndex; asked: readonly Asked[] }> {
  const source = new SyntheticPersons(PERSONS);
  const sought: SyntheticPerson[] = [];
  const index = new PersonIndex();
  let adding = 0;
  for (let ordinal = 0; ordinal < PERSONS; ordinal += 1) {
    const person = source.next();
    if (sought.length < QUERIES) sought.push(person);
    const indexed = source.indexed(ordinal, person);
    const at = performance.now();
    index.add(indexed);
    adding += performance.now() - at;
    await trigrams?.add(person);
    if ((ordinal + 1) % PERSONS_A_STEP === 0)
      progress(`${(ordinal + 1) / 1e6} of ${PERSONS / 1e6} million persons put in`);
  }
  const [, arranging] = measured(() => index.arrange());
  say(
    `${PERSONS} persons: ${(index.bytes / PERSONS).toFixed(0)} B a person, ${Math.round(process.memoryUsage().rss / 1e6)} MB in all`,
  );
  say(`put in within ${seconds(adding)} s without the preparation of names; laid out by dates: ${told(arranging)}`);
  const [sections, keeping] = measured(() => [...index.sections()]);
  const [restored, restoring] = measured(() => PersonIndex.restore(sections));
  const bytes = sections.reduce((sum, { byteLength }) => sum + byteLength, 0);
  say(
    `sections of ${Math.round(bytes / 1e6)} MB given in ${told(keeping)}, an index made of them in ${told(restoring)}`,
  );
  if (trigrams !== undefined) progress('indexes of pg_trgm are being made');
  const [, indexing] = trigrams === undefined ? [0, 0] : await timed(() => trigrams.buildIndexes());
  if (trigrams !== undefined) say(`pg_trgm: indexes made in ${seconds(indexing)} s`);
  const asked = sought.map((person, number) => ({
    number,
    name: source.mistyped(latinOf(person)),
    birthDate: person.birthDate,
  }));
  return { index: restored, asked };
}

/** The processor time of many queries is counted together: single ones are shorter than a tick. */
function ask(title: string, index: PersonIndex, asked: readonly Asked[]): QueryTimes {
  const times = new QueryTimes();
  const found = ({ name, birthDate, number }: Asked) =>
    index
      .search({ names: [prepareName({ name })], birthDate, latestYear: 2026 })
      .some(({ ordinal }) => ordinal === number);
  for (let turn = 0; turn < WARM_UP_QUERIES; turn += 1) found(asked[turn % asked.length]!);
  const startedAt = processorMs();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const one of asked) {
      const at = performance.now();
      const isFound = found(one);
      times.add(one.number, performance.now() - at, isFound);
    }
  }
  const mean = (processorMs() - startedAt) / (ROUNDS * asked.length);
  say(`${title}: ${times.line()}`);
  say(`  processor time: ${mean.toFixed(2)} ms a query, ${Math.round(1_000 / mean)} queries a second of one core`);
  return times;
}

async function askTrigrams(
  own: QueryTimes,
  asked: readonly Asked[],
  query?: (one: Asked) => Promise<readonly number[] | undefined>,
): Promise<void> {
  if (query === undefined) return;
  const times = new QueryTimes();
  let cancelled = 0;
  const until = performance.now() + TRIGRAM_BUDGET_MS;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const one of asked) {
      if (performance.now() > until) break;
      const [numbers, ms] = await timed(() => query(one));
      times.add(one.number, ms, numbers?.includes(one.number) === true);
      if (numbers === undefined) cancelled += 1;
    }
  }
  say(`  pg_trgm: ${times.line()}; ${cancelled} ended by the time-out of ${QUERY_TIMEOUT_MS / 1_000} s`);
  say(`  index / pg_trgm: p50 ${ratio(own, times, 0.5)}, p99 ${ratio(own, times, 0.99)}`);
}

function ratio(own: QueryTimes, other: QueryTimes, share: number): string {
  return (own.at(share) / other.at(share)).toFixed(3);
}

function dayAndMonthSwapped(date: BirthDate): BirthDate {
  return (date & 31) > 12 ? date : birthDateOf(date >>> 9, date & 31, (date >>> 5) & 15);
}

interface Measured {
  readonly ms: number;
  readonly processor: number;
}

function measured<R>(act: () => R): [result: R, measured: Measured] {
  const [at, processorAt] = [performance.now(), processorMs()];
  const result = act();
  return [result, { ms: performance.now() - at, processor: processorMs() - processorAt }];
}

function told({ ms, processor }: Measured): string {
  return `${seconds(ms)} s (processor time ${seconds(processor)} s)`;
}

async function timed<R>(act: () => Promise<R>): Promise<[result: R, ms: number]> {
  const at = performance.now();
  const result = await act();
  return [result, performance.now() - at];
}

/** Of this thread alone: others of the machine do not count. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

/** Apart from the figures: whoever waits for millions sees how far it is. */
function progress(line: string): void {
  process.stderr.write(`[${seconds(performance.now())} s] ${line}\n`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
