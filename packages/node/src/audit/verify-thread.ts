// SPDX-License-Identifier: Apache-2.0
// A thread that verifies one log and ends: a million entries take many seconds of computing, which officers must not feel.
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@iims/wire/assert';
import { type Fault, toFault } from '../store/fault.ts';
import type { DirectoryVerdict } from './verify-directory.ts';
import { type VerifyNodeOptions, verifyNode } from './verify-node.ts';

export type VerifyOutcome =
  | { readonly kind: 'verdict'; readonly verdict: DirectoryVerdict }
  | { readonly kind: 'fault'; readonly fault: Fault };

assert(parentPort !== null, 'the log is verified in a thread of its own');
const port = parentPort;

verifyNode(workerData as VerifyNodeOptions).then(
  (verdict) => port.postMessage({ kind: 'verdict', verdict } satisfies VerifyOutcome),
  (error) => port.postMessage({ kind: 'fault', fault: toFault(error) } satisfies VerifyOutcome),
);
