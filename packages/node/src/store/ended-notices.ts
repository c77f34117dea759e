// SPDX-License-Identifier: Apache-2.0
// What ends of a notice with the content of its message.

import type { Statements } from './sql.ts';

/** Inside an act: what lists show of the notice that this message brought, or by which an own one went, ends with its content. */
export async function forgetNoticeOf(transaction: Pick<Statements, 'all' | 'run'>, messageNo: number): Promise<void> {
  const [message] = await transaction.all<{ kind: string }>('select kind from message where message_no = ?', [
    messageNo,
  ]);
  if (message?.kind !== 'notice') return;
  await transaction.run(
    `update notice set subject = ?, case_token = '' where subject is not null and (message_no = ?
       or (state = substr(number, 1, 3) and number in (select number from notice_recipient where message_no = ?)))`,
    [new Uint8Array(0), messageNo, messageNo],
  );
}
