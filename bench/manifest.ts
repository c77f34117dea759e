// SPDX-License-Identifier: Apache-2.0
// A list of travellers across four States as one job, beside the same travellers asked by 64 officers of the same node, in turns;
// and an officer at the booth while lists run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createDemo } from '@iims/testbed/demo/create-demo';
import type { SettledDemo } from '@iims/testbed/demo/demo-directory';
import { documentNumber } from '@iims/testbed/demo/numbers';
import { SeededRandom } from '@iims/testbed/simulation/random';
import { Pool } from 'undici';
import { type Federation, startFederation } from './federation.ts';
import type { LoadTarget } from './load.ts';
import { useOf } from './process-use.ts';

const { values } = parseArgs({
  options: {
    travellers: { type: 'string', default: '400' },
    rounds: { type: 'string', default: '7' },
    port: { type: 'string', default: '8330' },
    'warm-up': { type: 'string', default: '20' },
  },
});

interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
  readonly incomplete: number;
}

async function main(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'iims-bench-'));
  try {
    const demo = await createDemo({ directory, port: Number(values.port), records: 6_000, seed: 1 });
    const federation = await startFederation('protected', directory, demo);
    try {
      await measureAll(federation, makeTravellers(demo, Number(values.travellers)));
    } finally {
      await federation.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measureAll(federation: Federation, travellers: readonly string[]): Promise<void> {
  const target = federation.targets[0]!;
  const pool = new Pool(target.url, { connections: 66, pipelining: 1 });
  const asList = () => measure(federation, () => askList(pool, target, travellers));
  const asOfficers = () => measure(federation, () => askSingly(pool, target, travellers));
  for (let i = 0; i < Number(values['warm-up']); i += 1) await asList();
  const lists: Measured[] = [];
  const singles: Measured[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    lists.push(await asList());
    singles.push(await asOfficers());
  }
  const alone = await atTheBooth(pool, target, () => new Promise((done) => setTimeout(done, 4_000)));
  const beside = await atTheBooth(pool, target, async () => {
    for (let i = 0; i < 5; i += 1) await askList(pool, target, travellers);
  });
  await pool.destroy();
  print(`a list of ${travellers.length}`, lists);
  print('64 officers, one query each in turn', singles);
  const ratios = lists.map((list, i) => list.ms / singles[i]!.ms);
  process.stdout.write(`the list takes ${median(ratios).toFixed(2)} times the time of the officers\n`);
  process.stdout.write(`an officer alone: ${alone}\nan officer beside lists: ${beside}\n`);
}

async function measure({ pids }: Federation, ask: () => Promise<number>): Promise<Measured> {
  const cpu = () => pids.map(useOf).reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  const [cpuBefore, startedAt] = [cpu(), performance.now()];
  const incomplete = await ask();
  return { ms: performance.now() - startedAt, cpuMs: cpu() - cpuBefore, incomplete };
}

async function askList(pool: Pool, target: LoadTarget, travellers: readonly string[]): Promise<number> {
  const text = await post(pool, target, '/api/manifest', { manifest: travellers.join('\n') });
  const summary = JSON.parse(text.trimEnd().split('\n').at(-1)!) as { incomplete: number; faults: number };
  return summary.incomplete + summary.faults;
}

async function askSingly(pool: Pool, target: LoadTarget, travellers: readonly string[]): Promise<number> {
  let next = 0;
  let incomplete = 0;
  const officer = async (): Promise<void> => {
    for (let i = next++; i < travellers.length; i = next++)
      if (!(await askOne(pool, target, travellers[i]!))) incomplete += 1;
  };
  await Promise.all(Array.from({ length: 64 }, officer));
  return incomplete;
}

/** An officer who asks, waits for the verdict, and asks again a moment later, for as long as `meanwhile` takes. */
async function atTheBooth(pool: Pool, target: LoadTarget, meanwhile: () => Promise<void>): Promise<string> {
  let isOver = false;
  const over = meanwhile().finally(() => {
    isOver = true;
  });
  const times: number[] = [];
  while (!isOver) {
    const startedAt = performance.now();
    await askOne(pool, target, 'MDA A0000000');
    times.push(performance.now() - startedAt);
    await new Promise((done) => setTimeout(done, 20));
  }
  await over;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor((times.length - 1) * share)]!.toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms of ${times.length} queries`;
}

async function askOne(pool: Pool, target: LoadTarget, input: string): Promise<boolean> {
  return (JSON.parse(await post(pool, target, '/api/query', { input })) as { complete: boolean }).complete;
}

async function post(pool: Pool, { cookie, csrf }: LoadTarget, path: string, body: object): Promise<string> {
  const response = await pool.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', accept: 'application/json', cookie, 'x-csrf-token': csrf },
    body: JSON.stringify({ ...body, purpose: 'border-check', caseRef: 'BENCH-1' }),
  });
  return response.body.text();
}

/** One hit in forty; the others are a passport and a person whom nobody looks for. */
function makeTravellers(demo: SettledDemo, count: number): string[] {
  const random = new SeededRandom(7);
  const hits = demo.samples.filter(({ expect, input }) => expect === 'hit' && !input.includes('\n'));
  return Array.from({ length: count }, (_, i) => {
    if (i % 40 === 0 && i / 40 < hits.length) return hits[i / 40]!.input;
    if (i % 2 === 0) return `MDA ${documentNumber('MDA', random)}`;
    return `TRAVELLER, NOBODY ${letters(random)}, 19${10 + random.below(89)}-0${1 + random.below(9)}-1${random.below(10)}`;
  });
}

function letters(random: SeededRandom): string {
  return Array.from({ length: 6 }, () => String.fromCharCode(65 + random.below(26))).join('');
}

function print(what: string, measured: readonly Measured[]): void {
  const of = (pick: (one: Measured) => number) => Math.round(median(measured.map(pick)));
  const most = Math.round(Math.max(...measured.map(({ ms }) => ms)));
  const incomplete = measured.reduce((sum, one) => sum + one.incomplete, 0);
  process.stdout.write(
    `${what}: ${of(({ ms }) => ms)} ms (longest ${most}), ${of(({ cpuMs }) => cpuMs)} ms of processor time in four nodes, ${incomplete} not complete\n`,
  );
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)]!;
}

await main();
