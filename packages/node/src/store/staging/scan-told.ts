// SPDX-License-Identifier: Apache-2.0
// Compares a piece of what partners were told of a register with what the register answers from: what is gone from it, stands covert in it
// or was not revalidated in time has ended for whoever was told.

import type { Row } from '../sql.ts';
import { type DueScan, openTold, shownUntil, TOLD_COLUMNS } from '../told-alerts.ts';
import type { Staging } from './unseen-generation.ts';

export interface ToldPiece extends DueScan {
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  readonly after: ToldPlace;
}

/** Alert and State that were looked at last; both empty at first. */
export interface ToldPlace {
  readonly token: string;
  readonly state: string;
}

/** Gives the place for the next call; undefined when the register is done with. A crash between two calls begins anew. */
export async function scanTold(
  transaction: Staging,
  { register, generation, day, after }: ToldPiece,
): Promise<ToldPlace | undefined> {
  const rows = await transaction.all(
    `select ${TOLD_COLUMNS}, as_overdue as "asOverdue" from told_alert
      where register_id = ? and ended_at is null and (alert_token, state) > (?, ?)
      order by alert_token, state limit ${TOLD_LOOKED_AT}`,
    [register, after.token, after.state],
  );
  for (const row of rows) {
    const by = await endedBy(transaction, row, day);
    if (by === undefined) continue;
    await transaction.run(
      'update told_alert set ended_at = ?, ended_by = ? where alert_token = ? and state = ? and round = ?',
      [transaction.atMs, by, row.token!, row.state!, row.round!],
    );
  }
  const last = rows.at(-1);
  if (rows.length === TOLD_LOOKED_AT) return { token: last!.token as string, state: last!.state as string };
  // Where the register has changed meanwhile the scan is due again.
  await transaction.run(
    `insert into told_scan (register_id, generation, day) values (?, ?, ?)
       on conflict (register_id) do update set generation = excluded.generation, day = excluded.day`,
    [register, generation, day],
  );
  return undefined;
}

async function endedBy(transaction: Staging, row: Row, day: string) {
  const told = await openTold(transaction, row);
  // What cannot be read is told to nobody.
  if (told === undefined) return undefined;
  const reviewOn = await shownUntil(transaction, told.register, told.alertId);
  if (reviewOn === undefined) return 'ended';
  // Who was told that it was not revalidated knows.
  return reviewOn < day && row.asOverdue === 0 ? 'not-revalidated' : undefined;
}

/** Rows of one call, during which other writes wait: some 50 µs each. */
const TOLD_LOOKED_AT = 50;
