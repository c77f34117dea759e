// SPDX-License-Identifier: Apache-2.0
// Reads a mail without holding up officers, and within bounds of time and memory that no mail can move: what a thread does not end in
// time, or has no room for, is refused (spec/mail-import.md, 7).
import { Worker } from 'node:worker_threads';
import { assert } from '@iims/wire/assert';
import { fromFault } from '../store/fault.ts';
import { tooComplex } from './mail-fault.ts';
import type { MailOutcome, MailRead, MailTask } from './read-thread.ts';

/** The thread takes the file: the caller has it no more. @throws IimsError `mail.malformed`, `mail.too-complex` */
export async function readMailInThread(file: Uint8Array, caseRef: string, bounds = READING): Promise<MailRead> {
  const outcome = await run({ kind: 'read', file, caseRef }, bounds);
  assert(outcome.kind === 'read', 'the thread does what it was told');
  return outcome.read;
}

/** Undefined where the mail has none of this number. Takes the file and @throws as `readMailInThread` */
export async function attachmentInThread(file: Uint8Array, attachment: number): Promise<Uint8Array | undefined> {
  const outcome = await run({ kind: 'attachment', file, attachment }, READING);
  assert(outcome.kind === 'attachment', 'the thread does what it was told');
  return outcome.bytes;
}

function run(task: MailTask, { msMax, memoryMbMax }: typeof READING): Promise<MailOutcome> {
  const worker = new Worker(new URL('./read-thread.ts', import.meta.url), {
    workerData: task,
    // One copy of a mail of 25 MB is enough.
    transferList: [task.file.buffer as ArrayBuffer],
    resourceLimits: { maxOldGenerationSizeMb: memoryMbMax },
  });
  return new Promise((resolve, reject) => {
    // Nothing is answered before the thread has ended and its memory is free: whoever reads the next mail begins then.
    let settle = () => reject(new Error('the reading thread ended without a word'));
    const timer = setTimeout(() => {
      settle = () => reject(tooComplex(`read within ${msMax / 1_000} seconds`));
      void worker.terminate();
    }, msMax);
    worker.once('message', (outcome: MailOutcome) => {
      settle = () => (outcome.kind === 'fault' ? reject(fromFault(outcome.fault)) : resolve(outcome));
    });
    worker.once('error', (error: NodeJS.ErrnoException) => {
      const isFull = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      settle = () => reject(isFull ? tooComplex(`read within ${memoryMbMax} MiB`) : error);
    });
    worker.once('exit', () => {
      clearTimeout(timer);
      settle();
    });
  });
}

/** Of one mail: the time that its thread has, and its memory beside the file. Reading takes a tenth of a second where nobody else does anything. */
const READING = { msMax: 60_000, memoryMbMax: 256 };
