// SPDX-License-Identifier: Apache-2.0
// Adds a note to a case. It is never changed. Entry: case.noted, whose number the note has.

import { utf8 } from '@iims/wire/bytes';
import { CASE_NOTE, CASE_NOTES_MAX, checkCaseRoom, touchCase } from '../case-files.ts';
import type { Transaction } from '../sql.ts';

/** Throws `case.not-found`, `case.full`. */
export async function addCaseNote(
  transaction: Transaction,
  { caseRef, text, by }: { readonly caseRef: string; readonly text: string; readonly by: string },
): Promise<void> {
  const { entryIndex: no, atMs } = transaction;
  const { token } = await touchCase(transaction, caseRef);
  await checkCaseRoom(transaction, { table: 'case_note', token, most: CASE_NOTES_MAX });
  await transaction.run(
    'insert into case_note (note_no, case_token, added_by, added_at, content) values (?, ?, ?, ?, ?)',
    [no, token, by, atMs, transaction.seal(CASE_NOTE, no, utf8(text))],
  );
}
