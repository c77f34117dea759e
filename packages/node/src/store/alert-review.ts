// SPDX-License-Identifier: Apache-2.0
// Alerts in force by the day on which their owner must confirm or withdraw them (spec/alert.md, 25a).

import { ALERT_BODY, alertRow } from './alerts.ts';
import { listGenerations } from './generations.ts';
import type { Reader } from './sql.ts';

export interface DueAlert {
  readonly register: string;
  readonly alertId: string;
  /** YYYY-MM-DD; empty where it could not be read. */
  readonly reviewOn: string;
  /** Tells alerts of one day apart. */
  readonly alertNo: number;
  /** Deterministic CBOR of the alert; undefined where it cannot be read. */
  readonly alert: Uint8Array | undefined;
}

/** Where a page ended. */
export interface DuePlace {
  readonly reviewOn: string;
  readonly alertNo: number;
}

/** Those of the named register, or of all, whose day of review is `until` or before, by that day, after the place, at most `limit`. */
export async function listDueAlerts(
  reader: Reader,
  {
    register,
    until,
    after,
    limit,
  }: {
    readonly register?: string | undefined;
    readonly until: string;
    readonly after?: DuePlace | undefined;
    readonly limit: number;
  },
): Promise<DueAlert[]> {
  const found: StoredDue[] = [];
  for (const { generation } of await shown(reader, register)) {
    found.push(
      ...(await reader.all<StoredDue>(DUE_TEXT, [
        generation,
        until,
        after?.reviewOn ?? '',
        after?.alertNo ?? -1,
        limit,
      ])),
    );
  }
  const page = found.sort(byDayThenNumber).slice(0, limit);
  return Promise.all(
    page.map(async ({ body, ...row }) => {
      const unsealed = await reader.unseal(ALERT_BODY, alertRow(row.register, row.alertId), body);
      return { ...row, alert: unsealed.kind === 'open' ? unsealed.content : undefined };
    }),
  );
}

/** How many alerts of all registers have this day of review or an earlier one; at most DUE_COUNTED_MAX are counted of each register. */
export async function countDueAlerts(reader: Reader, until: string): Promise<number> {
  let due = 0;
  for (const { generation } of await shown(reader)) {
    const [row] = await reader.all<{ due: number }>(
      `select count(*) as due from (select alert_no from alert where generation = ? and review_on <= ?
         limit ${DUE_COUNTED_MAX}) as counted`,
      [generation, until],
    );
    due += row!.due;
  }
  return due;
}

async function shown(reader: Reader, register?: string) {
  return (await listGenerations(reader, register)).filter(({ standing }) => standing === 'shown');
}

interface StoredDue extends Omit<DueAlert, 'alert'> {
  readonly body: Uint8Array;
}

function byDayThenNumber(one: StoredDue, other: StoredDue): number {
  if (one.reviewOn !== other.reviewOn) return one.reviewOn < other.reviewOn ? -1 : 1;
  return one.alertNo - other.alertNo;
}

const DUE_TEXT = `select register_id as register, alert_id as "alertId", review_on as "reviewOn", alert_no as "alertNo", body
  from alert where generation = ? and review_on <= ? and (review_on, alert_no) > (?, ?)
 order by review_on, alert_no limit ?`;

/** Beyond it the number alone says what is to be done: of one register, that it is loaded again. */
export const DUE_COUNTED_MAX = 10_000;
