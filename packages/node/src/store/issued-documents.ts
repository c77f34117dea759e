// SPDX-License-Identifier: Apache-2.0
// Positive registers: documents that the State itself issued, found by the tokens of their numbers. They stand beside the alerts,
// never among them.
import { utf8 } from '@iims/wire/bytes';
import type { RegisterRow } from './alerts.ts';
import { SOURCE_COLUMNS } from './register-sources.ts';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

export interface PositiveRegister extends Omit<RegisterRow, 'generation'> {
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

/** By its token, which is of its number. */
export function issuedRow(register: string, token: string): RowKey {
  return utf8(`${register}\n${token}`);
}

export async function listPositiveRegisters(reader: Reader): Promise<PositiveRegister[]> {
  const rows = await reader.all<Omit<PositiveRegister, 'completeFor'> & { completeFor: string }>(
    `select id, kind, title, changed_at as "changedAt", row_count as "rows", ${SOURCE_COLUMNS},
            complete_for as "completeFor"
       from positive_register order by id`,
  );
  return rows.map(({ completeFor, ...row }) => ({ ...row, completeFor: completeFor.split(' ').filter(Boolean) }));
}

/** What stands under the keys, one statement for all of them. */
export async function findIssued(reader: Reader, keys: readonly string[]): Promise<IssuedRow[]> {
  const tokens = keys.map((key) => reader.tokenOf(key));
  const rows = await reader.all<{ token: string; register: string; body: Uint8Array }>(
    `select token, register_id as register, body from issued_document
      where token in (${tokens.map(() => '?').join(', ')}) order by register_id, token`,
    tokens,
  );
  return Promise.all(
    rows.map(async ({ token, register, body }) => {
      const unsealed = await reader.unseal(ISSUED_BODY, issuedRow(register, token), body);
      const document = unsealed.kind === 'open' ? unsealed.content : undefined;
      return { register, key: keys[tokens.indexOf(token)]!, document };
    }),
  );
}

/** Documents of one positive register. They are replaced in one transaction, during which other writes wait. */
export const ISSUED_PER_REGISTER_MAX = 200_000;
