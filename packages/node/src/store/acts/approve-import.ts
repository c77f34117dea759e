// SPDX-License-Identifier: Apache-2.0
// Approves an import: from here on its generation is built. Entry: import.approved.

import { beginGeneration, nextGeneration } from '../generations.ts';
import { restandImport } from '../register-imports.ts';
import type { Transaction } from '../sql.ts';

/** Gives the number of the generation. Throws `import.standing`. */
export async function approveImport(
  transaction: Transaction,
  { importId, register }: { readonly importId: string; readonly register: string },
): Promise<number> {
  await restandImport(transaction, importId, { from: ['previewed'], to: 'applying', atMs: transaction.atMs });
  const generation = await nextGeneration(transaction);
  await beginGeneration(transaction, { generation, register, standing: 'building' });
  await transaction.run('update register_import set generation = ? where import_id = ?', [generation, importId]);
  return generation;
}
