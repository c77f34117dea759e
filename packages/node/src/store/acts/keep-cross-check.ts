// SPDX-License-Identifier: Apache-2.0
// Keeps what was found about the subjects of a message that came, and that it was looked at. Entry: message.checked.

import { type Findings, insertFindings, moveCrossCheckMark } from '../cross-checks.ts';
import type { Transaction } from '../sql.ts';

export async function keepCrossCheck(
  transaction: Transaction,
  { no, findings }: { readonly no: number; readonly findings: Findings },
): Promise<void> {
  await insertFindings(transaction, no, findings);
  await moveCrossCheckMark(transaction, no + 1);
}
