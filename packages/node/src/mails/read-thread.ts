// SPDX-License-Identifier: Apache-2.0
// A thread that reads one mail, or takes one attachment out of it, and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@iims/wire/assert';
import { termsOfDocument } from '../archive/terms-of-message.ts';
import { textsOfMail } from '../archive/texts-of-mail.ts';
import { type Fault, toFault } from '../store/fault.ts';
import { type MailReading, mailAttachment, readMail } from './read-mail.ts';

export type MailTask =
  | { readonly kind: 'read'; readonly file: Uint8Array; readonly caseRef: string }
  | { readonly kind: 'attachment'; readonly file: Uint8Array; readonly attachment: number };

/** A mail as it is imported. */
export interface MailRead {
  readonly reading: MailReading;
  /** Texts by which it is found. */
  readonly terms: readonly string[];
  /** Whether it has more of them than are kept. */
  readonly isCut: boolean;
}

export type MailOutcome =
  | { readonly kind: 'read'; readonly read: MailRead }
  | { readonly kind: 'attachment'; readonly bytes: Uint8Array | undefined }
  | { readonly kind: 'fault'; readonly fault: Fault };

assert(parentPort !== null, 'a mail is read in a thread of its own');
const outcome = outcomeOf(workerData as MailTask);
parentPort.postMessage(outcome, transferredWith(outcome));

/** What lies in memory of its own is handed over, and not copied. */
function transferredWith(outcome: MailOutcome): ArrayBuffer[] {
  if (outcome.kind !== 'attachment' || outcome.bytes === undefined) return [];
  const { buffer, byteLength } = outcome.bytes;
  return buffer.byteLength === byteLength ? [buffer as ArrayBuffer] : [];
}

function outcomeOf(task: MailTask): MailOutcome {
  try {
    if (task.kind === 'attachment') return { kind: 'attachment', bytes: mailAttachment(task.file, task.attachment) };
    const reading = readMail(task.file);
    const texts = textsOfMail(task.caseRef, reading);
    const files = reading.attachments.map(({ sha256 }) => sha256);
    return { kind: 'read', read: { reading, ...termsOfDocument({ caseRef: task.caseRef, texts, files }) } };
  } catch (error) {
    return { kind: 'fault', fault: toFault(error) };
  }
}
