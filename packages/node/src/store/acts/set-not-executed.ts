// SPDX-License-Identifier: Apache-2.0
// Keeps that the own State will not execute the action of a partner's alert. Entry: alert.not-executed.

import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import {
  type Decision,
  NOT_EXECUTED_CONTENT,
  NOT_EXECUTED_MAX,
  notExecutedRow,
  type PartnersAlert,
} from '../not-executed.ts';
import type { Transaction } from '../sql.ts';

/** A decision that stands is replaced. Throws `alert.not-executed-full`. */
export async function setNotExecuted(
  transaction: Transaction,
  { alert, decision }: { readonly alert: PartnersAlert; readonly decision: Decision },
): Promise<void> {
  const content = transaction.seal(NOT_EXECUTED_CONTENT, notExecutedRow(alert), encodeCbor(decision));
  await transaction.run(
    `insert into not_executed (state, register_id, alert_id, decided_at, content) values (?, ?, ?, ?, ?)
       on conflict (state, register_id, alert_id) do update set decided_at = excluded.decided_at, content = excluded.content`,
    [alert.state, alert.register, alert.alertId, transaction.atMs, content],
  );
  const [row] = await transaction.all<{ count: number }>('select count(*) as count from not_executed');
  if (row!.count <= NOT_EXECUTED_MAX) return;
  throw new IimsError('alert.not-executed-full', {
    message: 'The own State declines too many alerts.',
    rule: `at most ${NOT_EXECUTED_MAX}`,
    fix: 'End the decisions that are not needed any more, or suspend the partner.',
  });
}
