// SPDX-License-Identifier: Apache-2.0
import { DatabaseSync } from 'node:sqlite';

/** Turns one bit of an alert as it lies sealed in the database of a store. */
export function damageAlert(path: string, alertId: string): void {
  const database = new DatabaseSync(path);
  const row = database.prepare('select body from alert where alert_id = ?').get(alertId);
  const body = Buffer.from(row?.body as Uint8Array);
  body[body.length - 40]! ^= 1;
  database.prepare('update alert set body = ? where alert_id = ?').run(body, alertId);
  database.close();
}
