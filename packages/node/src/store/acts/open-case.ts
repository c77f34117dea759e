// SPDX-License-Identifier: Apache-2.0
// Opens a bureau's own file of a case, or gives it another title. Entry: case.opened.

import { caseTokenOf, sealHead } from '../case-files.ts';
import type { Transaction } from '../sql.ts';

export async function openCase(
  transaction: Transaction,
  { caseRef, title }: { readonly caseRef: string; readonly title: string },
): Promise<void> {
  const token = caseTokenOf(transaction, caseRef);
  await transaction.run(
    `insert into case_file (case_token, standing, head, opened_at, touched_no) values (?, 'open', ?, ?, ?)
       on conflict (case_token) do update set head = excluded.head, touched_no = excluded.touched_no,
         opened_at = coalesce(case_file.opened_at, excluded.opened_at)`,
    [token, sealHead(transaction, token, { caseRef, title }), transaction.atMs, transaction.entryIndex],
  );
}
