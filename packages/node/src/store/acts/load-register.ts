// SPDX-License-Identifier: Apache-2.0
// Replaces everything that a register holds. Entry: register.loaded.

import { IimsError } from '@iims/wire/errors';
import type { AlertToLoad } from '../alert-to-load.ts';
import { ALERT_BODY, ALERTS_PER_KEY_MAX, ALERTS_PER_REGISTER_MAX, alertRow, bandWord } from '../alerts.ts';
import { insertRows } from '../insert-rows.ts';
import type { SqlValue, Transaction } from '../sql.ts';

/**
 * One transaction, since half a register would answer "no hit" where nothing is known.
 * Throws `input.invalid` beyond ALERTS_PER_REGISTER_MAX or ALERTS_PER_KEY_MAX, or when an alert id comes twice.
 */
export async function loadRegister(
  transaction: Transaction,
  args: {
    register: { id: string; kind: string; title: string; changedAt: number; checkedAt: number };
    alerts: readonly AlertToLoad[];
  },
): Promise<{ rows: number }> {
  const { register, alerts } = args;
  checkAlerts(alerts);
  await transaction.run('delete from alert_key where alert_no in (select alert_no from alert where register_id = ?)', [
    register.id,
  ]);
  await transaction.run('delete from alert where register_id = ?', [register.id]);
  await transaction.run(
    `insert into register (id, kind, title, changed_at, checked_at, row_count) values (?, ?, ?, ?, ?, ?)
       on conflict (id) do update set kind = excluded.kind, title = excluded.title, changed_at = excluded.changed_at,
         checked_at = excluded.checked_at, row_count = excluded.row_count`,
    [register.id, register.kind, register.title, register.changedAt, register.checkedAt, alerts.length],
  );
  const firstNo = await nextAlertNo(transaction);
  await insertRows(
    transaction,
    'alert',
    ['alert_no', 'alert_id', 'register_id', 'body'],
    alerts.map(({ alertId, alert }, i) => {
      const body = transaction.seal(ALERT_BODY, alertRow(register.id, alertId), alert);
      return [firstNo + i, alertId, register.id, body];
    }),
  );
  const tokens = tokenRows(alerts, firstNo, transaction.tokenOf);
  await insertRows(transaction, 'alert_key', ['token', 'alert_no', 'band'], tokens);
  return { rows: alerts.length };
}

function checkAlerts(alerts: readonly AlertToLoad[]): void {
  if (alerts.length > ALERTS_PER_REGISTER_MAX) {
    throw refused(`a register has at most ${ALERTS_PER_REGISTER_MAX} alerts`, 'Divide it into several registers.');
  }
  if (new Set(alerts.map((alert) => alert.alertId)).size < alerts.length) {
    throw refused('an alert id comes once', 'Remove the duplicate at the source.');
  }
  const alertsOfKey = new Map<string, number>();
  for (const alert of alerts) {
    for (const { key } of alert.keys) alertsOfKey.set(key, (alertsOfKey.get(key) ?? 0) + 1);
  }
  for (const count of alertsOfKey.values()) {
    if (count > ALERTS_PER_KEY_MAX) {
      throw refused(
        `at most ${ALERTS_PER_KEY_MAX} alerts share a key`,
        'Check the source: so many alerts do not name the same thing.',
      );
    }
  }
}

function refused(rule: string, fix: string): IimsError {
  return new IimsError('input.invalid', { message: 'The register cannot be loaded.', field: 'alerts', rule, fix });
}

/** Keys go with their alerts in this transaction, so a number may be given again. */
async function nextAlertNo(transaction: Transaction): Promise<number> {
  const [row] = await transaction.all<{ next: number }>('select coalesce(max(alert_no) + 1, 1) as next from alert');
  return row?.next ?? 1;
}

/** In the order of the index, which a tree fills faster; a key that an alert names twice counts once, with its better band. */
function tokenRows(alerts: readonly AlertToLoad[], firstNo: number, tokenOf: (key: string) => string): SqlValue[][] {
  const rows: [string, number, string][] = [];
  for (const [i, alert] of alerts.entries()) {
    const bands = new Map<string, string>();
    for (const { key, ...standing } of alert.keys) if (bands.get(key) !== 'hit') bands.set(key, bandWord(standing));
    for (const [key, band] of bands) rows.push([tokenOf(key), firstNo + i, band]);
  }
  return rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]));
}
