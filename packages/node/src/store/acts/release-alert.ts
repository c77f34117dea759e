// SPDX-License-Identifier: Apache-2.0
// Puts in force what waited, in the place of what was in force under its id. Entry: alert.released.

import type { Alert } from '@iims/wire/alert';
import { equalBytes } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { checkRegister, noSuchAlert, putAlert, takeAlert } from '../alert-in-register.ts';
import { alertToLoad } from '../alert-to-load.ts';
import { findAlert } from '../alerts.ts';
import type { Transaction } from '../sql.ts';
import { type Refusable, refuseInAct } from '../stopped-by-refusal.ts';
import { findWaitingAlert, releaseDigest } from '../waiting-alerts.ts';

/**
 * Throws `alert.not-found`, `alert.own-entry` for whoever entered it or changed it last, `alert.changed` unless what waits
 * and what is in force have the digest of what the second person looked at.
 */
export async function releaseAlert(
  transaction: Transaction,
  args: { register: string; alertId: string; by: string; digest: Uint8Array; refusable?: Refusable },
): Promise<void> {
  const { register, alertId } = args;
  await refuseInAct(transaction, args.refusable);
  const waiting = await findWaitingAlert(transaction, register, alertId);
  if (waiting?.alert === undefined) throw noSuchAlert();
  if (waiting.enteredBy === args.by) {
    throw new IimsError('alert.own-entry', {
      message: 'An alert on a person is released by another than the one who entered it.',
      fix: 'Ask a colleague to look at it.',
    });
  }
  const inForce = await findAlert(transaction, register, alertId);
  if (!equalBytes(releaseDigest(waiting.alert, inForce), args.digest)) throw changedMeanwhile();
  await transaction.run('delete from waiting_alert where register_id = ? and alert_id = ?', [register, alertId]);
  const alert = decodeCbor(waiting.alert) as Alert;
  await checkRegister(transaction, register, alert.kind);
  await takeAlert(transaction, register, alertId);
  await putAlert(transaction, register, alertToLoad(register, alert));
}

export function changedMeanwhile(): IimsError {
  return new IimsError('alert.changed', {
    message: 'The alert is another than the one that was looked at.',
    fix: 'Look at it again.',
  });
}
