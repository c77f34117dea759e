// SPDX-License-Identifier: Apache-2.0
// Takes a partner's signed answer that its officers see the end of alerts. Entry: alert.deletion-confirmed.

import { encodeCbor } from '@iims/wire/cbor';
import type { StateCode } from '@iims/wire/identifiers';
import { keepDeletionReceipt } from '../deletion-receipts.ts';
import type { Transaction } from '../sql.ts';
import { ANSWERED_CONTENT, openTold, TOLD_COLUMNS, toldRow, toldToken } from '../told-alerts.ts';

export interface DeletionAnswer {
  /** Number and id of the message. */
  readonly no: number;
  readonly id: string;
  readonly state: StateCode;
  /** The reference that its notice had. */
  readonly ref: string;
  readonly alerts: readonly { readonly register: string; readonly alertId: string }[];
}

/** Gives how many alerts it confirms: those of the notice that this State was sent, each once. */
export async function confirmDeletion(transaction: Transaction, answer: DeletionAnswer): Promise<number> {
  const { no, id, state, ref, alerts } = answer;
  let confirmed = 0;
  for (const { register, alertId } of alerts) {
    const rows = await transaction.all(
      `select ${TOLD_COLUMNS} from told_alert
        where alert_token = ? and state = ? and notice_id = ? and answered_at is null`,
      [toldToken(transaction, register, alertId), state, ref],
    );
    for (const row of rows) {
      const told = await openTold(transaction, row);
      if (told === undefined) continue;
      const content = encodeCbor({ register, alertId, first: told.first, last: told.last });
      const key = toldRow(row.token as string, state, told.round);
      await transaction.run(
        `update told_alert set content = ?, answer_id = ?, answered_at = ?
          where alert_token = ? and state = ? and round = ?`,
        [transaction.seal(ANSWERED_CONTENT, key, content), id, transaction.atMs, row.token!, state, told.round],
      );
      confirmed += 1;
    }
  }
  await keepDeletionReceipt(transaction, { no, isProof: confirmed > 0 });
  return confirmed;
}
