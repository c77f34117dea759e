// SPDX-License-Identifier: Apache-2.0
// Puts the next state of an alert in force in the place of the last one. Entry: alert.updated.

import { equalBytes } from '@iims/wire/bytes';
import { checkRegister, noSuchAlert, putAlert, takeAlert } from '../alert-in-register.ts';
import type { AlertToLoad } from '../alert-to-load.ts';
import { findAlert } from '../alerts.ts';
import type { Transaction } from '../sql.ts';
import { type Refusable, refuseInAct } from '../stopped-by-refusal.ts';
import { changedMeanwhile } from './release-alert.ts';

/** Throws `input.invalid` for another register, `alert.not-found`, `alert.changed` unless what is in force is `expected`, where that is given. */
export async function replaceAlert(
  transaction: Transaction,
  args: { register: string; kind: string; alert: AlertToLoad; expected?: Uint8Array; refusable?: Refusable },
): Promise<void> {
  const { register, alert, expected } = args;
  await refuseInAct(transaction, args.refusable);
  await checkRegister(transaction, register, args.kind);
  if (expected !== undefined) {
    const found = await findAlert(transaction, register, alert.alertId);
    if (found === undefined) throw noSuchAlert();
    if (!equalBytes(found, expected)) throw changedMeanwhile();
  }
  if (!(await takeAlert(transaction, register, alert.alertId))) throw noSuchAlert();
  await putAlert(transaction, register, alert);
}
