// SPDX-License-Identifier: Apache-2.0
// Keeps what an operator proposes to send until a second person releases it. Entry: message.proposed.

import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { uuidToBytes } from '@iims/wire/identifiers';
import { caseTokenOf } from '../case-files.ts';
import { holdRow } from '../case-holds.ts';
import { refuseReplyToRecalled } from '../message-holders.ts';
import type { Transaction } from '../sql.ts';
import {
  HELD_PROPOSALS_MAX,
  type ProposalSummary,
  WAITING_CONTENT,
  WAITING_MESSAGES_MAX,
  WAITING_SUMMARY,
} from '../waiting-messages.ts';

export interface MessageToHold {
  /** UUID: that of the message once it is released. */
  readonly id: string;
  readonly summary: ProposalSummary;
  /** Deterministic CBOR of the draft, and its digest. */
  readonly draft: Uint8Array;
  readonly digest: Uint8Array;
  readonly by: string;
}

/** @throws IimsError `message.waiting-full`, `message.request-recalled` */
export async function holdMessage(
  transaction: Transaction,
  { id, summary, draft, digest, by }: MessageToHold,
): Promise<void> {
  const [row] = await transaction.all<{ held: number }>(
    "select count(*) as held from waiting_message where standing = 'waiting'",
  );
  if (row!.held >= WAITING_MESSAGES_MAX) {
    throw new IimsError('message.waiting-full', {
      message: 'Too many messages wait for their release.',
      rule: `at most ${WAITING_MESSAGES_MAX}`,
      fix: 'Release or refuse some of them.',
    });
  }
  const { inReplyTo } = summary;
  if (inReplyTo !== undefined) await refuseReplyToRecalled(transaction, uuidToBytes(inReplyTo), 'inReplyTo');
  const token = caseTokenOf(transaction, summary.caseRef);
  await checkRoomInHold(transaction, token);
  const key = uuidToBytes(id);
  await transaction.run(
    `insert into waiting_message (message_id, proposed_no, case_token, standing, proposed_by, proposed_at, digest, summary, content)
     values (?, ?, ?, 'waiting', ?, ?, ?, ?, ?)`,
    [
      key,
      transaction.entryIndex,
      token,
      by,
      transaction.atMs,
      digest,
      transaction.seal(WAITING_SUMMARY, key, encodeCbor(summary)),
      transaction.seal(WAITING_CONTENT, key, draft),
    ],
  );
}

/** A case on hold keeps each that was refused: whoever proposes and withdraws without end fills it, and not the disk. */
async function checkRoomInHold(transaction: Transaction, token: string): Promise<void> {
  if ((await holdRow(transaction, token)) === undefined) return;
  const [row] = await transaction.all<{ kept: number }>(
    'select count(*) as kept from waiting_message where case_token = ?',
    [token],
  );
  if (row!.kept < HELD_PROPOSALS_MAX) return;
  throw new IimsError('message.waiting-full', {
    message: 'Too many messages of this case wait for their release, or were refused it while the case is on hold.',
    field: 'caseRef',
    rule: `at most ${HELD_PROPOSALS_MAX} of a case on hold`,
    fix: 'Send what waits for nobody, or have the hold lifted when it is over.',
  });
}
