// SPDX-License-Identifier: Apache-2.0
// Replaces everything that a positive register holds. Entry: register.loaded.

import { IimsError } from '@iims/wire/errors';
import { alertNoOf, beginGeneration, dropContent, nextGeneration, showGeneration } from '../generations.ts';
import { insertRows } from '../insert-rows.ts';
import { ISSUED_BODY, ISSUED_COLUMNS, ISSUED_PER_LOAD_MAX, issuedRow } from '../issued-documents.ts';
import type { Transaction } from '../sql.ts';
import { forgetVanished } from '../vanished-entries.ts';

export interface PositiveRegisterToLoad {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly changedAt: number;
  readonly checkedAt: number;
  /** Types of document, with a blank between them. */
  readonly completeFor: string;
  /** Types of document of which it holds any, likewise. Undefined: nobody has counted them. */
  readonly heldTypes?: string;
  /** For how long that holds, ms. Undefined: as before. */
  readonly completeMs?: number;
}

export interface IssuedToLoad {
  /** Comes once in a register. */
  readonly id: string;
  /** One or more, each of its own. */
  readonly keys: readonly string[];
  /** Deterministic CBOR of the document. */
  readonly document: Uint8Array;
}

/** Throws `input.invalid` beyond ISSUED_PER_LOAD_MAX, or where one number or id comes twice. */
export async function loadIssued(
  transaction: Transaction,
  { register, documents }: { register: PositiveRegisterToLoad; documents: readonly IssuedToLoad[] },
): Promise<{ rows: number }> {
  const keys = documents.flatMap((document) => document.keys);
  if (documents.length > ISSUED_PER_LOAD_MAX) throw refused(`at most ${ISSUED_PER_LOAD_MAX} documents`);
  if (new Set(keys).size < keys.length) throw refused('a number comes once');
  if (new Set(documents.map(({ id }) => id)).size < documents.length) throw refused('an id comes once');
  await dropContent(transaction, register.id, 'issued');
  await forgetVanished(transaction, register.id);
  const generation = await nextGeneration(transaction);
  await beginGeneration(transaction, { generation, register: register.id, standing: 'building', holds: 'issued' });
  await showGeneration(transaction, generation, documents.length, register);
  const rows = documents.map(({ id, document }, i) => {
    const body = transaction.seal(ISSUED_BODY, issuedRow(register.id, id), document);
    return [alertNoOf(generation, i + 1), id, register.id, generation, body];
  });
  await insertRows(transaction, 'issued_document', ISSUED_COLUMNS, rows);
  const tokens = documents.flatMap((document, i) =>
    document.keys.map((key): [string, number] => [transaction.tokenOf(key), alertNoOf(generation, i + 1)]),
  );
  await insertRows(transaction, 'issued_key', ['token', 'entry_no'], tokens);
  return { rows: documents.length };
}

function refused(rule: string): IimsError {
  return new IimsError('input.invalid', { message: 'The register cannot be loaded.', field: 'documents', rule });
}
