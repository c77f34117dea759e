// SPDX-License-Identifier: Apache-2.0
// `iims demo`: four States as four processes on this machine, until SIGTERM.
import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createDemo, type Demo, officerPort } from '@iims/testbed/demo/create-demo';
import { DEMO_STATES, type DemoState, PROFILES } from '@iims/testbed/demo/states';
import { IimsError } from '@iims/wire/errors';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { print, say } from '../terminal.ts';

export interface DemoCommandOptions {
  readonly dir: string;
  readonly port: string;
  readonly records?: string;
  readonly seed?: string;
  readonly json: boolean;
}

export async function demo(options: DemoCommandOptions): Promise<ExitStatus> {
  const directory = resolve(options.dir);
  const port = wholeNumber('port', options.port, 1_024, 65_500);
  const created = await createDemo({
    directory,
    port,
    records: wholeNumber('records', options.records ?? `${RECORDS_DEFAULT}`, 100, RECORDS_MAX),
    seed: wholeNumber('seed', options.seed ?? '1', 0, 2 ** 31),
  });
  const stopping = untilSignal();
  const nodes = DEMO_STATES.map((state) => startNodeProcess(directory, state));
  try {
    await Promise.race([Promise.all(nodes.map(({ ready }) => ready)), stopping]);
    if (options.json) print(JSON.stringify(readyLine(created, nodes)));
    else tell(created, nodes, directory);
    await stopping;
  } finally {
    await Promise.all(nodes.map(stopNodeProcess));
  }
  return EXIT.ok;
}

interface NodeProcess {
  readonly state: DemoState;
  readonly child: ChildProcess;
  /** Resolves when the node serves; rejects when it ends before. */
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
}

/** A node that dies later stays down until the next start, so that its partners' amber can be seen. */
function startNodeProcess(directory: string, state: DemoState): NodeProcess {
  const child = spawn(
    process.execPath,
    [process.argv[1]!, 'node', 'start', '--dir', join(directory, state), '--json'],
    {
      // The channel ends with this process, however that ends, and the node with the channel.
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  );
  const lines = createInterface({ input: child.stdout! });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const ready = new Promise<void>((started, failed) => {
    lines.once('line', (line) => {
      const said = JSON.parse(line) as { ready?: boolean; error?: { message: string; field?: string } };
      if (said.ready) started();
      else
        failed(
          new IimsError('node.start-failed', {
            message: `The node of ${PROFILES[state].name} did not start: ${said.error?.message ?? ''}`,
          }),
        );
    });
    ended.then(() =>
      failed(
        new IimsError('node.start-failed', {
          message: `The node of ${PROFILES[state].name} ended before it was ready.`,
        }),
      ),
    );
  });
  return { state, child, ready, ended };
}

async function stopNodeProcess({ child, ended }: NodeProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(impatience);
}

function untilSignal(): Promise<void> {
  return new Promise((stop) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop());
  });
}

function readyLine(created: Demo, nodes: readonly NodeProcess[]): object {
  return {
    ready: true,
    pid: process.pid,
    nodes: nodes.map(({ state, child }) => ({ state, url: urlOf(created, state), pid: child.pid })),
    accounts: created.accounts,
    samples: created.samples.map(({ input, expect, from }) => ({ input, expect, from })),
  };
}

function tell(created: Demo, nodes: readonly NodeProcess[], directory: string): void {
  say('Four States are running. Synthetic data; press Ctrl-C to stop.\n');
  for (const { state, child } of nodes)
    say(`  ${PROFILES[state].name.padEnd(11)} ${urlOf(created, state)}  (process ${child.pid})`);
  say('\nSign in as');
  for (const { user, password, role } of created.accounts.filter(({ state }) => state === 'GEO')) {
    say(`  ${user.padEnd(18)} ${password}  (${role})`);
  }
  say(`  The other States' accounts stand in ${join(directory, 'demo.json')}.`);
  say('\nLines worth trying, with any purpose and a case reference such as GE-26-1');
  for (const { input, about, expect, from } of created.samples) {
    say(`  ${expect === 'hit' ? `hit from ${from}` : 'no hit      '}  ${about}`);
    for (const line of input.split('\n')) say(`      ${line}`);
  }
  const azerbaijan = nodes.find(({ state }) => state === 'AZE');
  say(`\nSwitch a State off to see an incomplete answer: kill -9 ${azerbaijan?.child.pid ?? ''}   (Azerbaijan)`);
  say(`Verify a log, while it grows: npx iims audit verify --dir ${join(directory, 'GEO')}`);
}

function urlOf({ port }: Demo, state: DemoState): string {
  return `http://127.0.0.1:${officerPort(port, state)}`;
}

function wholeNumber(field: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new IimsError('input.invalid', {
    message: `The ${field} breaks a rule.`,
    field,
    rule: `a whole number from ${min} to ${max}`,
    fix: 'Correct it and call again.',
  });
}

const RECORDS_DEFAULT = 6_000;
const RECORDS_MAX = 200_000;
const STOP_TIMEOUT_MS = 10_000;
