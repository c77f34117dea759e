// SPDX-License-Identifier: Apache-2.0
// Reads of whole registers: what one holds under given ids, what it holds page by page, and which other register has ids of a code.

import { ALERT_BODY, alertRow } from './alerts.ts';
import type { Reader } from './sql.ts';

export interface HeldAlert {
  readonly alertId: string;
  /** Deterministic CBOR; undefined where it cannot be read. */
  readonly alert: Uint8Array | undefined;
}

/** Those of the ids, at most HELD_IDS_MAX, under which the register holds an alert. */
export async function findHeldAlerts(
  reader: Reader,
  register: string,
  alertIds: readonly string[],
): Promise<HeldAlert[]> {
  if (alertIds.length === 0) return [];
  const rows = await reader.all<StoredAlert>(`${IN_FORCE} and a.alert_id in (${alertIds.map(() => '?').join(', ')})`, [
    register,
    ...alertIds,
  ]);
  return Promise.all(rows.map((row) => opened(reader, register, row)));
}

/** The alerts of one generation of a register by id, after the given one, at most `limit`: a reader of many pages keeps to one. */
export async function pageOfAlerts(
  reader: Reader,
  { register, generation }: { readonly register: string; readonly generation: number },
  after: string,
  limit: number,
): Promise<HeldAlert[]> {
  const rows = await reader.all<StoredAlert>(
    `select alert_id as "alertId", body from alert
      where register_id = ? and generation = ? and alert_id > ? order by alert_id limit ?`,
    [register, generation, after, limit],
  );
  return Promise.all(rows.map((row) => opened(reader, register, row)));
}

/** Whether another register in force holds an alert whose id begins so: ids are unique in the State. */
export async function isCodeOfAnother(reader: Reader, register: string, beginning: string): Promise<boolean> {
  const rows = await reader.all(
    `select r.id from register r where r.id <> ? and exists (
       select 1 from alert a where a.register_id = r.id and a.generation = r.generation
          and a.alert_id >= ? and a.alert_id < ?)`,
    [register, `${beginning}-`, `${beginning}.`],
  );
  return rows.length > 0;
}

interface StoredAlert {
  readonly alertId: string;
  readonly body: Uint8Array;
}

async function opened(reader: Reader, register: string, { alertId, body }: StoredAlert): Promise<HeldAlert> {
  const unsealed = await reader.unseal(ALERT_BODY, alertRow(register, alertId), body);
  return { alertId, alert: unsealed.kind === 'open' ? unsealed.content : undefined };
}

const IN_FORCE = `select a.alert_id as "alertId", a.body from register r
  join alert a on a.register_id = r.id and a.generation = r.generation where r.id = ?`;

/** Ids asked for in one statement. */
export const HELD_IDS_MAX = 256;
