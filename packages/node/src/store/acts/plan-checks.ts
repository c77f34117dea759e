// SPDX-License-Identifier: Apache-2.0
// Lays out a run of a schedule: what the run before left is dropped, and each check of this one has its moment. Entry: check.planned.

import { encodeCbor } from '@iims/wire/cbor';
import { type CheckTarget, notScheduled, PLANNED_CHECK, plannedRow } from '../check-schedules.ts';
import type { Transaction } from '../sql.ts';

export interface ChecksToPlan {
  readonly schedule: number;
  /** When this run was due as it was read: a schedule that was kept anew since is not run by its old plan. */
  readonly wasDueAt: number;
  /** The time of the plan that this run is of, and its next one. */
  readonly runAt: number;
  readonly nextAt: number;
  /** At most PLANNED_CHECKS_MAX. */
  readonly checks: readonly { readonly dueAt: number; readonly target: CheckTarget }[];
}

/** @throws IimsError `check.not-scheduled` */
export async function planChecks(
  transaction: Transaction,
  { schedule, wasDueAt, runAt, nextAt, checks }: ChecksToPlan,
): Promise<void> {
  const changed = await transaction.run(
    'update check_schedule set next_at = ?, last_at = ? where schedule_no = ? and next_at = ?',
    [nextAt, runAt, schedule, wasDueAt],
  );
  if (changed === 0) throw notScheduled();
  await transaction.run('delete from planned_check where schedule_no = ?', [schedule]);
  for (const [place, { dueAt, target }] of checks.entries()) {
    const cell = transaction.seal(PLANNED_CHECK, plannedRow(schedule, place), encodeCbor(target));
    await transaction.run(
      'insert into planned_check (schedule_no, place, due_at, skipped, content) values (?, ?, ?, null, ?)',
      [schedule, place, dueAt, cell],
    );
  }
}
