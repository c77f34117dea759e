// SPDX-License-Identifier: Apache-2.0
// Ends an own notice: whoever was sent it is owed the withdrawal, nobody else is sent it any more. Entry: notice.withdrawn.

import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { isRefusalGround, type NoticeWithdrawalGround } from '@iims/wire/notice-codes';
import { findNotice } from '../notices.ts';
import { keepRefusal } from '../refused-purposes.ts';
import type { Transaction } from '../sql.ts';
import { noSuchNotice } from './review-notice.ts';

export interface NoticeToWithdraw {
  readonly own: StateCode;
  readonly fullNumber: string;
  readonly ground: NoticeWithdrawalGround;
  /** The account, or `node`. */
  readonly by: string;
  /** Of a ground of refusal. */
  readonly explanation?: string | undefined;
}

/** Throws `notice.not-found`, `notice.withdrawn`. */
export async function withdrawNotice(
  transaction: Transaction,
  { own, fullNumber, ground, by, explanation }: NoticeToWithdraw,
): Promise<void> {
  const ended = await transaction.run(
    `update notice set withdrawn_at = ?, ground = ?, withdrawn_by = ?
      where state = ? and number = ? and withdrawn_at is null`,
    [transaction.atMs, ground, by, own, fullNumber],
  );
  if (ended === 0) {
    const known = await transaction.all('select no from notice where state = ? and number = ?', [own, fullNumber]);
    throw known.length === 0 ? noSuchNotice() : alreadyWithdrawn();
  }
  await transaction.run(
    'update notice_recipient set owed = case when message_no is null then 0 else 1 end where number = ?',
    [fullNumber],
  );
  if (!isRefusalGround(ground)) return;
  const { about } = (await findNotice(transaction, own, fullNumber))!;
  const refused = { state: own, number: fullNumber, purpose: about!.purpose, ground, explanation, decidedBy: by };
  await keepRefusal(transaction, { ...refused, cause: 'withdrawal' });
}

export function alreadyWithdrawn(): IimsError {
  return new IimsError('notice.withdrawn', { message: 'This notice was withdrawn before.', field: 'number' });
}
