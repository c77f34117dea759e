// SPDX-License-Identifier: Apache-2.0
// A thread that verifies one file and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@iims/wire/assert';
import { type Fault, toFault } from '../store/fault.ts';
import { type FileToVerify, verifyAttachment } from './verify-attachment.ts';

export type VerifyOutcome = { readonly kind: 'whole' } | { readonly kind: 'fault'; readonly fault: Fault };

assert(parentPort !== null, 'a file is verified in a thread of its own');
const port = parentPort;

verifyAttachment(workerData as FileToVerify).then(
  () => port.postMessage({ kind: 'whole' } satisfies VerifyOutcome),
  (error) => port.postMessage({ kind: 'fault', fault: toFault(error) } satisfies VerifyOutcome),
);
