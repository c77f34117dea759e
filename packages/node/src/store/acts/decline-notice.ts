// SPDX-License-Identifier: Apache-2.0
// The own State will not execute what a partner's notice asks. Entry: notice.declined.

import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { NoticeRefusalGround } from '@iims/wire/notice-codes';
import { findNotice } from '../notices.ts';
import { keepRefusal, ownDecisionOn } from '../refused-purposes.ts';
import type { Transaction } from '../sql.ts';
import { noSuchNotice } from './review-notice.ts';

export interface NoticeToDecline {
  readonly state: StateCode;
  readonly number: string;
  readonly by: string;
  readonly ground: NoticeRefusalGround;
  readonly explanation?: string | undefined;
}

/** Throws `notice.not-found`, `notice.decided`. */
export async function declineNotice(transaction: Transaction, { by, ...declined }: NoticeToDecline): Promise<void> {
  const { state, number } = declined;
  const notice = await findNotice(transaction, state, number);
  if (notice?.about === undefined) throw noSuchNotice();
  if ((await ownDecisionOn(transaction, state, number)) !== undefined) {
    throw new IimsError('notice.decided', { message: 'The own State declines this notice already.', field: 'number' });
  }
  await keepRefusal(transaction, { ...declined, purpose: notice.about.purpose, cause: 'own-decision', decidedBy: by });
}
