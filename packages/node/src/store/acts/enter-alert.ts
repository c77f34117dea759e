// SPDX-License-Identifier: Apache-2.0
// Puts a fresh alert in force. Entry: alert.entered.

import { checkRegister, putAlert } from '../alert-in-register.ts';
import type { AlertToLoad } from '../alert-to-load.ts';
import { alreadyThere, checkFreshId } from '../fresh-alert-id.ts';
import type { Transaction } from '../sql.ts';
import { type Refusable, refuseInAct } from '../stopped-by-refusal.ts';
import { isWaiting } from './hold-alert.ts';

/** Throws `input.invalid` for another register or an id of a list's, `alert.exists` for an id that is taken. */
export async function enterAlert(
  transaction: Transaction,
  args: { register: string; kind: string; alert: AlertToLoad; refusable?: Refusable },
): Promise<void> {
  const { register, kind, alert } = args;
  await refuseInAct(transaction, args.refusable);
  await checkRegister(transaction, register, kind);
  if (await isWaiting(transaction, register, alert.alertId)) throw alreadyThere();
  await checkFreshId(transaction, register, alert.alertId);
  await putAlert(transaction, register, alert);
}
