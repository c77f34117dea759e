// SPDX-License-Identifier: Apache-2.0
// Whether queries keep their time while a list is imported: four nodes, a steady flow of queries, and an import into one of them, in one
// run. `node bench/import-beside-queries.ts --rows 1000000 --rate 20` prints p50 and p99 with and without it, and how long it took.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createDemo } from '@iims/testbed/demo/create-demo';
import type { SettledDemo } from '@iims/testbed/demo/demo-directory';
import { documentNumber } from '@iims/testbed/demo/numbers';
import { officerPort } from '@iims/testbed/demo/ports';
import { SeededRandom } from '@iims/testbed/simulation/random';
import type { ListToBring } from './bring-list.ts';
import { type Federation, startFederation } from './federation.ts';
import { callAs, type LoadTarget, runLoad, signInForLoad } from './load.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rate: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    /** Seconds of each span without an import. */
    quiet: { type: 'string', default: '30' },
    'warm-up': { type: 'string', default: '8000' },
    port: { type: 'string', default: '8850' },
  },
});
const ROWS = Number(values.rows);
const QUIET_MS = Number(values.quiet) * 1_000;
const STATE = 'GEO';

interface Times {
  readonly queries: number;
  readonly p50: number;
  readonly p99: number;
}

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'iims-bench-'));
  const demo = await createDemo({ directory, port: Number(values.port), records: 200, seed: 1 });
  const federation = await startFederation('protected', directory, demo);
  try {
    say(`${cpus().length} processors, Node ${process.versions.node}: ${ROWS} rows beside ${values.rate} queries/s`);
    const inputs = inputsOf();
    const officer = federation.targets[0]!;
    await warmUp(federation, inputs);
    const operator = await signInOperator(demo);
    for (let round = 1; round <= Number(values.rounds); round += 1)
      await measureRound(round, officer, operator, inputs);
  } finally {
    await federation.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Quiet, with the import, and quiet again: a machine that drifts shows itself in the two quiet rows. */
async function measureRound(
  round: number,
  officer: LoadTarget,
  operator: LoadTarget,
  inputs: readonly string[],
): Promise<void> {
  const before = await flowFor(officer, inputs, QUIET_MS);
  const marks: { what: string; at: number }[] = [];
  const list = await startBringing({ operator, rows: ROWS, round });
  const startedAt = performance.now();
  const flow = startFlow(officer, inputs);
  await list.bring((what) => marks.push({ what, at: performance.now() }));
  const elapsed = performance.now() - startedAt;
  const samples = await flow.stop();
  const after = await flowFor(officer, inputs, QUIET_MS);
  const during = timesOf(samples.map(({ ms }) => ms));
  row(`round ${round}, quiet`, before);
  row(`round ${round}, import`, during);
  for (const [i, { what, at }] of marks.entries()) {
    const end = marks[i + 1]?.at ?? startedAt + elapsed;
    const within = samples.filter(({ askedAt }) => askedAt >= at && askedAt < end).map(({ ms }) => ms);
    row(`  ${what}, ${((end - at) / 1_000).toFixed(1)} s`, timesOf(within));
  }
  row(`round ${round}, quiet again`, after);
  const quiet = timesOf([...before.all, ...after.all]);
  process.stdout.write(
    `round ${round}: ratio p50 ${(during.p50 / quiet.p50).toFixed(2)}, p99 ${(during.p99 / quiet.p99).toFixed(2)}; import ${(elapsed / 1_000).toFixed(1)} s\n`,
  );
}

interface Sample {
  readonly askedAt: number;
  readonly ms: number;
}

/** Queries leave at their times, whatever the last one does: a query that waits counts from when it should have left. */
function startFlow(target: LoadTarget, inputs: readonly string[]): { stop(): Promise<readonly Sample[]> } {
  const samples: Sample[] = [];
  const underWay = new Set<Promise<void>>();
  const everyMs = 1_000 / Number(values.rate);
  const startedAt = performance.now();
  let asked = 0;
  const timer = setInterval(() => {
    while (startedAt + asked * everyMs <= performance.now()) {
      const askedAt = startedAt + asked * everyMs;
      const query = ask(target, inputs[asked % inputs.length]!)
        .then(() => void samples.push({ askedAt, ms: performance.now() - askedAt }))
        .catch((fault) => say(`a query failed: ${fault}`))
        .finally(() => underWay.delete(query));
      underWay.add(query);
      asked += 1;
    }
  }, 1);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(underWay);
      return samples;
    },
  };
}

async function flowFor(target: LoadTarget, inputs: readonly string[], ms: number): Promise<Times & { all: number[] }> {
  const flow = startFlow(target, inputs);
  await new Promise((resolve) => setTimeout(resolve, ms));
  const all = (await flow.stop()).map((sample) => sample.ms);
  return { ...timesOf(all), all };
}

async function ask(target: LoadTarget, input: string): Promise<void> {
  const { verdict } = (await callAs(target, '/api/query', { input, purpose: 'border-check', caseRef: 'BENCH-1' })) as {
    verdict?: string;
  };
  if (verdict === undefined) throw new Error('a query failed');
}

/** Brings the list in a process of its own; resolves when that has it ready. */
async function startBringing(list: ListToBring): Promise<{ bring(marked: (what: string) => void): Promise<void> }> {
  const child = fork(BRING_LIST);
  const ended = once(child, 'exit').then(([code]) => {
    if (code !== 0) throw new Error('the list was not brought');
  });
  child.send(list);
  await Promise.race([once(child, 'message'), ended]);
  return {
    bring(marked) {
      child.on('message', marked);
      child.send('go');
      return ended;
    },
  };
}

function signInOperator(demo: SettledDemo): Promise<LoadTarget> {
  const account = demo.accounts.find(({ state, role }) => state === STATE && role === 'operator')!;
  return signInForLoad(`http://127.0.0.1:${officerPort(demo.port, STATE)}`, account.user, account.password);
}

async function warmUp({ targets }: Federation, inputs: readonly string[]): Promise<void> {
  for (let asked = 0; asked < Number(values['warm-up']); ) {
    asked += (await runLoad({ targets, officers: 16, durationMs: 2_000, inputs })).queries;
  }
}

function inputsOf(): string[] {
  const random = new SeededRandom(7);
  return Array.from({ length: 2_000 }, () => `MDA ${documentNumber('MDA', random)}`);
}

function timesOf(latencies: readonly number[]): Times {
  const sorted = [...latencies].sort((one, other) => one - other);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { queries: sorted.length, p50: at(0.5), p99: at(0.99) };
}

function row(name: string, { queries, p50, p99 }: Times): void {
  process.stdout.write(
    `${name.padEnd(28)} ${String(queries).padStart(6)} queries  p50 ${p50.toFixed(1).padStart(7)} ms  p99 ${p99.toFixed(1).padStart(7)} ms\n`,
  );
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const BRING_LIST = fileURLToPath(new URL('./bring-list.ts', import.meta.url));

await main();
