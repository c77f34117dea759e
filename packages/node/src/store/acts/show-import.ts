// SPDX-License-Identifier: Apache-2.0
// Shows what an import has built, in one transaction: before it every query sees the old generation, after it the new one. Entry: import.applied.

import { assert } from '@iims/wire/assert';
import { type RegisterAbout, showGeneration } from '../generations.ts';
import { checkBasis, type RegisterBasis } from '../register-basis.ts';
import { restandImport } from '../register-imports.ts';
import type { Transaction } from '../sql.ts';
import { keepVanished, type VanishedToKeep } from '../vanished-entries.ts';

export interface ImportToShow {
  readonly importId: string;
  readonly generation: number;
  readonly alerts: number;
  readonly keys: number;
  readonly register: RegisterAbout;
  readonly basis: RegisterBasis;
  /** Of a positive register: what it does not list any more. */
  readonly vanished?: VanishedToKeep;
}

/** Throws `import.standing`, `import.register-changed`. */
export async function showImport(transaction: Transaction, args: ImportToShow): Promise<void> {
  const { importId, generation, alerts, keys, register, basis, vanished } = args;
  await restandImport(transaction, importId, { from: ['applying'], to: 'applied', atMs: transaction.atMs });
  await checkBasis(transaction, register.id, basis);
  const [staged] = await transaction.all(
    `select i.alerts_staged as alerts, i.keys_staged as keys, g.standing from register_import i
       join register_generation g on g.generation = i.generation where i.import_id = ? and i.generation = ?`,
    [importId, generation],
  );
  assert(
    staged?.alerts === alerts && staged.keys === keys && staged.standing === 'building',
    'all of an import is there before it is shown',
  );
  await showGeneration(transaction, generation, alerts, register);
  if (vanished !== undefined) await keepVanished(transaction, register.id, vanished);
}
