// SPDX-License-Identifier: Apache-2.0
// `iims demo`: four States as four processes on this machine, until SIGTERM.
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { LOCK_FILE } from '@iims/node/data-directory';
import { takeInstanceLock } from '@iims/node/store/instance-lock';
import { createDemo } from '@iims/testbed/demo/create-demo';
import type { SettledDemo } from '@iims/testbed/demo/demo-directory';
import { officerPort, partnerPort } from '@iims/testbed/demo/ports';
import { DEMO_STATES, PROFILES } from '@iims/testbed/demo/states';
import { IimsError } from '@iims/wire/errors';
import { demoInWords } from '../demo-in-words.ts';
import { startNodeProcess, stopNodeProcess } from '../demo-processes.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { wholeNumber } from '../option-values.ts';
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
  const port = wholeNumber('port', options.port, 1_024, PORT_MAX);
  const records = wholeNumber('records', options.records ?? `${RECORDS_DEFAULT}`, 1, RECORDS_MAX);
  const seed = wholeNumber('seed', options.seed ?? '1', 0, SEED_MAX);
  // From the first moment: whoever starts the demonstration may change their mind while it is made.
  const stop = stopSignal();
  const lock = takeDemoLock(directory);
  try {
    await untilNodesAreDown(directory, stop);
    await checkPorts(port);
    const created = await createDemo({ directory, port, records, seed }, { stop, say });
    await runNodes(created, directory, options.json, stop);
  } catch (fault) {
    if (!stop.aborted) throw fault;
  } finally {
    lock.release();
  }
  return EXIT.ok;
}

/** A node that dies stays down until the next start, so that its partners' amber can be seen. */
async function runNodes(created: SettledDemo, directory: string, json: boolean, stop: AbortSignal): Promise<void> {
  const nodes = DEMO_STATES.map((state) => startNodeProcess(directory, state));
  const stopped = untilAborted(stop);
  try {
    await Promise.race([Promise.all(nodes.map(({ ready }) => ready)), stopped]);
    if (stop.aborted) return;
    const running = nodes.map(({ state, child }) => ({ state, url: urlOf(created, state), pid: child.pid! }));
    if (json) print(JSON.stringify(readyLine(created, running)));
    else for (const line of demoInWords(created, running, directory)) say(line);
    await stopped;
  } finally {
    await Promise.all(nodes.map(stopNodeProcess));
  }
}

/** Exactly these keys: scripts rely on them (spec/cli.md). */
function readyLine(
  { accounts, samples }: SettledDemo,
  nodes: readonly { state: string; url: string; pid: number }[],
): object {
  return {
    ready: true,
    pid: process.pid,
    nodes,
    accounts: accounts.map(({ state, role, user, password }) => ({ state, role, user, password })),
    samples: samples
      .filter(({ expect }) => expect !== 'compare')
      .map(({ input, expect, from }) => ({ input, expect, from })),
  };
}

function takeDemoLock(directory: string): { release(): void } {
  makeDirectory(directory);
  try {
    return takeInstanceLock(join(directory, DEMO_LOCK_FILE));
  } catch (cause) {
    if (!(cause instanceof IimsError)) throw cause;
    throw new IimsError('node.running', {
      message: 'A demonstration runs in this directory already.',
      field: 'dir',
      rule: 'one demonstration for each directory',
      fix: 'Stop the other one, or give another directory and another port.',
      cause,
    });
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new IimsError('input.invalid', {
      message: 'The directory cannot be made.',
      field: 'dir',
      rule: 'a directory that you may write to',
      fix: 'Give another one.',
      cause,
    });
  }
}

/** Nodes of a demonstration that was killed end by themselves, a moment after it. */
async function untilNodesAreDown(directory: string, stop: AbortSignal): Promise<void> {
  for (const state of DEMO_STATES) {
    for (let waited = 0; isRunning(join(directory, state)); waited += LOOK_AGAIN_MS) {
      if (waited >= STILL_RUNNING_MS) {
        throw new IimsError('node.running', {
          message: `A process runs the node of ${PROFILES[state].name} in this directory already.`,
          field: 'dir',
          fix: 'Stop it first, or give another directory and another port.',
        });
      }
      await setTimeout(LOOK_AGAIN_MS, undefined, { signal: stop });
    }
  }
}

function isRunning(folder: string): boolean {
  try {
    takeInstanceLock(join(folder, LOCK_FILE)).release();
    return false;
  } catch (fault) {
    if (fault instanceof IimsError) return true;
    // There is no such directory yet.
    return false;
  }
}

/** Before anything is made or started. A port that is lost later is told by the node that wants it. */
async function checkPorts(port: number): Promise<void> {
  for (const state of DEMO_STATES) {
    for (const wanted of [officerPort(port, state), partnerPort(port, state)]) {
      if (await isFree(wanted)) continue;
      throw new IimsError('node.address-in-use', {
        message: `Something else listens at port ${wanted}, which the node of ${PROFILES[state].name} needs.`,
        field: 'port',
        rule: `the ports ${DEMO_STATES.map((each) => `${officerPort(port, each)}, ${partnerPort(port, each)}`).join(', ')} are free`,
        fix: 'Stop the other program, or give another --port.',
      });
    }
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((stopped) => {
    if (signal.aborted) stopped();
    else signal.addEventListener('abort', () => stopped(), { once: true });
  });
}

function urlOf({ port }: SettledDemo, state: (typeof DEMO_STATES)[number]): string {
  return `http://127.0.0.1:${officerPort(port, state)}`;
}

const DEMO_LOCK_FILE = 'demo.lock';
/** Room for the partners' ports above it. */
const PORT_MAX = 65_500;
const RECORDS_DEFAULT = 6_000;
const RECORDS_MAX = 200_000;
const SEED_MAX = 2 ** 31;
const LOOK_AGAIN_MS = 50;
const STILL_RUNNING_MS = 5_000;
