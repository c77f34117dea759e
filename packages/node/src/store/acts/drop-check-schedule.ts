// SPDX-License-Identifier: Apache-2.0
// Forgets a schedule of communication checks and what waits of its run; one that is not there is forgotten already. Entry: check.unscheduled.

import type { Transaction } from '../sql.ts';

export async function dropCheckSchedule(
  transaction: Transaction,
  { schedule }: { readonly schedule: number },
): Promise<void> {
  await transaction.run('delete from planned_check where schedule_no = ?', [schedule]);
  await transaction.run('delete from check_schedule where schedule_no = ?', [schedule]);
}
