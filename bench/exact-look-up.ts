// SPDX-License-Identifier: Apache-2.0
// The node's own look-up of a document number in a store of millions, in this process: what `query/lookup.ts` takes for a hit, a miss and a
// covert alert, for a number as a passport's zone gives it (one key) and as an officer types it (nine: it may be a plate or a VIN), and for
// what is typed and has look-alikes under alert, which are found and shown beside it; and the probe alone, from the question to the numbers of
// the alerts under its keys, of which none is read or opened. `node bench/exact-look-up.ts --documents 10000000`;
// aim: p99 100 µs at 10 million. Makes 0.7 GB a million in the temporary folder; `--dir DIR` keeps them there for the next run. It runs as
// a node does (flags and environment), reads the file through before each pass, and counts apart the look-ups that waited for the disk.
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { becomeNodeProcess } from '@iims/cli/node-process';
import { systemClock, systemRandom } from '@iims/node/clock';
import { NO_PLATES, NOBODY } from '@iims/node/query/alert.fixture';
import { probedKeys } from '@iims/node/query/compose-hit';
import { lookUp } from '@iims/node/query/lookup';
import { KEY_ROW_BYTES, KeyRuns } from '@iims/node/registers/import/key-runs';
import { alertToLoad } from '@iims/node/store/alert-to-load';
import { ALERT_BODY, alertRow, listRegisters, probe } from '@iims/node/store/alerts';
import { digitsOf, nearTokens } from '@iims/node/store/key-tokens';
import { openReadingDatabase } from '@iims/node/store/open-reading';
import { openSqliteStore } from '@iims/node/store/sqlite-store';
import { withCells } from '@iims/node/store/staging/stage-alerts';
import { standingByte } from '@iims/node/store/staging/stage-keys';
import type { Store } from '@iims/node/store/store';
import { type Alert, parseAlert } from '@iims/wire/alert';
import { concatBytes, fromHex, utf8 } from '@iims/wire/bytes';
import { detectSubjects } from '@iims/wire/detect';
import { uuidV7 } from '@iims/wire/identifiers';
import { confusionFold } from '@iims/wire/number-form';
import type { Question } from '@iims/wire/query';

becomeNodeProcess();
const { values } = parseArgs({
  options: { documents: { type: 'string', default: '10000000' }, dir: { type: 'string' } },
});
const DOCUMENTS = Number(values.documents);
const REGISTERS = 2;
const QUESTIONS = 20_000;
const COVERT_EVERY = 100;
const ALERTS_A_STAGING = 2_000;
const KEYS_A_STAGING = 100_000;
const KINDS = ['hit', 'miss', 'covert', 'look-alikes'] as const;
const KINDS_PROBED = ['hit', 'miss', 'covert'] as const;
const INPUTS = ['zone', 'typed'] as const;
/** Nobody is that slow by itself: others had the processor meanwhile, or memory was tidied up. */
const CUT_MS = 1;
const ROW_QUESTIONS = 20;
const READ_AT_ONCE_BYTES = 2 ** 20;

const NUMBERS_OF_A_SERIES = 1_000_000;
/** Read once from its schema; the others are this one with another number. */
const PATTERN: Alert = parseAlert({
  id: 'UKR-BENCH0-0',
  kind: 'travel-document',
  category: 'lost',
  authority: 'State Migration Service',
  legalBasis: 'Passport act, 12',
  action: 'keep-document',
  cautions: [],
  handling: 'H1',
  since: '2026-01-01',
  reviewOn: '2027-01-01',
  covert: false,
  documentType: 'passport',
  issuingState: 'UKR',
  number: 'AA000000',
  facts: [{ label: 'description', value: 'lost on a journey' }],
});

type Kind = (typeof KINDS)[number];
type Input = (typeof INPUTS)[number];
interface Took {
  /** µs. */
  readonly time: number;
  readonly waitedForDisk: boolean;
}

/** The numbers of two series with one folded form are look-alikes: who types one of them meets the alert on the other too. */
const SERIES_OF_FOLD = Map.groupBy(
  Array.from({ length: Math.ceil((2 * DOCUMENTS) / NUMBERS_OF_A_SERIES) }, (_, series) => series),
  (series) => confusionFold(lettersOf(series)),
);
const HAS_LOOK_ALIKES = [...SERIES_OF_FOLD.values()].some((alike) => alike.length > 1);

const directory = values.dir ?? mkdtempSync(join(tmpdir(), 'iims-bench-'));
mkdirSync(directory, { recursive: true });
try {
  const path = join(directory, 'bench.db');
  const sources = { atRest: rootOf(directory), now: () => systemClock.now(), random: systemRandom };
  const store = await openSqliteStore({ path, ...sources, writer: 'this-thread' });
  if ((await listRegisters(store.reader)).length === 0) await fillAll(store, { path, atRest: sources.atRest });
  print('documents', `${DOCUMENTS}, ${(statSync(path).size / 1e9).toFixed(1)} GB`);
  await measure('first', store, path);
  await measure('warm', store, path);
  await store.close();
} finally {
  if (values.dir === undefined) rmSync(directory, { recursive: true, force: true });
}

/** Kinds take turns, so that a machine that slows down slows all of them. */
async function measure(name: string, store: Store, path: string): Promise<void> {
  const registers = await listRegisters(store.reader);
  for (const input of INPUTS) {
    const kinds = KINDS.filter((kind) => kind !== 'look-alikes' || (input === 'typed' && HAS_LOOK_ALIKES));
    const taken = new Map<Kind, Took[]>(kinds.map((kind) => [kind, []]));
    await readThrough(path);
    for (let i = 0; i < QUESTIONS; i += 1) {
      for (const kind of kinds)
        taken.get(kind)!.push(await lookUpOnce(store, registers, questionOf(input, kind, scattered(i)), kind));
    }
    for (const kind of kinds) print(`${name}, ${input}, ${kind}`, figuresOf(taken.get(kind)!));
    const probed: Took[] = [];
    for (let i = 0; i < QUESTIONS; i += 1)
      for (const kind of KINDS_PROBED) probed.push(await probeOnce(store, questionOf(input, kind, scattered(i)), kind));
    print(`${name}, ${input}, probe`, figuresOf(probed));
  }
}

/** Other processes, and whoever owns the machine, take pages of the file out of memory: a node with such a register has room for it. */
async function readThrough(path: string): Promise<void> {
  for await (const _ of createReadStream(path, { highWaterMark: READ_AT_ONCE_BYTES }));
}

/** One look-up; recognising the input and putting the question together are not in it. */
async function lookUpOnce(
  store: Store,
  registers: Awaited<ReturnType<typeof listRegisters>>,
  question: Question,
  kind: Kind,
): Promise<Took> {
  const now = question.askedAt;
  const options = { registers, now, persons: NOBODY, plates: NO_PLATES };
  const { result, ...took } = await timed(() => lookUp(store.reader, question, options));
  const { hits, covertAlertIds } = result;
  const found =
    hits.length > 1 ? 'look-alikes' : hits.length > 0 ? 'hit' : covertAlertIds.length > 0 ? 'covert' : 'miss';
  if (found !== kind) throw new Error(`${found} in place of ${kind}`);
  return took;
}

/** What a table of numbers beside the node would be compared with: the rest of a look-up is the alerts that it reads and opens. */
async function probeOnce(store: Store, question: Question, kind: Kind): Promise<Took> {
  const { result, ...took } = await timed(() => probe(store.reader, [...probedKeys(question.subjects).keys()]));
  if (result.met.length > 0 !== (kind !== 'miss')) throw new Error(`${result.met.length} keys met for a ${kind}`);
  return took;
}

async function timed<R>(act: () => Promise<R>): Promise<Took & { readonly result: R }> {
  const readsBefore = process.resourceUsage().fsRead;
  const startedAt = process.hrtime.bigint();
  const result = await act();
  const time = Number(process.hrtime.bigint() - startedAt) / 1_000;
  return { result, time, waitedForDisk: process.resourceUsage().fsRead > readsBefore };
}

/** Numbers with an odd end are nobody's. */
function questionOf(input: Input, kind: Kind, place: number): Question {
  const some = Math.floor((place / 2 ** 32) * (DOCUMENTS / COVERT_EVERY)) * COVERT_EVERY;
  const number = numberOf(kind === 'covert' ? some : some + 1) + (kind === 'miss' ? 1 : 0);
  if (hasLookAlikes(number) !== (kind === 'look-alikes')) return questionOf(input, kind, scattered(place + 1));
  const now = Date.now();
  return {
    id: uuidV7(now, systemRandom(10)),
    subjects: subjectsOf(input, textOf(number)),
    purpose: 'border-check',
    caseRef: 'BENCH-1',
    askedAt: now,
    asker: { state: 'GEO' as Question['asker']['state'], authority: 'bench', officer: '0123456789abcdef' },
    exercise: false,
  };
}

function subjectsOf(input: Input, number: string): Question['subjects'] {
  if (input === 'typed') return detectSubjects(`UKR ${number}`).subjects;
  const issuingState = 'UKR' as Question['asker']['state'];
  return [{ kind: 'travel-document', number, issuingState, documentType: 'passport', checked: true }];
}

/** The root of protection at rest lies beside what is kept: the documents are nobody's. */
function rootOf(folder: string): Uint8Array {
  const path = join(folder, 'root');
  if (!existsSync(path)) writeFileSync(path, systemRandom(32));
  return readFileSync(path);
}

async function fillAll(store: Store, place: Parameters<typeof openReadingDatabase>[0]): Promise<void> {
  const startedAt = performance.now();
  for (let register = 0; register < REGISTERS; register += 1) await fill(store, register, openReadingDatabase(place));
  print('made', `in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);
}

/** One register as an import fills it: alerts in their order, then the index in the order of its tokens. */
async function fill(store: Store, register: number, database: ReturnType<typeof openReadingDatabase>): Promise<void> {
  const [id, importId] = [`bench-${register}`, uuidV7(Date.now(), systemRandom(10))];
  const act = { event: 'import.begun', body: { import: importId } } as const;
  await store.write(act, {
    name: 'begin-import',
    args: { importId, register: id, fileKey: systemRandom(32), about: {} },
  });
  await store.write(act, { name: 'advance-import', args: { importId, from: ['receiving'], to: 'previewed' } });
  const approval = { name: 'approve-import', args: { importId, register: id, basis: null } } as const;
  const { result: generation } = await store.write(act, approval);

  const seal = await database.newestSealing(ALERT_BODY);
  const folder = join(directory, id);
  mkdirSync(folder);
  const key = systemRandom(32);
  const runs = new KeyRuns((run) => ({ path: join(folder, `run-${run}`), key, name: `run-${run}` }));
  const near = nearTokens(store.reader);
  const alerts = DOCUMENTS / REGISTERS;
  let batch: Uint8Array[] = [];
  let after = 0;
  for (let number = 1; number <= alerts; number += 1) {
    const loaded = alertToLoad(id, alertOf(register, register * alerts + number - 1));
    const [name, length] = [utf8(loaded.alertId), new Uint8Array(4)];
    new DataView(length.buffer).setUint32(0, loaded.alert.length);
    batch.push(Uint8Array.of(0, name.length), name, utf8(loaded.reviewOn), length, loaded.alert);
    for (const { key, ...standing } of loaded.keys)
      runs.add(fromHex(digitsOf(near(key))), number, standingByte(standing));
    if (number % ALERTS_A_STAGING > 0 && number < alerts) continue;
    const packed = withCells(concatBytes(...batch), (alertId, content) => seal(alertRow(id, alertId), content));
    after = await store.stage({ name: 'stage-alerts', args: { importId, register: id, generation, after, packed } });
    batch = [];
  }
  const keys = await stageKeys(store, runs, { importId, generation });
  const about = { id, kind: 'travel-document', title: id, changedAt: Date.now(), checkedAt: Date.now() };
  await store.write(act, {
    name: 'show-import',
    args: { importId, generation, alerts, keys, basis: null, register: about },
  });
  rmSync(folder, { recursive: true });
  database.close();
}

async function stageKeys(
  store: Store,
  runs: KeyRuns,
  place: { readonly importId: string; readonly generation: number },
): Promise<number> {
  const packed = new Uint8Array(KEYS_A_STAGING * KEY_ROW_BYTES);
  let [filled, after] = [0, 0];
  const stage = async (): Promise<void> => {
    const args = { ...place, after, packed: packed.subarray(0, filled) };
    after = await store.stage({ name: 'stage-keys', args });
    filled = 0;
  };
  for (const row of runs.sorted()) {
    packed.set(row, filled);
    filled += row.length;
    if (filled === packed.length) await stage();
  }
  if (filled > 0) await stage();
  return after;
}

function alertOf(register: number, ordinal: number): Alert {
  const covert = ordinal % COVERT_EVERY === 0;
  return { ...PATTERN, id: `UKR-BENCH${register}-${ordinal}`, covert, number: textOf(numberOf(ordinal)) } as Alert;
}

function numberOf(ordinal: number): number {
  return 2 * ordinal;
}

function hasLookAlikes(number: number): boolean {
  return SERIES_OF_FOLD.get(confusionFold(lettersOf(Math.floor(number / NUMBERS_OF_A_SERIES))))!.length > 1;
}

/** AA000000 to AA999999, then AB000000: how passports are numbered. */
function textOf(number: number): string {
  const letters = lettersOf(Math.floor(number / NUMBERS_OF_A_SERIES));
  return `${letters}${String(number % NUMBERS_OF_A_SERIES).padStart(6, '0')}`;
}

function lettersOf(series: number): string {
  return String.fromCharCode(65 + Math.floor(series / 26), 65 + (series % 26));
}

function scattered(i: number): number {
  return Math.imul(i, 0x9e37_79b1) >>> 0;
}

function figuresOf(taken: readonly Took[]): string {
  const times = taken.map(({ time }) => time);
  const whole = taken.filter(({ time, waitedForDisk }) => time < 1_000 * CUT_MS && !waitedForDisk);
  const shareOf = (count: number) => `${((100 * count) / taken.length).toFixed(1)} %`;
  const fromDisk = shareOf(taken.filter(({ waitedForDisk }) => waitedForDisk).length);
  const least = leastRow(times).toFixed(0);
  const rest = percentiles(whole.map(({ time }) => time));
  return `least ${least} µs, ${percentiles(times)}   without the ${shareOf(taken.length - whole.length)} that waited for the disk (${fromDisk}) or took ${CUT_MS} ms or more: ${rest}`;
}

/** The mean of the fastest row of neighbours: what a machine without other work would need. */
function leastRow(times: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let from = 0; from + ROW_QUESTIONS <= times.length; from += ROW_QUESTIONS) {
    const sum = times.slice(from, from + ROW_QUESTIONS).reduce((all, time) => all + time, 0);
    least = Math.min(least, sum / ROW_QUESTIONS);
  }
  return least;
}

function percentiles(times: readonly number[]): string {
  const sorted = [...times].sort((one, other) => one - other);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => sorted[Math.floor(sorted.length * share)]!.toFixed(0));
  return `p50 ${p50}, p95 ${p95}, p99 ${p99}`;
}

function print(what: string, figures: string): void {
  process.stdout.write(`${what.padEnd(20)} ${figures}\n`);
}
