// SPDX-License-Identifier: Apache-2.0
// Opens an empty register whose alerts people enter one by one. Entry: register.opened.

import { beginGeneration, nameTaken, nextGeneration, showGeneration } from '../generations.ts';
import { IMPORT_GOES_ON } from '../register-imports.ts';
import type { Transaction } from '../sql.ts';

/** Throws `register.exists` where a register has this name, or an import is about to make it. */
export async function openRegister(
  transaction: Transaction,
  { register, kind, title }: { readonly register: string; readonly kind: string; readonly title: string },
): Promise<void> {
  const taken = await transaction.all(
    `select id from register where id = ? union all select id from positive_register where id = ?
      union all select register_id from register_import where register_id = ?
        and standing in (${IMPORT_GOES_ON.map(() => '?').join(', ')})`,
    [register, register, register, ...IMPORT_GOES_ON],
  );
  if (taken.length > 0) throw nameTaken();
  const generation = await nextGeneration(transaction);
  await beginGeneration(transaction, { generation, register, standing: 'building', holds: 'alerts' });
  const { atMs } = transaction;
  const about = { id: register, kind, title, changedAt: atMs, checkedAt: atMs, keptBy: 'hand' } as const;
  await showGeneration(transaction, generation, 0, about);
}
