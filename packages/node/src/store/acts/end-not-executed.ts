// SPDX-License-Identifier: Apache-2.0
// Ends a decision not to execute: officers are asked for the owner's action again. Entry: alert.executed-again.

import { IimsError } from '@iims/wire/errors';
import type { PartnersAlert } from '../not-executed.ts';
import type { Transaction } from '../sql.ts';

/** Throws `alert.not-found` where there is no such decision. */
export async function endNotExecuted(
  transaction: Transaction,
  { alert }: { readonly alert: PartnersAlert },
): Promise<void> {
  const ended = await transaction.run('delete from not_executed where state = ? and register_id = ? and alert_id = ?', [
    alert.state,
    alert.register,
    alert.alertId,
  ]);
  if (ended > 0) return;
  throw new IimsError('alert.not-found', {
    message: 'The own State executes this alert, or it has never seen it.',
    field: 'alertId',
  });
}
