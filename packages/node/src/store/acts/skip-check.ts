// SPDX-License-Identifier: Apache-2.0
// A check of a run that cannot be sent is passed over and stays visible until the next run. Entry: check.skipped.

import { type DueCheck, notScheduled } from '../check-schedules.ts';
import type { Transaction } from '../sql.ts';

/** @throws IimsError `check.not-scheduled` where it waits no more */
export async function skipCheck(
  transaction: Transaction,
  { schedule, place, code }: Pick<DueCheck, 'schedule' | 'place'> & { readonly code: string },
): Promise<void> {
  const skipped = await transaction.run(
    'update planned_check set skipped = ? where schedule_no = ? and place = ? and skipped is null',
    [code, schedule, place],
  );
  if (skipped === 0) throw notScheduled();
}
