// SPDX-License-Identifier: Apache-2.0
// Takes a message of a partner into the inbox together with the receipt that is given for it. Entry: message.received.
// Another message under the same id or number is taken back, entry and all: it is refused or has its receipt already.

import { type AttachmentNote, noteAttachments } from '../attachments.ts';
import { awaitEntry } from '../awaited-entries.ts';
import { enterSequence } from '../inbox.ts';
import { type ClockNote, noteClocks } from '../message-clocks.ts';
import { type HoldingNote, noteArrival, noteHolding } from '../message-holders.ts';
import { insertMessage, type MessageToKeep } from '../messages.ts';
import { type NoticeNote, noteNotice } from '../notice-notes.ts';
import { advanceDelivery } from '../outbox.ts';
import type { Transaction } from '../sql.ts';

export interface MessageToReceive {
  readonly kept: MessageToKeep & { readonly sequence: number; readonly receipt: Uint8Array };
  /** How far a message of the own State has come with it: what it says was opened, or what it answers. */
  readonly tells?: { readonly of: Uint8Array; readonly status: 'opened' | 'answered' };
  readonly clocks: ClockNote;
  readonly holding?: HoldingNote;
  readonly notice?: NoticeNote;
  readonly files?: AttachmentNote;
  /** The first moment at which nobody may hold its content any more. */
  readonly endsAt?: number;
}

/** @throws IimsError `message.replayed`, `message.sequence`, `message.notice` */
export async function receiveMessage(
  transaction: Transaction,
  { kept, tells, clocks, holding, notice, files, endsAt }: MessageToReceive,
): Promise<void> {
  await enterSequence(transaction, kept.state, kept.sequence);
  await insertMessage(transaction, kept);
  await noteClocks(transaction, 'in', [kept.state], clocks);
  await noteHolding(transaction, 'in', [kept.state], holding);
  await noteNotice(transaction, 'in', [kept.state], notice);
  await noteAttachments(transaction, 'in', [kept.state], files);
  await noteArrival(transaction, kept.id, kept.state, endsAt);
  // Of the end of alerts the word counts only when it confirmed something.
  if (kept.message.kind === 'deleted') await awaitEntry(transaction, transaction.entryIndex, kept.state);
  if (tells !== undefined) await advanceDelivery(transaction, tells.of, kept.state, tells.status);
}
