// SPDX-License-Identifier: Apache-2.0
// Marks in the officers' histories that alerts of a partner have ended. Entry: alert.deletion-marked.

import type { StateCode } from '@iims/wire/identifiers';
import { shownToken } from '../shown-alerts.ts';
import type { Transaction } from '../sql.ts';
import type { EndedBy } from '../told-alerts.ts';

export interface DeletionToMark {
  /** Whose alerts they are. */
  readonly state: StateCode;
  readonly alerts: readonly {
    readonly register: string;
    readonly alertId: string;
    readonly endedBy: EndedBy;
    readonly endedAt: number;
  }[];
}

/** Gives for each alert in how many queries its end is marked; the same again where it was marked before. */
export async function markDeletion(transaction: Transaction, { state, alerts }: DeletionToMark): Promise<number[]> {
  const marked: number[] = [];
  for (const { register, alertId, endedBy, endedAt } of alerts) {
    const token = shownToken(transaction, { state, register, alertId });
    // What was shown later is the alert in force again.
    const until = endedAt + CLOCKS_APART_MS_MAX;
    await transaction.run(
      `update shown_alert set ended_at = ?, ended_by = ?
        where alert_token = ? and closed_at <= ? and (ended_at is null or ended_by = 'not-revalidated')`,
      [endedAt, endedBy, token, until],
    );
    const [row] = await transaction.all<{ count: number }>(
      `select count(distinct asked_index) as count from shown_alert
        where alert_token = ? and closed_at <= ? and ended_at is not null`,
      [token, until],
    );
    marked.push(row!.count);
  }
  return marked;
}

/** As far as two nodes' clocks may lie apart for a question to be accepted. */
const CLOCKS_APART_MS_MAX = 5 * 60_000;
