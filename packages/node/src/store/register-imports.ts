// SPDX-License-Identifier: Apache-2.0
// Imports as the store knows them: where each stands, the key of its files, and how far it has been applied (spec/import.md).

import { utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader, Statements, Transaction } from './sql.ts';

export const IMPORT_STANDINGS = [
  'receiving',
  'quarantined',
  'previewed',
  'applying',
  'applied',
  'refused',
  'abandoned',
] as const;
export type ImportStanding = (typeof IMPORT_STANDINGS)[number];

export interface ImportRow {
  readonly importId: string;
  readonly register: string;
  readonly standing: ImportStanding;
  readonly begunAt: number;
  readonly changedAt: number;
  /** Being built or shown; null before approval. */
  readonly generation: number | null;
  readonly alertsStaged: number;
  readonly keysStaged: number;
  /** Key of its files, 32 bytes; undefined when it was erased. */
  readonly fileKey: Uint8Array | undefined;
  /** What the node wrote of it; undefined when it was erased. */
  readonly about: unknown;
}

/** The newest first: all that go on, and some of those that ended. */
export async function listImports(reader: Reader): Promise<ImportRow[]> {
  const rows = await reader.all<StoredImport>(`${SELECT} order by begun_at desc, import_id desc`);
  return Promise.all(rows.map((row) => opened(reader, row)));
}

export async function findImport(reader: Reader, importId: string): Promise<ImportRow | undefined> {
  const [row] = await reader.all<StoredImport>(`${SELECT} where import_id = ?`, [importId]);
  return row && opened(reader, row);
}

/** In an act: changes where an import stands. Throws `import.standing` unless it stands at one of `from`. */
export async function restandImport(
  statements: Statements,
  importId: string,
  { from, to, atMs }: { readonly from: readonly ImportStanding[]; readonly to: ImportStanding; readonly atMs: number },
): Promise<void> {
  const changed = await statements.run(
    `update register_import set standing = ?, changed_at = ?
      where import_id = ? and standing in (${from.map(() => '?').join(', ')})`,
    [to, atMs, importId, ...from],
  );
  if (changed === 1) return;
  throw new IimsError('import.standing', {
    message: 'The import does not stand where this could follow.',
    rule: `one that is ${from.join(' or ')}`,
    fix: 'Ask for its status.',
  });
}

/** In an act: what is known of an import from now on. */
export async function keepAbout(transaction: Transaction, importId: string, about: unknown): Promise<void> {
  const cell = transaction.seal(IMPORT_ABOUT, importRowKey(importId), encodeCbor(about));
  await transaction.run('update register_import set about = ? where import_id = ?', [cell, importId]);
}

interface StoredImport extends Omit<ImportRow, 'fileKey' | 'about'> {
  readonly fileKey: Uint8Array;
  readonly about: Uint8Array;
}

async function opened(reader: Reader, row: StoredImport): Promise<ImportRow> {
  const [key, about] = await Promise.all([
    reader.unseal(IMPORT_KEY, importRowKey(row.importId), row.fileKey),
    reader.unseal(IMPORT_ABOUT, importRowKey(row.importId), row.about),
  ]);
  return {
    ...row,
    fileKey: key.kind === 'open' ? key.content : undefined,
    about: about.kind === 'open' ? decodeCbor(about.content) : undefined,
  };
}

export const IMPORT_KEY = sealedColumn('content', 'register_import', 'file_key');
export const IMPORT_ABOUT = sealedColumn('content', 'register_import', 'about');

export function importRowKey(importId: string): Uint8Array {
  return utf8(importId);
}

const SELECT = `select import_id as "importId", register_id as register, standing, begun_at as "begunAt",
  changed_at as "changedAt", generation, alerts_staged as "alertsStaged", keys_staged as "keysStaged",
  file_key as "fileKey", about from register_import`;

/** Standings of an import that still goes on. */
export const IMPORT_GOES_ON: readonly ImportStanding[] = ['receiving', 'quarantined', 'previewed', 'applying'];
/** Each has an open file and lies on the disk until it ends. */
export const IMPORTS_GOING_ON_MAX = 16;
/** Imports that have ended and are kept, beside the last one of each register that was applied; of older ones the log tells. */
export const IMPORTS_KEPT = 100;
