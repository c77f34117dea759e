// SPDX-License-Identifier: Apache-2.0
// Notes which own alert was entered from a notice. Entry: notice.alert-linked.

import { isInForce, noSuchAlert } from '../alert-in-register.ts';
import { findNotice } from '../notices.ts';
import type { Transaction } from '../sql.ts';
import { isWaiting } from './hold-alert.ts';
import { noSuchNotice } from './review-notice.ts';

export interface NoticeAlert {
  readonly state: string;
  readonly number: string;
  readonly register: string;
  readonly alertId: string;
  readonly by: string;
}

/** Throws `notice.not-found`, `alert.not-found` where nothing of this id is in force or waits. */
export async function linkNoticeAlert(transaction: Transaction, link: NoticeAlert): Promise<void> {
  const { state, number, register, alertId, by } = link;
  if ((await findNotice(transaction, state, number)) === undefined) throw noSuchNotice();
  const isThere =
    (await isInForce(transaction, register, alertId)) || (await isWaiting(transaction, register, alertId));
  if (!isThere) throw noSuchAlert();
  await transaction.run(
    `insert into notice_alert (state, number, register_id, alert_id, by_user, at_ms) values (?, ?, ?, ?, ?, ?)
       on conflict (state, number, register_id, alert_id) do nothing`,
    [state, number, register, alertId, by, transaction.atMs],
  );
}
