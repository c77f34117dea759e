// SPDX-License-Identifier: Apache-2.0
// The processes of the demonstration's nodes: each starts, says that it is ready, and ends with the demonstration, however that ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type DemoState, PROFILES } from '@iims/testbed/demo/states';
import { IimsError } from '@iims/wire/errors';
import { NODE_ENVIRONMENT, NODE_FLAGS } from './node-process.ts';
import { RemoteFault } from './terminal.ts';

export interface NodeProcess {
  readonly state: DemoState;
  readonly child: ChildProcess;
  /** Resolves when the node serves; rejects when it ends before. */
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
}

export function startNodeProcess(directory: string, state: DemoState): NodeProcess {
  const child = spawn(
    process.execPath,
    [...NODE_FLAGS, process.argv[1]!, 'node', 'start', '--dir', join(directory, state), '--json', '--ends-with-parent'],
    {
      // The channel ends with this process, however that ends, and the node with the channel.
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: { ...process.env, ...NODE_ENVIRONMENT },
    },
  );
  const lines = createInterface({ input: child.stdout! });
  const ended = new Promise<void>((done) => {
    child.once('exit', () => done());
    // It could not be started at all.
    child.once('error', () => done());
  });
  const ready = new Promise<void>((started, failed) => {
    lines.once('line', (line) => {
      const said = JSON.parse(line) as { ready?: boolean; error?: Record<string, string> };
      if (said.ready) started();
      else failed(new RemoteFault({ ...said.error, message: `${PROFILES[state].name}: ${said.error?.message ?? ''}` }));
    });
    // The last line may still be on its way when the process has ended.
    Promise.all([ended, new Promise<void>((done) => lines.once('close', done))]).then(() =>
      failed(
        new IimsError('node.start-failed', {
          message: `The node of ${PROFILES[state].name} ended before it was ready.`,
        }),
      ),
    );
  });
  return { state, child, ready, ended };
}

export async function stopNodeProcess({ child, ended }: NodeProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  // A node that is stopped by SIGSTOP hears nothing but SIGKILL.
  const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(impatience);
}

const STOP_TIMEOUT_MS = 8_000;
