// SPDX-License-Identifier: Apache-2.0
// Takes an alert out of force, and what waits under its id with it. Entry: alert.withdrawn.

import { isLoaded, noSuchAlert, takeAlert } from '../alert-in-register.ts';
import type { Transaction } from '../sql.ts';
import { endTold } from '../told-alerts.ts';

/** Tells whether a source may bring it back. Throws `alert.not-found` where nothing of this id is in force or waits. */
export async function withdrawAlert(
  transaction: Transaction,
  args: { register: string; alertId: string },
): Promise<{ readonly untilNextLoad: boolean }> {
  const waited = await transaction.run('delete from waiting_alert where register_id = ? and alert_id = ?', [
    args.register,
    args.alertId,
  ]);
  const wasInForce = await takeAlert(transaction, args.register, args.alertId);
  if (waited === 0 && !wasInForce) throw noSuchAlert();
  await endTold(transaction, args.register, args.alertId);
  return { untilNextLoad: await isLoaded(transaction, args.register) };
}
