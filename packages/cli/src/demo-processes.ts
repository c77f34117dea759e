// SPDX-License-Identifier: Apache-2.0
// The processes of the demonstration's nodes: each starts, says that it is ready, and ends with the demonstration, however that ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type DemoState, PROFILES } from '@iims/testbed/demo/states';
import { IimsError } from '@iims/wire/errors';
import { COMPILE_CACHE_FOLDER } from './compile-cache.ts';
import { RemoteFault } from './terminal.ts';

export interface NodeProcess {
  readonly state: DemoState;
  readonly child: ChildProcess;
  /** Resolves when the node serves; rejects when it ends before. */
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
}

/**
 * A node uses 40 to 50 MB of heap. What a query needs dies within a young generation of 16 MB; with 8 the byte arrays of queries
 * under way are promoted, and under load the whole heap is marked three times a second, a sixth of the processor time. An old
 * generation that may have 256 MB is collected when it has grown by a third, where one that may have gigabytes first grows to
 * several times its size.
 */
export const NODE_FLAGS = ['--max-semi-space-size=16', '--max-old-space-size=256'];

/** What else keeps a node's memory small. The last two are for glibc; other systems do not know them. */
export const NODE_ENVIRONMENT = {
  // From the first file on nothing is stripped, so that the stripper and its 16 MB are not loaded.
  NODE_COMPILE_CACHE: COMPILE_CACHE_FOLDER,
  MALLOC_ARENA_MAX: '2',
  // A fixed threshold: glibc would learn from the 19 MiB of a password's hash to keep what is freed.
  MALLOC_TRIM_THRESHOLD_: `${2 * 1_024 * 1_024}`,
};

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
