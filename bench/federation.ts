// SPDX-License-Identifier: Apache-2.0
// Four States as four processes: the product's nodes, or the baseline's on the same data directories.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { NODE_ENVIRONMENT, NODE_FLAGS } from '@iims/cli/node-process';
import type { SettledDemo } from '@iims/testbed/demo/demo-directory';
import { officerPort } from '@iims/testbed/demo/ports';
import { DEMO_STATES } from '@iims/testbed/demo/states';
import { type LoadTarget, signInForLoad } from './load.ts';

/** `unwitnessed`: the product without witnesses and batch signatures. */
export type Variant = 'protected' | 'unwitnessed' | 'bare' | 'bare-coalesced';

export interface Federation {
  readonly pids: readonly number[];
  readonly targets: readonly LoadTarget[];
  /** From spawning to the last node's ready line, ms. */
  readonly startMs: number;
  stop(): Promise<void>;
}

export async function startFederation(variant: Variant, directory: string, demo: SettledDemo): Promise<Federation> {
  const startedAt = performance.now();
  const children = DEMO_STATES.map((state) => spawnNode(variant, join(directory, state)));
  await Promise.all(children.map(firstLine));
  const startMs = performance.now() - startedAt;
  const targets = await Promise.all(
    DEMO_STATES.map((state) => {
      const account = demo.accounts.find((candidate) => candidate.state === state && candidate.role === 'officer')!;
      return signInForLoad(`http://127.0.0.1:${officerPort(demo.port, state)}`, account.user, account.password);
    }),
  );
  return {
    pids: children.map(({ pid }) => pid!),
    targets,
    startMs,
    async stop() {
      for (const child of children) child.kill('SIGTERM');
      await Promise.all(
        children.map((child) => new Promise((done) => (child.exitCode === null ? child.once('exit', done) : done(0)))),
      );
    },
  };
}

function spawnNode(variant: Variant, directory: string): ChildProcess {
  return spawn(process.execPath, [...NODE_FLAGS, ...commandOf(variant, directory)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...NODE_ENVIRONMENT },
  });
}

function commandOf(variant: Variant, directory: string): readonly string[] {
  switch (variant) {
    case 'protected':
    case 'unwitnessed':
      return [variant === 'protected' ? CLI : UNWITNESSED, 'node', 'start', '--dir', directory, '--json'];
    case 'bare':
      return [BARE, '--dir', directory];
    case 'bare-coalesced':
      return [BARE, '--dir', directory, '--coalesce'];
  }
}

function firstLine(child: ChildProcess): Promise<void> {
  return new Promise((ready, failed) => {
    createInterface({ input: child.stdout! }).once('line', () => ready());
    child.once('exit', () => failed(new Error('a node ended before it was ready')));
  });
}

const CLI = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url));
const UNWITNESSED = fileURLToPath(new URL('./unwitnessed-node.ts', import.meta.url));
const BARE = fileURLToPath(new URL('./bare/bare-node.ts', import.meta.url));
