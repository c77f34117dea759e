// SPDX-License-Identifier: Apache-2.0
// Puts a case on hold: no period erases anything of it. Entry: case.held.

import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { caseRow, touchCase } from '../case-files.ts';
import { CASE_HOLDS_MAX, HOLD_REASON, holdRow, isHeld } from '../case-holds.ts';
import type { Transaction } from '../sql.ts';

export interface CaseToHold {
  readonly caseRef: string;
  readonly reason: string;
  readonly by: string;
}

/** @throws IimsError `case.not-found`, `case.held`, `case.holds-full` */
export async function holdCase(transaction: Transaction, { caseRef, reason, by }: CaseToHold): Promise<void> {
  const { token } = await touchCase(transaction, caseRef);
  if ((await holdRow(transaction, token)) !== undefined) throw isHeld();
  const [row] = await transaction.all<{ held: number }>('select count(*) as held from case_hold');
  if (row!.held >= CASE_HOLDS_MAX) {
    throw new IimsError('case.holds-full', {
      message: 'So many cases are on hold that another has no place.',
      field: 'caseRef',
      rule: `at most ${CASE_HOLDS_MAX}`,
      fix: 'Have one lifted that is over.',
    });
  }
  await transaction.run('insert into case_hold (case_token, held_by, held_at, reason) values (?, ?, ?, ?)', [
    token,
    by,
    transaction.atMs,
    transaction.seal(HOLD_REASON, caseRow(token), utf8(reason)),
  ]);
}
