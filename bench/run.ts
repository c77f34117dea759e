// SPDX-License-Identifier: Apache-2.0
// `npm run bench`: the federation of four against its baselines, in one run on one machine, as ratios (bench/README.md).
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDemo } from '@iims/testbed/demo/create-demo';
import type { SettledDemo } from '@iims/testbed/demo/demo-directory';
import { documentNumber } from '@iims/testbed/demo/numbers';
import { SeededRandom } from '@iims/testbed/simulation/random';
import { type Federation, startFederation, type Variant } from './federation.ts';
import { type LoadResult, runLoad } from './load.ts';
import { useOf } from './process-use.ts';

const VARIANTS: readonly Variant[] = ['protected', 'unwitnessed', 'bare', 'bare-coalesced'];

interface Row extends LoadResult {
  readonly variant: Variant;
  readonly round: number;
  readonly cpuMsPerQuery: number;
  readonly residentMb: readonly number[];
}

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    port: { type: 'string', default: '8300' },
    officers: { type: 'string', default: '1,8,32,64' },
    'warm-up': { type: 'string', default: '60000' },
    json: { type: 'boolean', default: false },
  },
});
const OFFICERS = values.officers.split(',').map(Number);

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'iims-bench-'));
  try {
    say(`${cpus().length} processors, Node ${process.versions.node}. Making four States with 6,000 alerts each.`);
    const demo = await createDemo({ directory, port: Number(values.port), records: 6_000, seed: 1 });
    // The first start of a checkout strips types and keeps what it compiled; the library that strips stays in memory, 16 MB of it.
    for (const variant of VARIANTS) await (await startFederation(variant, directory, demo)).stop();
    const rows: Row[] = [];
    // Variants take turns within a round, so that a machine that slows down slows all of them.
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      for (const variant of VARIANTS) rows.push(...(await measure(variant, round, directory, demo)));
    }
    process.stdout.write(values.json ? `${JSON.stringify(rows)}\n` : table(rows));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(variant: Variant, round: number, directory: string, demo: SettledDemo): Promise<Row[]> {
  const federation = await startFederation(variant, directory, demo);
  try {
    say(`round ${round}, ${variant}: started in ${Math.round(federation.startMs)} ms`);
    const inputs = makeInputs(demo);
    await warmUp(federation, inputs);
    const rows: Row[] = [];
    for (const officers of OFFICERS) rows.push(await measureOne(federation, variant, round, officers, inputs));
    return rows;
  } finally {
    await federation.stop();
  }
}

/**
 * The same number of queries for every variant, so that each has its roads compiled: a slower one would otherwise be measured
 * colder. V8 compiles the last of them after some ten thousand queries a node.
 */
async function warmUp({ targets }: Federation, inputs: readonly string[]): Promise<void> {
  for (let asked = 0; asked < Number(values['warm-up']); ) {
    const { queries } = await runLoad({ targets, officers: 64, durationMs: WARM_UP_STEP_MS, inputs });
    asked += queries;
  }
}

async function measureOne(
  federation: Federation,
  variant: Variant,
  round: number,
  officers: number,
  inputs: readonly string[],
): Promise<Row> {
  const before = federation.pids.map(useOf);
  const result = await runLoad({
    targets: federation.targets,
    officers,
    durationMs: Number(values.seconds) * 1_000,
    inputs,
  });
  const after = federation.pids.map(useOf);
  const cpuMs = after.reduce((sum, use, i) => sum + use.cpuMs - before[i]!.cpuMs, 0);
  return {
    variant,
    round,
    ...result,
    cpuMsPerQuery: cpuMs / result.queries,
    residentMb: after.map((use) => use.residentMb),
  };
}

/** One hit in twenty, far more than in life, so that both roads are measured; the others are passports nobody looks for. */
function makeInputs(demo: SettledDemo): string[] {
  const random = new SeededRandom(7);
  const hits = demo.samples.filter(({ expect }) => expect === 'hit').map(({ input }) => input);
  return Array.from({ length: 2_000 }, (_, i) =>
    i % 20 === 0 ? hits[(i / 20) % hits.length]! : `MDA ${documentNumber('MDA', random)}`,
  );
}

function table(rows: readonly Row[]): string {
  const lines = [
    '| variant | officers | queries/s | p50 ms | p95 ms | p99 ms | CPU ms/query (4 nodes) | largest node MB | not complete | failed |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
  ];
  for (const variant of VARIANTS) {
    for (const officers of OFFICERS) {
      const of = (pick: (row: Row) => number): number =>
        median(rows.filter((row) => row.variant === variant && row.officers === officers).map(pick));
      lines.push(
        `| ${variant} | ${officers} | ${Math.round(of((row) => row.perSecond))} | ${of((row) => row.p50Ms).toFixed(1)} | ${of((row) => row.p95Ms).toFixed(1)} | ${of((row) => row.p99Ms).toFixed(1)} | ${of((row) => row.cpuMsPerQuery).toFixed(2)} | ${Math.round(of((row) => Math.max(...row.residentMb)))} | ${of((row) => row.incomplete)} | ${of((row) => row.failed)} |`,
      );
    }
  }
  const baselines = VARIANTS.filter((variant) => variant !== 'protected');
  lines.push(
    '',
    `| officers |${baselines.map((baseline) => ` protected / ${baseline} |`).join('')}`,
    '|--:|--:|--:|--:|',
  );
  for (const officers of OFFICERS)
    lines.push(`| ${officers} |${baselines.map((baseline) => ` ${ratio(rows, officers, baseline)} |`).join('')}`);
  return `${lines.join('\n')}\n`;
}

/** The median of the rounds' own ratios: each pairs two runs that were neighbours in time. */
function ratio(rows: readonly Row[], officers: number, baseline: Variant): string {
  const rate = (variant: Variant, round: number): number =>
    rows.find((row) => row.variant === variant && row.officers === officers && row.round === round)!.perSecond;
  const rounds = [...new Set(rows.map(({ round }) => round))];
  return median(rounds.map((round) => rate('protected', round) / rate(baseline, round))).toFixed(2);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const WARM_UP_STEP_MS = 2_000;

await main();
