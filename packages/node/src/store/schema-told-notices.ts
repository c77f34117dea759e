// SPDX-License-Identifier: Apache-2.0
// The step of the schema by which notices of alerts that have ended, and their answers, are found; and the keys of those answers, which
// are kept as receipts are.

import type { Words } from './schema.ts';

export function toldNotices({ whole, bytes, table }: Words): string[] {
  return [
    'create index told_alert_ended on told_alert (ended_at, alert_token, state) where ended_at is not null',
    'create index told_alert_unsent on told_alert (notice_id) where notice_id is not null and sent_at is null',
    'create index told_alert_unanswered on told_alert (sent_at) where sent_at is not null and answered_at is null',
    `create index message_alert_notice on message (message_no)
       where kind = 'alert-deletion' and direction = 'in' and status <> 'answered'`,
    `create index message_alert_answer on message (message_no)
       where kind = 'alert-deleted' and direction = 'in' and opened_at is null`,
    `create table deletion_receipt (
       message_no ${whole} primary key, message_id ${bytes} not null, answered_at ${whole} not null,
       message_key ${bytes} not null) ${table}`,
  ];
}
