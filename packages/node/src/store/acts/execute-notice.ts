// SPDX-License-Identifier: Apache-2.0
// The own State executes what a partner's notice asks after all. Entry: notice.executed-again.

import type { Transaction } from '../sql.ts';
import { noSuchNotice } from './review-notice.ts';

/** Throws `notice.not-found` where nothing was declined. */
export async function executeNotice(
  transaction: Transaction,
  { state, number }: { readonly state: string; readonly number: string },
): Promise<void> {
  const ended = await transaction.run(
    "delete from refused_purpose where state = ? and number = ? and cause = 'own-decision'",
    [state, number],
  );
  if (ended === 0) throw noSuchNotice();
}
