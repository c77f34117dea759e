// SPDX-License-Identifier: Apache-2.0
// A thread that verifies one file and ends. It stands still while a query is under way: gigabytes have time.
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@iims/wire/assert';
import { systemClock } from '../clock.ts';
import { GivingWay } from '../queries-under-way.ts';
import { type Fault, toFault } from '../store/fault.ts';
import { type FileToVerify, verifyAttachment } from './verify-attachment.ts';

export interface VerifyWork {
  readonly toVerify: FileToVerify;
  /** The memory of the node's `QueriesUnderWay`. */
  readonly queries: SharedArrayBuffer;
}

export type VerifyOutcome = { readonly kind: 'whole' } | { readonly kind: 'fault'; readonly fault: Fault };

assert(parentPort !== null, 'a file is verified in a thread of its own');
const port = parentPort;

const { toVerify, queries } = workerData as VerifyWork;
const way = new GivingWay(queries, systemClock.monotonic);

verifyAttachment(toVerify, () => way.step()).then(
  () => port.postMessage({ kind: 'whole' } satisfies VerifyOutcome),
  (error) => port.postMessage({ kind: 'fault', fault: toFault(error) } satisfies VerifyOutcome),
);
