// SPDX-License-Identifier: Apache-2.0
// The alerts of one register, a page at a time, for what is made of them in memory.
import { ALERT_BODY, alertRow } from './alerts.ts';
import type { Reader } from './sql.ts';

export interface StoredAlertContent {
  readonly alertId: string;
  /** Deterministic CBOR of the alert. */
  readonly content: Uint8Array;
}

/** All alerts of a register in the order of their ids, a page at a time; what cannot be opened is left out. */
export async function* readAlertsOf(reader: Reader, register: string): AsyncGenerator<StoredAlertContent[]> {
  let after = '';
  for (;;) {
    const rows = await reader.all<{ alertId: string; body: Uint8Array }>(READ_PAGE, [register, after]);
    const page: StoredAlertContent[] = [];
    for (const { alertId, body } of rows) {
      const unsealed = await reader.unseal(ALERT_BODY, alertRow(register, alertId), body);
      if (unsealed.kind === 'open') page.push({ alertId, content: unsealed.content });
    }
    if (page.length > 0) yield page;
    if (rows.length < PAGE_ALERTS) return;
    after = rows.at(-1)!.alertId;
  }
}

const PAGE_ALERTS = 100;
const READ_PAGE = `select a.alert_id as "alertId", a.body from register r
  join alert a on a.register_id = r.id and a.generation = r.generation
  where r.id = ? and a.alert_id > ? order by a.alert_id limit ${PAGE_ALERTS}`;
