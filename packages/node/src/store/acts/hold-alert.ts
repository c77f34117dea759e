// SPDX-License-Identifier: Apache-2.0
// Keeps an alert, or what is to become of one in force, until a second person releases it. Entry: alert.entered, alert.updated.

import { IimsError } from '@iims/wire/errors';
import { checkRegister, isInForce, noSuchAlert } from '../alert-in-register.ts';
import { alertRow } from '../alerts.ts';
import { alreadyThere, checkFreshId } from '../fresh-alert-id.ts';
import type { Transaction } from '../sql.ts';
import { WAITING_ALERTS_MAX, WAITING_BODY } from '../waiting-alerts.ts';

export interface AlertToHold {
  readonly register: string;
  readonly kind: string;
  readonly alertId: string;
  /** Deterministic CBOR of the alert. */
  readonly alert: Uint8Array;
  readonly by: string;
  /** A fresh alert, or the next state of one that is in force or waits. */
  readonly as: 'entry' | 'update';
}

/** Throws `input.invalid` for another register, `alert.exists` or `alert.not-found` by what it is held as, `alert.waiting-full`; for a fresh one what `checkFreshId` throws. */
export async function holdAlert(transaction: Transaction, args: AlertToHold): Promise<void> {
  const { register, alertId } = args;
  await checkRegister(transaction, register, args.kind);
  const isThere =
    (await isInForce(transaction, register, alertId)) || (await isWaiting(transaction, register, alertId));
  if (args.as === 'entry' && isThere) throw alreadyThere();
  if (args.as === 'entry') await checkFreshId(transaction, register, alertId);
  if (args.as === 'update' && !isThere) throw noSuchAlert();
  await transaction.run('delete from waiting_alert where register_id = ? and alert_id = ?', [register, alertId]);
  await checkRoom(transaction);
  await transaction.run(
    'insert into waiting_alert (register_id, alert_id, body, entered_by, entered_at) values (?, ?, ?, ?, ?)',
    [
      register,
      alertId,
      transaction.seal(WAITING_BODY, alertRow(register, alertId), args.alert),
      args.by,
      transaction.atMs,
    ],
  );
}

export async function isWaiting(transaction: Transaction, register: string, alertId: string): Promise<boolean> {
  const rows = await transaction.all('select entered_at from waiting_alert where register_id = ? and alert_id = ?', [
    register,
    alertId,
  ]);
  return rows.length > 0;
}

async function checkRoom(transaction: Transaction): Promise<void> {
  const [row] = await transaction.all<{ count: number }>('select count(*) as count from waiting_alert');
  if (row!.count < WAITING_ALERTS_MAX) return;
  throw new IimsError('alert.waiting-full', {
    message: 'Too many alerts wait for their release.',
    rule: `at most ${WAITING_ALERTS_MAX}`,
    fix: 'Release or withdraw some of them.',
  });
}
