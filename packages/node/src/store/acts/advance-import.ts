// SPDX-License-Identifier: Apache-2.0
// Moves an import on, with what is known of it. Entries: import.quarantined, import.previewed, import.refused, import.abandoned.

import { type ImportStanding, keepAbout, restandImport } from '../register-imports.ts';
import type { Transaction } from '../sql.ts';

export interface ImportToAdvance {
  readonly importId: string;
  readonly from: readonly ImportStanding[];
  readonly to: ImportStanding;
  /** In place of what was known; left as it is where absent. */
  readonly about?: unknown;
}

/** Throws `import.standing`. What had been built leaves with one that ends, and with one whose file is to be read again. */
export async function advanceImport(transaction: Transaction, args: ImportToAdvance): Promise<void> {
  const { importId, from, to, about } = args;
  await restandImport(transaction, importId, { from, to, atMs: transaction.atMs });
  if (about !== undefined) await keepAbout(transaction, importId, about);
  if (to === 'previewed') return;
  await transaction.run(
    `update register_generation set standing = 'leaving' where standing = 'building' and generation in (
       select generation from register_import where import_id = ?)`,
    [importId],
  );
  await transaction.run(
    'update register_import set generation = null, alerts_staged = 0, keys_staged = 0 where import_id = ?',
    [importId],
  );
}
