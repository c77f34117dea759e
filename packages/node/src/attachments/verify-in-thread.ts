// SPDX-License-Identifier: Apache-2.0
// Verifies a file without holding up officers: gigabytes are opened and hashed in a thread of their own.
import { Worker } from 'node:worker_threads';
import type { QueriesUnderWay } from '../queries-under-way.ts';
import { fromFault } from '../store/fault.ts';
import type { FileToVerify } from './verify-attachment.ts';
import type { VerifyOutcome, VerifyWork } from './verify-thread.ts';

/** Throws as `verifyAttachment`. Ends the thread when `signal` is aborted, and rejects with its reason. */
export function verifyInThread(
  toVerify: FileToVerify,
  queries: Pick<QueriesUnderWay, 'shared'>,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return Promise.reject(signal.reason);
  const worker = new Worker(new URL('./verify-thread.ts', import.meta.url), {
    workerData: { toVerify, queries: queries.shared } satisfies VerifyWork,
  });
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(signal.reason);
      void worker.terminate();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    worker.once('message', (outcome: VerifyOutcome) => {
      if (outcome.kind === 'whole') resolve();
      else reject(fromFault(outcome.fault));
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      signal.removeEventListener('abort', onAbort);
      reject(new Error('the verifying thread ended without a word'));
    });
  });
}
