// SPDX-License-Identifier: Apache-2.0
// A case waits, is closed with its outcome, or is open again. Entries: case.waiting, case.closed, case.reopened.

import type { CaseOutcome, CaseStanding } from '@iims/wire/case-codes';
import { IimsError } from '@iims/wire/errors';
import { type CaseFile, isStirred, standsOtherwise, touchCase, unfinishedOf } from '../case-files.ts';
import type { Transaction } from '../sql.ts';

export interface CaseStandingToSet {
  readonly caseRef: string;
  readonly standing: CaseStanding;
  /** Of a case that is closed. */
  readonly outcome?: CaseOutcome;
  readonly ground?: string;
  /** Closed although something is left to be done. */
  readonly leavesOpen?: boolean;
}

/** Throws `case.not-found`, `case.standing`, `case.unfinished`. */
export async function setCaseStanding(transaction: Transaction, args: CaseStandingToSet): Promise<void> {
  const { caseRef, standing, outcome = null, ground = null } = args;
  const file = await touchCase(transaction, caseRef);
  checkStep(file, standing);
  if (standing === 'closed' && args.leavesOpen !== true) await checkFinished(transaction, file);
  const closing = standing === 'closed' ? [transaction.entryIndex, transaction.atMs] : [null, null];
  await transaction.run(
    'update case_file set standing = ?, outcome = ?, ground = ?, closed_no = ?, closed_at = ? where case_token = ?',
    [standing, outcome, ground, ...closing, file.token],
  );
}

function checkStep(file: CaseFile, standing: CaseStanding): void {
  // To close once more is to say that what came since changes nothing.
  if (file.standing !== standing || (standing === 'closed' && isStirred(file))) {
    if (standing !== 'waiting' || file.standing !== 'closed') return;
    throw standsOtherwise('a case that is not closed', 'Reopen it first.');
  }
  throw standsOtherwise(`a case that is not ${standing}`, 'Look at it again.');
}

async function checkFinished(transaction: Transaction, { token }: CaseFile): Promise<void> {
  const { tasks, requests, waiting } = await unfinishedOf(transaction, token);
  if (tasks === 0 && requests === 0 && waiting === 0) return;
  throw new IimsError('case.unfinished', {
    message: 'Something is left to be done in this case.',
    field: 'caseRef',
    rule: `open tasks: ${tasks}; requests to be answered here: ${requests}; messages that wait for release: ${waiting}`,
    fix: 'Do it, or say that it is left.',
  });
}
