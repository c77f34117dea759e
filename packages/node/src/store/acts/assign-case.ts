// SPDX-License-Identifier: Apache-2.0
// Says who works on a case, or that nobody does. Entry: case.assigned.

import { touchCase } from '../case-files.ts';
import type { Transaction } from '../sql.ts';

/** Throws `case.not-found`. */
export async function assignCase(
  transaction: Transaction,
  { caseRef, assignee }: { readonly caseRef: string; readonly assignee: string | null },
): Promise<void> {
  const { token } = await touchCase(transaction, caseRef);
  await transaction.run('update case_file set assigned_to = ? where case_token = ?', [assignee, token]);
}
