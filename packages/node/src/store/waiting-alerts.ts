// SPDX-License-Identifier: Apache-2.0
// Alerts that wait for a second person. They stand outside the index: nothing meets them.

import { sha256 } from '@iims/crypto/primitives';
import { lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { alertRow } from './alerts.ts';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

export interface WaitingAlert {
  readonly register: string;
  readonly alertId: string;
  /** Deterministic CBOR of the alert; undefined where it cannot be read. */
  readonly alert: Uint8Array | undefined;
  /** Who entered it or changed it last; this one may not release it. */
  readonly enteredBy: string;
  /** Milliseconds since 1970. */
  readonly enteredAt: number;
}

/** What a second person looks at: what waits, and what it would take the place of. Both are deterministic CBOR; 32 bytes. */
export function releaseDigest(waiting: Uint8Array, inForce: Uint8Array | undefined): Uint8Array {
  return sha256(lengthPrefixed(utf8('iims/release'), waiting, inForce ?? NOTHING));
}

const NOTHING = new Uint8Array(0);

export const WAITING_BODY = sealedColumn('alert', 'waiting_alert', 'body');

/** The oldest first, at most WAITING_SHOWN_MAX. */
export async function listWaitingAlerts(reader: Reader): Promise<WaitingAlert[]> {
  const rows = await reader.all<WaitingRow>(`${SELECT} order by entered_at, alert_id limit ${WAITING_SHOWN_MAX}`);
  return Promise.all(rows.map((row) => opened(reader, row)));
}

export async function findWaitingAlert(
  reader: Reader,
  register: string,
  alertId: string,
): Promise<WaitingAlert | undefined> {
  const [row] = await reader.all<WaitingRow>(`${SELECT} where register_id = ? and alert_id = ?`, [register, alertId]);
  return row && opened(reader, row);
}

interface WaitingRow extends Omit<WaitingAlert, 'alert'> {
  readonly body: Uint8Array;
}

async function opened(reader: Reader, { body, ...row }: WaitingRow): Promise<WaitingAlert> {
  const unsealed = await reader.unseal(WAITING_BODY, alertRow(row.register, row.alertId), body);
  return { ...row, alert: unsealed.kind === 'open' ? unsealed.content : undefined };
}

const SELECT = `select register_id as register, alert_id as "alertId", body, entered_by as "enteredBy",
  entered_at as "enteredAt" from waiting_alert`;

/** Alerts of one node that wait at once: more means that nobody releases. */
export const WAITING_ALERTS_MAX = 10_000;
/** Alerts in one list of those that wait. */
export const WAITING_SHOWN_MAX = 100;
