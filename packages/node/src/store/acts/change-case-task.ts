// SPDX-License-Identifier: Apache-2.0
// A task is done, or not done after all, or goes to somebody else, or has another time. Entry: case.task-changed.

import { IimsError } from '@iims/wire/errors';
import { touchCase } from '../case-files.ts';
import type { SqlValue, Transaction } from '../sql.ts';

export interface CaseTaskChange {
  readonly caseRef: string;
  readonly task: number;
  readonly done?: boolean;
  readonly assignee?: string | null;
  readonly dueAt?: number | null;
  readonly by: string;
}

/** What is absent stays. Throws `case.not-found`, `case.no-task`. */
export async function changeCaseTask(
  transaction: Transaction,
  { caseRef, task, done, assignee, dueAt, by }: CaseTaskChange,
): Promise<void> {
  const { token } = await touchCase(transaction, caseRef);
  const changes: [string, SqlValue][] = [
    ...(done === undefined
      ? []
      : ([
          ['done_at', done ? transaction.atMs : null],
          ['done_by', done ? by : null],
        ] as [string, SqlValue][])),
    ...(assignee === undefined ? [] : ([['assigned_to', assignee]] as [string, SqlValue][])),
    ...(dueAt === undefined ? [] : ([['due_at', dueAt]] as [string, SqlValue][])),
  ];
  const changed = await transaction.run(
    `update case_task set ${changes.map(([column]) => `${column} = ?`).join(', ')} where task_no = ? and case_token = ?`,
    [...changes.map(([, value]) => value), task, token],
  );
  if (changed === 0) {
    throw new IimsError('case.no-task', { message: 'The case has no such task.', field: 'task' });
  }
}
