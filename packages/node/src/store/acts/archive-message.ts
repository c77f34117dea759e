// SPDX-License-Identifier: Apache-2.0
// Takes one message out of the inbox, or puts it back, because an operator says so. Entries: message.archived, message.returned.

import { IimsError } from '@iims/wire/errors';
import { stillWaitsFor } from '../message-keeping.ts';
import type { Transaction } from '../sql.ts';

export interface MessageToArchive {
  /** The number of a message that is here. */
  readonly no: number;
  readonly isArchived: boolean;
}

/** @throws IimsError `message.unfinished` where somebody still waits on it */
export async function archiveMessage(transaction: Transaction, { no, isArchived }: MessageToArchive): Promise<void> {
  if (!isArchived) {
    await transaction.run('update message set archived_at = null where message_no = ?', [no]);
    return;
  }
  const rule = await stillWaitsFor(transaction, no);
  if (rule !== undefined) {
    throw new IimsError('message.unfinished', {
      message: 'This message cannot leave the inbox yet.',
      field: 'id',
      rule,
      fix: 'Open or answer it first, or wait until it has arrived.',
    });
  }
  await transaction.run('update message set archived_at = ? where message_no = ? and archived_at is null', [
    transaction.atMs,
    no,
  ]);
}
