// SPDX-License-Identifier: Apache-2.0
// Adds a task to a case that is not closed. Entry: case.task-added, whose number the task has.

import { utf8 } from '@iims/wire/bytes';
import { CASE_TASK, CASE_TASKS_MAX, checkCaseRoom, standsOtherwise, touchCase } from '../case-files.ts';
import type { Transaction } from '../sql.ts';

export interface CaseTaskToAdd {
  readonly caseRef: string;
  readonly text: string;
  readonly assignee: string | null;
  /** Milliseconds since 1970. */
  readonly dueAt: number | null;
  readonly by: string;
}

/** Throws `case.not-found`, `case.standing`, `case.full`. */
export async function addCaseTask(
  transaction: Transaction,
  { caseRef, text, assignee, dueAt, by }: CaseTaskToAdd,
): Promise<void> {
  const { entryIndex: no, atMs } = transaction;
  const { token, standing } = await touchCase(transaction, caseRef);
  if (standing === 'closed') throw standsOtherwise('a case that is not closed', 'Reopen it first.');
  await checkCaseRoom(transaction, { table: 'case_task', token, most: CASE_TASKS_MAX });
  await transaction.run(
    `insert into case_task (task_no, case_token, added_by, added_at, assigned_to, due_at, content)
     values (?, ?, ?, ?, ?, ?, ?)`,
    [no, token, by, atMs, assignee, dueAt, transaction.seal(CASE_TASK, no, utf8(text))],
  );
}
