// SPDX-License-Identifier: Apache-2.0
// Keeps a schedule of communication checks, in place of the one that it changes and of what waits of its run. Entry: check.scheduled,
// whose number a fresh schedule has.

import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { CHECK_SCHEDULE, CHECK_SCHEDULES_MAX, type CheckSchedule, notScheduled } from '../check-schedules.ts';
import type { Transaction } from '../sql.ts';

export interface CheckScheduleToKeep {
  /** The one that is changed. */
  readonly schedule?: number;
  readonly content: CheckSchedule;
  readonly nextAt: number;
  readonly by: string;
}

/** Resolves to its number. @throws IimsError `check.not-scheduled`, `check.too-many` */
export async function keepCheckSchedule(
  transaction: Transaction,
  { schedule, content, nextAt, by }: CheckScheduleToKeep,
): Promise<number> {
  const no = schedule ?? transaction.entryIndex;
  const cell = transaction.seal(CHECK_SCHEDULE, no, encodeCbor(content));
  if (schedule !== undefined) {
    const changed = await transaction.run(
      'update check_schedule set kept_by = ?, kept_at = ?, next_at = ?, content = ? where schedule_no = ?',
      [by, transaction.atMs, nextAt, cell, no],
    );
    if (changed === 0) throw notScheduled();
    await transaction.run('delete from planned_check where schedule_no = ?', [no]);
    return no;
  }
  const [row] = await transaction.all<{ held: number }>('select count(*) as held from check_schedule');
  if (row!.held >= CHECK_SCHEDULES_MAX) {
    throw new IimsError('check.too-many', {
      message: 'So many schedules of communication checks are kept that another has no place.',
      rule: `at most ${CHECK_SCHEDULES_MAX}`,
      fix: 'Drop one that is not used.',
    });
  }
  await transaction.run(
    'insert into check_schedule (schedule_no, kept_by, kept_at, next_at, last_at, content) values (?, ?, ?, ?, null, ?)',
    [no, by, transaction.atMs, nextAt, cell],
  );
  return no;
}
