// SPDX-License-Identifier: Apache-2.0
// By what an import knows that a register is still the one with which its file was compared.

import { IimsError } from '@iims/wire/errors';
import { REGISTER_TABLES } from './register-sources.ts';
import type { Reader } from './sql.ts';

/** When the content last changed and how much it is; null: the register is not there. */
export type RegisterBasis = { readonly changedAt: number; readonly rows: number } | null;

export async function basisOf({ all }: Pick<Reader, 'all'>, register: string): Promise<RegisterBasis> {
  const [row] = await all<{ changedAt: number; rows: number }>(
    REGISTER_TABLES.map(
      (table) => `select changed_at as "changedAt", row_count as "rows" from ${table} where id = ?`,
    ).join(' union all '),
    REGISTER_TABLES.map(() => register),
  );
  return row === undefined ? null : { changedAt: row.changedAt, rows: row.rows };
}

/** In an act. Throws `import.register-changed`: what came or was withdrawn since would be lost, or come back. */
export async function checkBasis(
  transaction: Pick<Reader, 'all'>,
  register: string,
  basis: RegisterBasis,
): Promise<void> {
  const now = await basisOf(transaction, register);
  if (now?.changedAt === basis?.changedAt && now?.rows === basis?.rows) return;
  throw new IimsError('import.register-changed', {
    message: 'The register has changed meanwhile: an alert was entered, updated or withdrawn.',
    field: 'register',
    rule: 'what changed by hand is not undone unseen',
    fix: 'Have the file read again and look at its preview; in place of going back, import the list that is to be in force.',
  });
}
