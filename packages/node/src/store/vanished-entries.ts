// SPDX-License-Identifier: Apache-2.0
// Numbers that a positive register held, and that vanished from its list without a person's word (spec/import.md, 26a). Each is a token;
// nothing else of the entry is left.

import { insertRows } from './insert-rows.ts';
import { ANY_TYPE } from './issued-documents.ts';
import type { Reader, Statements, Transaction } from './sql.ts';

export interface VanishedToKeep {
  /** Whether a person said how many vanish: then nothing is kept of these, nor of those before. */
  readonly isConfirmed: boolean;
  readonly tokens: readonly string[];
}

/** In an act, after the generation is shown: what it lists under another id has not vanished. */
export async function keepVanished(
  transaction: Transaction,
  register: string,
  { isConfirmed, tokens }: VanishedToKeep,
): Promise<void> {
  if (isConfirmed) return forgetVanished(transaction, register);
  const known = await transaction.all<{ token: string }>('select token from issued_vanished where register_id = ?', [
    register,
  ]);
  const held = new Set(known.map(({ token }) => token));
  const rows = [...new Set(tokens)]
    .filter((token) => !held.has(token))
    .map((token) => [token, register, transaction.atMs]);
  await insertRows(transaction, 'issued_vanished', ['token', 'register_id', 'since'], rows);
  await transaction.run(`delete from issued_vanished where register_id = ? and ${IS_LISTED}`, [register]);
}

/**
 * In an act, before the register has other content: these types of document and those that the register held before, with a blank between them. What
 * its list lost of them was issued, whether or not anything is concluded from that. That it may hold any was said of the list before alone.
 */
export async function typesEverHeld({ all }: Pick<Reader, 'all'>, register: string, types: string): Promise<string> {
  const [held] = await all<{ types: string }>('select held_types as types from positive_register where id = ?', [
    register,
  ]);
  const before = (held?.types ?? '').split(' ').filter((type) => type !== '' && type !== ANY_TYPE);
  return [...new Set([...before, ...types.split(' ').filter(Boolean)])].sort().join(' ');
}

/**
 * In an act, after the generation is shown: a token does not tell of which type was what vanished unseen, so it may be of any. Numbers that
 * are listed since the register went back are kept, since it may go forth again.
 */
export async function holdVanishedTypes(statements: Pick<Statements, 'run'>, register: string): Promise<void> {
  await statements.run(
    `update positive_register set held_types = trim('${ANY_TYPE} ' || held_types)
      where id = ? and held_types not like '${ANY_TYPE}%' and exists (
       select 1 from issued_vanished where register_id = positive_register.id and not ${IS_LISTED})`,
    [register],
  );
}

/** In an act of a person. */
export async function forgetVanished(statements: Pick<Statements, 'run'>, register: string): Promise<void> {
  await statements.run('delete from issued_vanished where register_id = ?', [register]);
}

export async function countVanished({ all }: Pick<Reader, 'all'>, register: string): Promise<number> {
  const [row] = await all<{ count: number }>(
    `select count(*) as count from issued_vanished where register_id = ? and not ${IS_LISTED}`,
    [register],
  );
  return row?.count ?? 0;
}

/** Whether the register in force has an entry under the number. */
const IS_LISTED = `exists (
  select 1 from issued_key k join issued_document d on d.entry_no = k.entry_no
    join positive_register p on p.id = d.register_id and p.generation = d.generation
   where k.token = issued_vanished.token and p.id = issued_vanished.register_id)`;

/** Of one register without a person's word: what is more waits for one. */
export const VANISHED_MAX = 1_000;
