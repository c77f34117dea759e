// SPDX-License-Identifier: Apache-2.0
// Verifies a running node's own log without holding up its officers: in a thread, one run at a time.
import { Worker } from 'node:worker_threads';
import { fromFault } from '../store/fault.ts';
import type { DirectoryVerdict } from './verify-directory.ts';
import type { VerifyNodeOptions } from './verify-node.ts';
import type { VerifyOutcome } from './verify-thread.ts';

/** Verifies the log of a node's data directory in a thread of its own. Throws as `verifyNode`. */
export function verifyInThread(options: VerifyNodeOptions): Promise<DirectoryVerdict> {
  const worker = new Worker(new URL('./verify-thread.ts', import.meta.url), { workerData: options });
  // A node that stops waits for no verification.
  worker.unref();
  return new Promise((resolve, reject) => {
    worker.once('message', (outcome: VerifyOutcome) => {
      if (outcome.kind === 'verdict') resolve(outcome.verdict);
      else reject(fromFault(outcome.fault));
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the verifying thread ended without a verdict')));
  });
}

/**
 * Makes work that many may ask for run once at a time. Who asks while it runs gets the next run, together with all others
 * who do: a run that began earlier may have passed what happened since.
 */
export function oneAtATime<R>(work: () => Promise<R>): () => Promise<R> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<R> | undefined;
  return () => {
    next ??= running.then(() => {
      const run = work();
      running = run.catch(() => undefined);
      next = undefined;
      return run;
    });
    return next;
  };
}
