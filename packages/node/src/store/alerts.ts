// SPDX-License-Identifier: Apache-2.0
// The State's own alerts, found by the keys under which they are indexed, and the registers they belong to.

import type { Reader, Row } from './sql.ts';

/** `hit` answers by itself; after `compare` a person looks before anyone acts. */
export type Band = 'hit' | 'compare';

export interface AlertRow {
  readonly alertId: string;
  readonly register: string;
  /** The probed key that led here; of a decoy, the key that stands next to it. */
  readonly key: string;
  /** The most that this key can give. */
  readonly band: Band;
  /** The alert as the register gave it, deterministic CBOR. */
  readonly alert: Uint8Array;
}

export interface RegisterRow {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** When the source last changed anything. */
  readonly changedAt: number;
  /** When the content was last known to be equal to the source: the `asOf` of an answer. */
  readonly checkedAt: number;
  readonly rows: number;
}

/**
 * The alerts under any of the keys, in the order of the keys; one alert comes once for each key that leads to it.
 * A key that is not there reads the alerts under the next one instead, so that each key costs the same reads, found or not.
 * The first of these decoys comes along, so that a caller who finds nothing can do the work of having found something.
 */
export async function lookUpAlerts(
  reader: Reader,
  keys: readonly string[],
): Promise<{ readonly found: AlertRow[]; readonly decoy: AlertRow | undefined }> {
  const found: AlertRow[] = [];
  let decoy: AlertRow | undefined;
  const answers = await Promise.all(keys.map((key) => reader.all(PROBE, [key])));
  for (const [i, rows] of answers.entries()) {
    for (const row of rows.map(toAlertRow)) {
      if (row.key === keys[i]) found.push(row);
      else decoy ??= row;
    }
  }
  return { found, decoy };
}

/** The registers that this node answers from, by id. */
export async function listRegisters(reader: Reader): Promise<RegisterRow[]> {
  const rows = await reader.all('select id, kind, title, changed_at, checked_at, row_count from register order by id');
  return rows.map((row) => ({
    id: row.id as string,
    kind: row.kind as string,
    title: row.title as string,
    changedAt: row.changed_at as number,
    checkedAt: row.checked_at as number,
    rows: row.row_count as number,
  }));
}

function toAlertRow(row: Row): AlertRow {
  return {
    alertId: row.alert_id as string,
    register: row.register_id as string,
    key: row.alert_key as string,
    band: row.band as Band,
    alert: row.body as Uint8Array,
  };
}

const PROBE = `select k.alert_key, k.band, a.alert_id, a.register_id, a.body
    from alert_key k join alert a on a.alert_no = k.alert_no
   where k.alert_key = coalesce((select min(alert_key) from alert_key where alert_key >= ?),
                                (select min(alert_key) from alert_key)) order by k.alert_no`;

/** Alerts of one register under one key, checked when it is loaded: a probe that stopped half-way could miss a hit. */
export const ALERTS_PER_KEY_MAX = 1_000;
/** Alerts of one register. They are replaced in one transaction, during which other writes wait. */
export const ALERTS_PER_REGISTER_MAX = 200_000;
