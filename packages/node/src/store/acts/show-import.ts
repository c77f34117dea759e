// SPDX-License-Identifier: Apache-2.0
// Shows what an import has built, in one transaction: before it every query sees the old generation, after it the new one. Entry: import.applied.

import { assert } from '@iims/wire/assert';
import { type RegisterAbout, showGeneration } from '../generations.ts';
import { ANY_TYPE } from '../issued-documents.ts';
import { checkBasis, type RegisterBasis } from '../register-basis.ts';
import { restandImport } from '../register-imports.ts';
import { REGISTER_TABLES } from '../register-sources.ts';
import type { Transaction } from '../sql.ts';
import { holdVanishedTypes, keepVanished, typesEverHeld, type VanishedToKeep } from '../vanished-entries.ts';

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
  const isSeen = vanished?.isConfirmed === true;
  const { id, heldTypes: types = ANY_TYPE } = register;
  const heldTypes = isSeen ? types : await typesEverHeld(transaction, id, types);
  await showGeneration(transaction, generation, alerts, { ...register, heldTypes });
  await letGoOfSource(transaction, register.id);
  if (vanished !== undefined) await keepVanished(transaction, register.id, vanished);
  await holdVanishedTypes(transaction, register.id);
}

/**
 * A list that comes where no connector is started is what the register holds from now on: what a connector that was stopped said of its
 * source, and how soon it would come again, would leave the register behind for ever. What a person withdrew stays so.
 */
async function letGoOfSource(transaction: Transaction, register: string): Promise<void> {
  const started = await transaction.all("select name from connector where register_id = ? and standing = 'started'", [
    register,
  ]);
  if (started.length > 0) return;
  for (const table of REGISTER_TABLES) {
    await transaction.run(`update ${table} set stale_after_ms = 0 where id = ? and stale_after_ms <> 0`, [register]);
    await transaction.run(
      `update ${table} set source_standing = 'current', source_since = ? where id = ? and source_standing = 'unavailable'`,
      [transaction.atMs, register],
    );
  }
}
