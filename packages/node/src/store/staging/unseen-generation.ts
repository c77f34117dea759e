// SPDX-License-Identifier: Apache-2.0
// What every staging holds to: it touches rows of a generation that no register shows, and counts what it did in the same transaction.

import { assert } from '@iims/wire/assert';
import type { GenerationStanding } from '../generations.ts';
import type { Statements, Transaction } from '../sql.ts';

/** The inside of a staging: a transaction that has no entry. */
export type Staging = Omit<Transaction, 'entryIndex'>;

/** Stops the process rather than write into what is shown. */
export async function assertUnseen(
  statements: Statements,
  generation: number,
  standing: GenerationStanding,
): Promise<void> {
  const [row] = await statements.all(
    `select standing, (select count(*) from register r where r.generation = g.generation)
            + (select count(*) from positive_register p where p.generation = g.generation) as shown
       from register_generation g where generation = ?`,
    [generation],
  );
  assert(row?.standing === standing && row.shown === 0, 'a staging works on what nobody sees');
}

/** Moves an import on from what it had done; false where another has done so already. */
export async function countStaged(
  statements: Statements,
  importId: string,
  column: 'alerts_staged' | 'keys_staged',
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  const changed = await statements.run(
    `update register_import set ${column} = ? where import_id = ? and ${column} = ? and standing = 'applying'`,
    [to, importId, from],
  );
  assert(changed === 1, 'pieces of an import are staged once and in order');
}
