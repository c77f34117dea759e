// SPDX-License-Identifier: Apache-2.0
// Says how the source of a register stands. Entry: register.source-standing.

import { findSource, REGISTER_TABLES, type SourceStanding } from '../register-sources.ts';
import type { Transaction } from '../sql.ts';

/** What was withdrawn stays so where its source is only unavailable: a person ends it. Throws `register.unknown`. */
export async function setSourceStanding(
  transaction: Transaction,
  { register, standing }: { readonly register: string; readonly standing: SourceStanding },
): Promise<void> {
  const { sourceStanding } = await findSource(transaction, register);
  if (sourceStanding === standing || (sourceStanding === 'withdrawn' && standing === 'unavailable')) return;
  for (const table of REGISTER_TABLES) {
    await transaction.run(`update ${table} set source_standing = ?, source_since = ? where id = ?`, [
      standing,
      transaction.atMs,
      register,
    ]);
  }
}
