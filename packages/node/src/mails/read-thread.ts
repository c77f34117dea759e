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
const handedOver = outcome.kind === 'attachment' && outcome.bytes ? [outcome.bytes.buffer as ArrayBuffer] : [];
parentPort.postMessage(outcome, handedOver);

/** In memory of its own: with a part of the file the whole of it would go. */
function alone(bytes: Uint8Array): Uint8Array {
  return bytes.buffer.byteLength === bytes.length ? bytes : new Uint8Array(bytes);
}

function outcomeOf(task: MailTask): MailOutcome {
  try {
    if (task.kind === 'attachment') {
      const bytes = mailAttachment(task.file, task.attachment);
      return { kind: 'attachment', bytes: bytes && alone(bytes) };
    }
    const reading = readMail(task.file);
    const texts = textsOfMail(task.caseRef, reading);
    const files = reading.attachments.map(({ sha256 }) => sha256);
    return { kind: 'read', read: { reading, ...termsOfDocument({ caseRef: task.caseRef, texts, files }) } };
  } catch (error) {
    return { kind: 'fault', fault: toFault(error) };
  }
}
