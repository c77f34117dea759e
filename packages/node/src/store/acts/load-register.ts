// SPDX-License-Identifier: Apache-2.0
// Replaces everything that a register holds. Entry: register.loaded.

import { IimsError } from '@iims/wire/errors';
import type { AlertToLoad } from '../alert-to-load.ts';
import { ALERT_BODY, ALERTS_PER_KEY_MAX, ALERTS_PER_LOAD_MAX, alertRow, bandWord } from '../alerts.ts';
import {
  alertNoOf,
  beginGeneration,
  dropContent,
  nextGeneration,
  type RegisterAbout,
  showGeneration,
} from '../generations.ts';
import { insertRows } from '../insert-rows.ts';
import { nearTokens } from '../key-tokens.ts';
import type { SqlValue, Transaction } from '../sql.ts';

/**
 * One transaction, since half a register would answer "no hit" where nothing is known.
 * Throws `input.invalid` beyond ALERTS_PER_LOAD_MAX or ALERTS_PER_KEY_MAX, or when an alert id comes twice.
 */
export async function loadRegister(
  transaction: Transaction,
  args: {
    register: RegisterAbout;
    alerts: readonly AlertToLoad[];
  },
): Promise<{ rows: number }> {
  const { register, alerts } = args;
  checkAlerts(alerts);
  await dropContent(transaction, register.id, 'alerts');
  const generation = await nextGeneration(transaction);
  await beginGeneration(transaction, { generation, register: register.id, standing: 'building', holds: 'alerts' });
  await showGeneration(transaction, generation, alerts.length, register);
  await insertRows(
    transaction,
    'alert',
    ['alert_no', 'alert_id', 'register_id', 'generation', 'review_on', 'body'],
    alerts.map(({ alertId, reviewOn, alert }, i) => {
      const body = transaction.seal(ALERT_BODY, alertRow(register.id, alertId), alert);
      return [alertNoOf(generation, i + 1), alertId, register.id, generation, reviewOn, body];
    }),
  );
  const tokens = tokenRows(alerts, generation, nearTokens(transaction));
  await insertRows(transaction, 'alert_near_key', ['token', 'alert_no', 'band'], tokens);
  return { rows: alerts.length };
}

function checkAlerts(alerts: readonly AlertToLoad[]): void {
  if (alerts.length > ALERTS_PER_LOAD_MAX) {
    throw refused(`at most ${ALERTS_PER_LOAD_MAX} alerts are loaded at once`, 'Import them instead.');
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

/** In the order of the index, which a tree fills faster; a key that an alert names twice counts once, with its better band. */
function tokenRows(alerts: readonly AlertToLoad[], generation: number, tokenOf: (key: string) => string): SqlValue[][] {
  const rows: [string, number, string][] = [];
  for (const [i, alert] of alerts.entries()) {
    const bands = new Map<string, string>();
    for (const { key, ...standing } of alert.keys) if (bands.get(key) !== 'hit') bands.set(key, bandWord(standing));
    for (const [key, band] of bands) rows.push([tokenOf(key), alertNoOf(generation, i + 1), band]);
  }
  return rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]));
}
