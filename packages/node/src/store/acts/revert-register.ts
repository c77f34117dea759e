// SPDX-License-Identifier: Apache-2.0
// Shows the generation before the one in force again. Entry: register.reverted.

import { IimsError } from '@iims/wire/errors';
import { CONTENT, type Generation, listGenerations } from '../generations.ts';
import { checkBasis } from '../register-basis.ts';
import type { Transaction } from '../sql.ts';
import { holdVanishedTypes, typesEverHeld } from '../vanished-entries.ts';

/** The one that was shown becomes the previous one, so that going back can be undone. Throws `import.nothing-to-revert`, `import.register-changed`. */
export async function revertRegister(
  transaction: Transaction,
  { register }: { readonly register: string },
): Promise<{ readonly alerts: number }> {
  const generations = await listGenerations(transaction, register);
  const shown = generations.find(({ standing }) => standing === 'shown');
  const previous = generations.find(({ standing }) => standing === 'previous');
  if (shown === undefined || previous === undefined) {
    throw new IimsError('import.nothing-to-revert', {
      message: 'The register has no earlier content.',
      field: 'register',
      rule: 'the content before the last import is kept until the next one',
    });
  }
  // Whoever was withdrawn by hand since then would be in force again, and whoever was entered would not.
  await checkBasis(transaction, register, { changedAt: shown.changedAt, rows: shown.rows });
  await restand(transaction, shown.generation, 'previous');
  await restand(transaction, previous.generation, 'shown');
  await transaction.run('update register_generation set changed_at = ? where generation = ?', [
    transaction.atMs,
    previous.generation,
  ]);
  const isPositive = previous.holds === 'issued';
  const alsoSet = isPositive ? ', complete_for = ?, held_types = ?' : '';
  await transaction.run(
    `update ${CONTENT[previous.holds].register}
        set generation = ?, changed_at = ?, checked_at = ?, row_count = ?${alsoSet} where id = ?`,
    [
      previous.generation,
      transaction.atMs,
      previous.checkedAt,
      previous.rows,
      // What the list that goes was the first to hold was issued, whatever was wrong with it.
      ...(isPositive ? [previous.completeFor, await typesEverHeld(transaction, register, previous.heldTypes)] : []),
      register,
    ],
  );
  // What vanished unseen from the list that is in force again was looked at by nobody: going back says nothing of it.
  if (isPositive) await holdVanishedTypes(transaction, register);
  return { alerts: previous.rows };
}

async function restand(transaction: Transaction, generation: number, to: Generation['standing']): Promise<void> {
  await transaction.run('update register_generation set standing = ? where generation = ?', [to, generation]);
}
