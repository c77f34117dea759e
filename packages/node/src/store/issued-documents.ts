// SPDX-License-Identifier: Apache-2.0
// Positive registers: documents that the State itself issued, found by the tokens of their numbers. They stand beside the alerts,
// never among them.
import { utf8 } from '@iims/wire/bytes';
import type { RegisterRow } from './alerts.ts';
import { SOURCE_COLUMNS } from './register-sources.ts';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

export interface PositiveRegister extends Omit<RegisterRow, 'keptBy'> {
  /** Types of document for which the register is complete: a number that it lacks was never issued. */
  readonly completeFor: readonly string[];
}

export interface IssuedRow {
  readonly register: string;
  /** The key that led here. */
  readonly key: string;
  /** Deterministic CBOR of the document; undefined where it is not what was loaded. */
  readonly document: Uint8Array | undefined;
}

export const ISSUED_BODY = sealedColumn('alert', 'issued_document', 'body');

export const ISSUED_COLUMNS = ['entry_no', 'entry_id', 'register_id', 'generation', 'body'] as const;

/** By its id; one that was loaded before registers had generations bears the token of its number in place of one. */
export function issuedRow(register: string, entryId: string): RowKey {
  return utf8(`${register}\n${entryId}`);
}

export async function listPositiveRegisters(reader: Reader): Promise<PositiveRegister[]> {
  const rows = await reader.all<Omit<PositiveRegister, 'completeFor'> & { completeFor: string }>(
    `select id, kind, title, changed_at as "changedAt", row_count as "rows", generation, ${SOURCE_COLUMNS},
            complete_for as "completeFor"
       from positive_register order by id`,
  );
  return rows.map(({ completeFor, ...row }) => ({ ...row, completeFor: completeFor.split(' ').filter(Boolean) }));
}

/** What stands under the keys, one statement for all of them. */
export async function findIssued(reader: Reader, keys: readonly string[]): Promise<IssuedRow[]> {
  const tokens = keys.map((key) => reader.tokenOf(key));
  const rows = await reader.all<{ token: string; register: string; entryId: string; body: Uint8Array }>(
    `select k.token, d.register_id as register, d.entry_id as "entryId", d.body from issued_key k
       join issued_document d on d.entry_no = k.entry_no
       join positive_register p on p.id = d.register_id and p.generation = d.generation
      where k.token in (${tokens.map(() => '?').join(', ')}) order by d.register_id, k.token, k.entry_no`,
    tokens,
  );
  return Promise.all(
    rows.map(async ({ token, register, entryId, body }) => {
      const unsealed = await reader.unseal(ISSUED_BODY, issuedRow(register, entryId), body);
      const document = unsealed.kind === 'open' ? unsealed.content : undefined;
      return { register, key: keys[tokens.indexOf(token)]!, document };
    }),
  );
}

/** What the register in force holds under these ids, at most HELD_IDS_MAX, as deterministic CBOR; nothing for what cannot be read. */
export async function findHeldIssued(
  reader: Reader,
  register: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (ids.length === 0) return new Map();
  const rows = await reader.all<{ entryId: string; body: Uint8Array }>(
    `select d.entry_id as "entryId", d.body from positive_register p
       join issued_document d on d.register_id = p.id and d.generation = p.generation
      where p.id = ? and d.entry_id in (${ids.map(() => '?').join(', ')})`,
    [register, ...ids],
  );
  const held = await Promise.all(
    rows.map(async ({ entryId, body }): Promise<[string, Uint8Array][]> => {
      const unsealed = await reader.unseal(ISSUED_BODY, issuedRow(register, entryId), body);
      return unsealed.kind === 'open' ? [[entryId, unsealed.content]] : [];
    }),
  );
  return new Map(held.flat());
}

/** Documents that are loaded in one transaction, during which other writes wait; an import brings more. */
export const ISSUED_PER_LOAD_MAX = 200_000;
