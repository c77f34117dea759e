// SPDX-License-Identifier: Apache-2.0
// Says who works on a message, or that nobody does. Entry: message.assigned.

import { uuidToBytes } from '@iims/wire/identifiers';
import type { Transaction } from '../sql.ts';

export interface MessageToAssign {
  /** UUID of a message that is here. */
  readonly id: string;
  readonly assignee: string | null;
  readonly by: string;
}

export async function assignMessage(transaction: Transaction, { id, assignee, by }: MessageToAssign): Promise<void> {
  const named = '(select message_no from message where message_id = ?)';
  await transaction.run(`delete from message_assignment where message_no = ${named}`, [uuidToBytes(id)]);
  if (assignee === null) return;
  await transaction.run(
    `insert into message_assignment (message_no, assigned_to, assigned_by, assigned_at)
       select message_no, ?, ?, ? from message where message_id = ?`,
    [assignee, by, transaction.atMs, uuidToBytes(id)],
  );
}
