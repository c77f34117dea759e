// SPDX-License-Identifier: Apache-2.0
// Keeps a message that an officer or the node sends, and gives it its number in the sequence to each State. Entry: message.stored, or
// message.released for one that waited for a second person.

import type { StateCode } from '@iims/wire/identifiers';
import { settleAsked } from '../asked-confirmations.ts';
import { type AttachmentNote, noteAttachments } from '../attachments.ts';
import { type DueCheck, takePlannedCheck } from '../check-schedules.ts';
import { type ClockNote, noteClocks } from '../message-clocks.ts';
import { type HoldingNote, noteHolding, refuseReplyToRecalled } from '../message-holders.ts';
import { insertMessage, type MessageToKeep } from '../messages.ts';
import { type NoticeNote, noteNotice } from '../notice-notes.ts';
import { nextSequence } from '../outbox.ts';
import type { Transaction } from '../sql.ts';
import { type Refusable, refuseInAct } from '../stopped-by-refusal.ts';
import { type MessageRelease, takeProposal } from '../take-proposal.ts';

export interface MessageToSend {
  readonly kept: MessageToKeep;
  /** The States that it goes to, each once. */
  readonly to: readonly StateCode[];
  /** When a delivery that has not ended is shown as undeliverable. */
  readonly raiseAt: number;
  /** The message that this one answers, which came from another State: 16 bytes. */
  readonly answers?: Uint8Array;
  /** What an officer replies to: 16 bytes. */
  readonly repliesTo?: Uint8Array;
  readonly clocks: ClockNote;
  readonly holding?: HoldingNote;
  readonly notice?: NoticeNote;
  /** Of a message that waited for a second person; its entry is message.released. */
  readonly release?: MessageRelease;
  readonly files?: AttachmentNote;
  /** An officer's request to confirm a hit that the message fulfils: 16 bytes. */
  readonly asked?: Uint8Array;
  /** The place of a communication check in the run of its schedule. */
  readonly planned?: Pick<DueCheck, 'schedule' | 'place'>;
  /** What may have been refused until now. */
  readonly refusable?: Refusable;
}

/**
 * Resolves to the numbers, in the order of `to`.
 * @throws IimsError `attachment.not-found`, `attachment.recipients`, `message.request-recalled`, `notice.refused-purpose`
 */
export async function sendMessage(
  transaction: Transaction,
  { kept, to, raiseAt, answers, clocks, holding, notice, files, ...ends }: MessageToSend,
): Promise<number[]> {
  const { repliesTo, release, asked, planned, refusable } = ends;
  await refuseInAct(transaction, refusable);
  if (repliesTo !== undefined) await refuseReplyToRecalled(transaction, repliesTo, 'inReplyTo');
  if (release !== undefined) await takeProposal(transaction, release);
  if (planned !== undefined) await takePlannedCheck(transaction, planned);
  if (asked !== undefined) await settleAsked(transaction, asked, { by: 'message', no: transaction.entryIndex });
  await insertMessage(transaction, kept);
  const sequences: number[] = [];
  for (const state of to) {
    const sequence = await nextSequence(transaction, state);
    sequences.push(sequence);
    await transaction.run(
      `insert into message_delivery
         (message_no, state, sequence, status, waits, raised, due_at, attempts, next_attempt_at)
       values (?, ?, ?, 'stored', 1, 0, ?, 0, 0)`,
      [transaction.entryIndex, state, sequence, raiseAt],
    );
  }
  await noteClocks(transaction, 'out', to, clocks);
  await noteHolding(transaction, 'out', to, holding);
  await noteNotice(transaction, 'out', to, notice);
  await noteAttachments(transaction, 'out', to, files);
  if (answers !== undefined) {
    await transaction.run("update message set status = 'answered' where message_id = ? and direction = 'in'", [
      answers,
    ]);
  }
  return sequences;
}
