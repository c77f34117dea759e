// SPDX-License-Identifier: Apache-2.0
// Replaces everything that a positive register holds. Entry: register.loaded.

import { IimsError } from '@iims/wire/errors';
import { insertRows } from '../insert-rows.ts';
import { ISSUED_BODY, ISSUED_PER_REGISTER_MAX, issuedRow } from '../issued-documents.ts';
import type { Transaction } from '../sql.ts';

export interface PositiveRegisterToLoad {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly changedAt: number;
  readonly checkedAt: number;
  /** Types of document, with a blank between them. */
  readonly completeFor: string;
}

export interface IssuedToLoad {
  /** One or more, each of its own. */
  readonly keys: readonly string[];
  /** Deterministic CBOR of the document. */
  readonly document: Uint8Array;
}

/** Throws `input.invalid` beyond ISSUED_PER_REGISTER_MAX, or where one number comes twice. */
export async function loadIssued(
  transaction: Transaction,
  { register, documents }: { register: PositiveRegisterToLoad; documents: readonly IssuedToLoad[] },
): Promise<{ rows: number }> {
  const keys = documents.flatMap((document) => document.keys);
  if (documents.length > ISSUED_PER_REGISTER_MAX) throw refused(`at most ${ISSUED_PER_REGISTER_MAX} documents`);
  if (new Set(keys).size < keys.length) throw refused('a number comes once');
  await transaction.run('delete from issued_document where register_id = ?', [register.id]);
  await transaction.run(
    `insert into positive_register (id, kind, title, changed_at, checked_at, row_count, complete_for)
       values (?, ?, ?, ?, ?, ?, ?)
       on conflict (id) do update set kind = excluded.kind, title = excluded.title, changed_at = excluded.changed_at,
         checked_at = excluded.checked_at, row_count = excluded.row_count, complete_for = excluded.complete_for`,
    [
      register.id,
      register.kind,
      register.title,
      register.changedAt,
      register.checkedAt,
      documents.length,
      register.completeFor,
    ],
  );
  const rows = documents.flatMap(({ keys, document }) =>
    keys.map((key) => {
      const token = transaction.tokenOf(key);
      return [token, register.id, transaction.seal(ISSUED_BODY, issuedRow(register.id, token), document)];
    }),
  );
  await insertRows(transaction, 'issued_document', ['token', 'register_id', 'body'], rows);
  return { rows: documents.length };
}

function refused(rule: string): IimsError {
  return new IimsError('input.invalid', { message: 'The register cannot be loaded.', field: 'documents', rule });
}
