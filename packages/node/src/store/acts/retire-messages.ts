// SPDX-License-Identifier: Apache-2.0
// Erases what messages said, and what lists show of them, at the end of their period: envelope, keys, summary, case and all by which they
// were found. That there was a message stays. Entry: message.retired.

import { refuseHeld } from '../case-holds.ts';
import { endContent } from '../message-holders.ts';
import type { Transaction } from '../sql.ts';

export interface MessagesToRetire {
  readonly numbers: readonly number[];
  /** Whether senders are told of those that came from them. */
  readonly isTold: boolean;
}

/** @throws IimsError `case.held` where a case was put on hold since the messages were read */
export async function retireMessages(transaction: Transaction, { numbers, isTold }: MessagesToRetire): Promise<void> {
  for (const no of numbers) {
    await refuseHeld(transaction, 'message', no);
    await endContent(transaction, no, 'period-ended');
    await transaction.run(
      "update message set summary = ?, case_token = '', retired_at = ? where message_no = ? and retired_at is null",
      [new Uint8Array(0), transaction.atMs, no],
    );
    // What the own State sent, and what nodes tell each other, has nobody who must hear of it.
    await transaction.run(
      `update message_ending set is_told = 1
        where message_no = ? and (? = 0 or exists (select 1 from message m where m.message_no = ? and m.direction = 'out'))`,
      [no, isTold ? 1 : 0, no],
    );
  }
}
