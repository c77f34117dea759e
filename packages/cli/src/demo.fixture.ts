// SPDX-License-Identifier: Apache-2.0
// A demonstration for tests, as real as it gets: the command in a process of its own, with its four nodes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { IimsError } from '@iims/wire/errors';
import { MAIN, type Ran, runIims } from './run-iims.fixture.ts';

export interface ReadyLine {
  readonly pid: number;
  readonly nodes: readonly { readonly state: string; readonly url: string; readonly pid: number }[];
  readonly accounts: readonly {
    readonly state: string;
    readonly role: string;
    readonly user: string;
    readonly password: string;
  }[];
  readonly samples: readonly { readonly input: string; readonly expect: string; readonly from: string }[];
}

export interface RunningDemo {
  readonly directory: string;
  readonly ready: ReadyLine;
  readonly child: ChildProcess;
  /** Exit status, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
  stderr(): string;
  urlOf(state: string): string;
  pidOf(state: string): number;
  /** Asks a node as its officer. */
  query(state: string, inputs: readonly string[]): Promise<Ran>;
  /** SIGTERM, and the directory is removed. */
  end(): Promise<void>;
}

export interface DemoToStart {
  readonly port: number;
  readonly records?: number;
  /** Continues this directory instead of making one. */
  readonly directory?: string;
}

/** Resolves when the demonstration is ready; throws `node.start-failed` with what it said when it is not. */
export async function startDemo({ port, records = 100, directory }: DemoToStart): Promise<RunningDemo> {
  const own = directory ?? mkdtempSync(join(tmpdir(), 'iims-demo-'));
  const { child, ended, firstLine, stderr } = spawnDemo(own, port, records);
  const line = await firstLine;
  const ready = JSON.parse(line ?? '{}') as ReadyLine;
  if (ready.pid === undefined) throw new IimsError('node.start-failed', { message: `${line} ${stderr()}` });
  const node = (state: string) => ready.nodes.find((each) => each.state === state)!;
  const demo: RunningDemo = {
    directory: own,
    ready,
    child,
    ended,
    stderr,
    urlOf: (state) => node(state).url,
    pidOf: (state) => node(state).pid,
    query: (state, inputs) => {
      const user = `officer.${state.toLowerCase()}`;
      const who = ['--node', node(state).url, '--user', user, '--password-file', join(own, 'passwords', user)];
      // Inputs come on stdin, as personal data should.
      return runIims(['query', ...who, '--purpose', 'border-check', '--case', 'TEST-1', '--json'], inputs.join('\n\n'));
    },
    end: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(own, { recursive: true, force: true });
    },
  };
  await warmUp(demo);
  return demo;
}

/** What a test that failed left running. */
export async function killDemos(): Promise<void> {
  for (const child of running) {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}

/** A first query opens connections and compiles; on a busy machine that takes longer than the second that States have. */
async function warmUp(demo: RunningDemo): Promise<void> {
  for (const { state } of demo.ready.nodes) {
    for (let turn = 0; turn < WARM_UP_TURNS_MAX; turn++) {
      if ((await demo.query(state, ['UTO L898902C3'])).status === 0) break;
    }
  }
}

/** Starts the command and waits for nothing. `firstLine` is undefined when it ends without one. */
export function spawnDemo(directory: string, port: number, records = 100) {
  const child = spawn(
    process.execPath,
    [MAIN, 'demo', '--json', '--dir', directory, '--port', String(port), '--records', String(records)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  running.add(child);
  let talk = '';
  child.stderr.on('data', (chunk) => {
    talk += chunk;
  });
  const lines = createInterface({ input: child.stdout });
  const firstLine = new Promise<string | undefined>((done) => {
    lines.once('line', done);
    lines.once('close', () => done(undefined));
  });
  const ended = new Promise<number | string | null>((done) =>
    child.once('exit', (code, signal) => {
      running.delete(child);
      done(signal ?? code);
    }),
  );
  return { child, firstLine, ended, stderr: () => talk };
}

const WARM_UP_TURNS_MAX = 5;
const running = new Set<ChildProcess>();
