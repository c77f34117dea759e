// SPDX-License-Identifier: Apache-2.0
// Reads a mail without holding up officers, and within bounds of time and memory that no mail can move: what a thread does not end in
// time, or has no room for, is refused (spec/mail-import.md, 7).
import { Worker } from 'node:worker_threads';
import { assert } from '@iims/wire/assert';
import { fromFault } from '../store/fault.ts';
import { tooComplex } from './mail-fault.ts';
import type { MailOutcome, MailRead, MailTask } from './read-thread.ts';

/** @throws IimsError `mail.malformed`, `mail.too-complex` */
export async function readMailInThread(file: Uint8Array, caseRef: string, bounds = READING): Promise<MailRead> {
  const outcome = await run({ kind: 'read', file, caseRef }, bounds);
  assert(outcome.kind === 'read', 'the thread does what it was told');
  return outcome.read;
}

/** Undefined where the mail has none of this number. @throws as `readMailInThread` */
export async function attachmentInThread(file: Uint8Array, attachment: number): Promise<Uint8Array | undefined> {
  const outcome = await run({ kind: 'attachment', file, attachment }, READING);
  assert(outcome.kind === 'attachment', 'the thread does what it was told');
  return outcome.bytes;
}

function run(task: MailTask, { msMax, memoryMbMax }: typeof READING): Promise<MailOutcome> {
  const worker = new Worker(new URL('./read-thread.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: memoryMbMax },
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(tooComplex(`read within ${msMax / 1_000} seconds`));
      void worker.terminate();
    }, msMax);
    worker.once('message', (outcome: MailOutcome) => {
      if (outcome.kind === 'fault') reject(fromFault(outcome.fault));
      else resolve(outcome);
    });
    worker.once('error', (error: NodeJS.ErrnoException) => {
      const isFull = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(isFull ? tooComplex(`read within ${memoryMbMax} MiB`) : error);
    });
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('the reading thread ended without a word'));
    });
  });
}

/** Of one mail: the time that its thread has, and its memory beside the file. Reading takes a tenth of a second where nobody else does anything. */
const READING = { msMax: 60_000, memoryMbMax: 256 };
