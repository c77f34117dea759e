// SPDX-License-Identifier: Apache-2.0
// Persons found among many: `node bench/person-index.ts [PERSONS] [--queries N] [--beside-trigrams]`. Queries have a mistyped letter, and a
// date that is right, a date with day and month swapped, or none. Every query with a date looks under all similar dates.
import { parseArgs } from 'node:util';
import { type BirthDate, birthDateOf, UNKNOWN_BIRTH_DATE } from '@iims/matching/birth-date';
import { PersonIndex } from '@iims/matching/person-index';
import { prepareName } from '@iims/matching/prepare-name';
import { type SyntheticPerson, SyntheticPersons } from './synthetic-persons.ts';
import { TrigramPersons } from './trigram-persons.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { queries: { type: 'string', default: '500' }, 'beside-trigrams': { type: 'boolean', default: false } },
});
const PERSONS = Number(positionals[0] ?? 100_000);
const QUERIES = Number(values.queries);
const WARM_UP_QUERIES = 50;

/** The first are asked for; their ordinals are their places. */
const asked: SyntheticPerson[] = [];
const source = new SyntheticPersons(PERSONS);

async function main(): Promise<void> {
  const trigrams = values['beside-trigrams'] ? await TrigramPersons.open() : undefined;
  if (values['beside-trigrams'] && trigrams === undefined)
    say('no PostgreSQL with pg_trgm is installed: nothing to compare with');
  try {
    const index = await build(trigrams);
    await compare(
      'exact date',
      index,
      ({ birthDate }) => birthDate,
      (name, date) => trigrams?.byDate(name, date),
    );
    await compare('day and month swapped', index, ({ birthDate }) => swapped(birthDate));
    await compare(
      'name alone',
      index,
      () => UNKNOWN_BIRTH_DATE,
      (name) => trigrams?.byName(name),
    );
  } finally {
    await trigrams?.close();
  }
}

async function build(trigrams: TrigramPersons | undefined): Promise<PersonIndex> {
  const index = new PersonIndex();
  const startedAt = processorMs();
  for (let ordinal = 0; ordinal < PERSONS; ordinal += 1) {
    const person = source.next();
    if (asked.length < QUERIES + WARM_UP_QUERIES) asked.push(person);
    index.add(source.indexed(ordinal, person));
    await trigrams?.add(person);
  }
  const addedAt = processorMs();
  index.arrange();
  const arrangedAt = processorMs();
  await trigrams?.buildIndexes();
  say(
    `${PERSONS} persons: ${(index.bytes / PERSONS).toFixed(0)} B a person, ${Math.round(process.memoryUsage().rss / 1e6)} MB in all`,
  );
  say(`made in ${seconds(addedAt - startedAt)} s, laid out in ${seconds(arrangedAt - addedAt)} s of processor time`);
  const sections = [...index.sections()];
  const keptAt = processorMs();
  const restored = PersonIndex.restore(sections);
  say(
    `restored from ${Math.round(sections.reduce((sum, { byteLength }) => sum + byteLength, 0) / 1e6)} MB in ${seconds(processorMs() - keptAt)} s`,
  );
  return restored;
}

async function compare(
  title: string,
  index: PersonIndex,
  dateOf: (person: SyntheticPerson) => BirthDate,
  besideIt?: (name: string, date: BirthDate) => Promise<readonly number[]> | undefined,
): Promise<void> {
  const [own, other] = [new Times(), new Times()];
  let processor = 0;
  for (const [ordinal, person] of asked.entries()) {
    const name = source.mistyped(person.latin);
    const birthDate = dateOf(person);
    const [at, processorAt] = [performance.now(), processorMs()];
    const found = index.search({ names: [prepareName({ name })], birthDate, latestYear: 2026 });
    const ms = performance.now() - at;
    if (ordinal >= WARM_UP_QUERIES) processor += processorMs() - processorAt;
    const otherAt = performance.now();
    const others = await besideIt?.(name, birthDate);
    if (ordinal < WARM_UP_QUERIES) continue;
    own.add(
      ms,
      found.some((one) => one.ordinal === ordinal),
    );
    if (others !== undefined) other.add(performance.now() - otherAt, others.includes(ordinal));
  }
  say(`${title}: ${own.line()}`);
  // Counted in ticks: only the sum of many tells.
  const mean = processor / own.count;
  say(`  processor time: ${mean.toFixed(2)} ms a query, ${Math.round(1_000 / mean)} queries a second of one core`);
  if (other.count > 0) {
    say(`  pg_trgm: ${other.line()}`);
    say(
      `  index / pg_trgm: p50 ${(own.at(0.5) / other.at(0.5)).toFixed(3)}, p99 ${(own.at(0.99) / other.at(0.99)).toFixed(3)}`,
    );
  }
}

/** Milliseconds of queries, and how many of them found who was asked for. */
class Times {
  readonly #times: number[] = [];
  #found = 0;

  add(ms: number, isFound: boolean): void {
    this.#times.push(ms);
    if (isFound) this.#found += 1;
  }

  get count(): number {
    return this.#times.length;
  }

  at(share: number): number {
    return this.#times.toSorted((one, other) => one - other)[Math.floor(this.count * share)]!;
  }

  percentiles(): string {
    return `p50 ${this.at(0.5).toFixed(2)}, p95 ${this.at(0.95).toFixed(2)}, p99 ${this.at(0.99).toFixed(2)} ms`;
  }

  line(): string {
    return `${this.percentiles()}; found ${(this.#found / this.count).toFixed(3)}`;
  }
}

function swapped(date: BirthDate): BirthDate {
  return (date & 31) > 12 ? date : birthDateOf(date >>> 9, date & 31, (date >>> 5) & 15);
}

/** Of this thread alone: others of the machine do not count. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
