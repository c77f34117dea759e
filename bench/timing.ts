// SPDX-License-Identifier: Apache-2.0
// What a partner can read out of the clock: round trips of hits, misses and covert alerts, and Welch's t between them, in the
// manner of dudect. `node bench/timing.ts [SAMPLES]` asks one node over mutual TLS, one question a frame, classes at random.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { HandPlayedState } from '@iims/testbed/federation/hand-played-state';
import { stolenPassport } from '@iims/testbed/federation/stolen-passport';
import { GEO, TestFederation, UKR } from '@iims/testbed/federation/test-federation';

type Class = 'hit' | 'miss' | 'covert';
const CLASSES: readonly Class[] = ['hit', 'miss', 'covert'];

/** Numbers of each class. */
const NUMBERS = 500;
const WARM_UP = 200;
const PAUSE_MS = 4;
const CROPPED_AT = 0.9;
const ALARM = 4.5;

const samples = Number(process.argv[2] ?? 3_000);
const federation = await TestFederation.found({ states: [GEO, UKR], alerts: { GEO: alerts() } });
const node = spawn(process.execPath, [nodeProcess(), federation.directoryOf(GEO)], {
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
});
try {
  await once(node.stdout!, 'data');
  report(await measure(federation.play(UKR)));
} finally {
  node.kill('SIGKILL');
  await federation.close();
}

/** Numbers of one form, of which two thirds are there: neighbours in the index are alike for each class. */
function alerts() {
  return Array.from({ length: 3 * NUMBERS }, (_, i) => i)
    .filter((i) => CLASSES[i % 3] !== 'miss')
    .map((i) => stolenPassport(numberOf(i), { covert: CLASSES[i % 3] === 'covert' }));
}

function numberOf(i: number): string {
  return `AA${1_000_000 + i}`;
}

async function measure(partner: HandPlayedState): Promise<Map<Class, number[]>> {
  const times = new Map<Class, number[]>(CLASSES.map((name) => [name, []]));
  for (let i = -WARM_UP; i < samples * CLASSES.length; i += 1) {
    const place = Math.floor(Math.random() * CLASSES.length);
    const number = numberOf(3 * Math.floor(Math.random() * NUMBERS) + place);
    const { bytes } = partner.sealQuestions(GEO, [partner.question(number)]);
    // A random pause, so that the grid is met in every phase.
    await new Promise((done) => setTimeout(done, Math.random() * PAUSE_MS));
    const sentAt = performance.now();
    await partner.post(GEO, '/v1/frames', bytes);
    if (i >= 0) times.get(CLASSES[place]!)!.push(performance.now() - sentAt);
  }
  return times;
}

/** dudect crops as well: what stands above a quantile is mostly the machine, and hides what stands below it. */
function report(times: ReadonlyMap<Class, readonly number[]>): void {
  const limit = quantile([...times.values()].flat(), CROPPED_AT);
  const cropped = new Map([...times].map(([name, all]) => [name, all.filter((ms) => ms <= limit)]));
  for (const [name, all] of times) {
    const [p50, p99] = [quantile(all, 0.5), quantile(all, 0.99)].map((ms) => ms.toFixed(3));
    process.stdout.write(`${name.padEnd(7)} ${all.length} round trips, p50 ${p50} ms, p99 ${p99} ms\n`);
  }
  for (const [one, other] of [
    ['miss', 'covert'],
    ['hit', 'miss'],
    ['hit', 'covert'],
  ] as const) {
    const [raw, crop] = [times, cropped].map((all) => Math.abs(welch(all.get(one)!, all.get(other)!)).toFixed(2));
    process.stdout.write(`${one} and ${other}: |t| ${raw}, cropped at p${CROPPED_AT * 100} ${crop} (alarm ${ALARM})\n`);
  }
}

function welch(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [moments(one), moments(other)];
  return (a.mean - b.mean) / Math.sqrt(a.variance / one.length + b.variance / other.length);
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)]!;
}

function nodeProcess(): string {
  return fileURLToPath(import.meta.resolve('@iims/testbed/federation/node-process'));
}
