// SPDX-License-Identifier: Apache-2.0
// Approves an import: from here on its generation is built. Entry: import.approved.

import { beginGeneration, nextGeneration, type RegisterHolds } from '../generations.ts';
import { checkBasis, type RegisterBasis } from '../register-basis.ts';
import { keepAbout, restandImport } from '../register-imports.ts';
import type { Transaction } from '../sql.ts';

export interface ImportToApprove {
  readonly importId: string;
  readonly register: string;
  readonly basis: RegisterBasis;
  /** What the register is to hold. */
  readonly holds?: RegisterHolds;
  /** In place of what was known; left as it is where absent. */
  readonly about?: unknown;
}

/** Gives the number of the generation. Throws `import.standing`, `import.register-changed`. */
export async function approveImport(
  transaction: Transaction,
  { importId, register, basis, holds = 'alerts', about }: ImportToApprove,
): Promise<number> {
  await restandImport(transaction, importId, { from: ['previewed'], to: 'applying', atMs: transaction.atMs });
  await checkBasis(transaction, register, basis);
  if (about !== undefined) await keepAbout(transaction, importId, about);
  const generation = await nextGeneration(transaction);
  await beginGeneration(transaction, { generation, register, standing: 'building', holds });
  await transaction.run('update register_import set generation = ? where import_id = ?', [generation, importId]);
  return generation;
}
