// SPDX-License-Identifier: Apache-2.0
// What the files of this folder may say to a database. The same text serves both dialects: `?` placeholders,
// times as integer milliseconds, truth as 0 or 1, bytes as `Uint8Array`.

import type { Unsealed } from './data-keys.ts';
import type { RowKey, SealedColumn } from './sealed-cell.ts';

export type SqlValue = string | number | Uint8Array | null;
export type Row = Readonly<Record<string, SqlValue>>;

/** Statements of one connection. */
export interface Statements {
  all<R = Row>(sql: string, parameters?: readonly SqlValue[]): Promise<R[]>;
  /** Runs a statement and resolves to the number of rows it changed. */
  run(sql: string, parameters?: readonly SqlValue[]): Promise<number>;
}

/** Reads what is committed. It cannot write: the database refuses. */
export interface Reader extends Pick<Statements, 'all'> {
  /** Opens a sealed value of a row (spec/at-rest.md): at once, but where its key is read first. */
  unseal(column: SealedColumn, row: RowKey, cell: Uint8Array): Unsealed | Promise<Unsealed>;
  /** The token under which something sealed is found. */
  tokenOf(text: string): string;
  /** Equal at two times: what is read next sees what was seen then. Undefined, or no such function, where nobody knows that before. */
  state?(): number | undefined;
}

/** The inside of one write: its entry is appended already and stands or falls with the act. */
export interface Transaction extends Reader, Statements {
  /** Index of the entry that this act belongs to. */
  readonly entryIndex: number;
  /** Time of that entry; acts take their time from here, so that entry and rows agree. */
  readonly atMs: number;
  /** Seals a value for a row, under the key of this time's month. */
  seal(column: SealedColumn, row: RowKey, content: Uint8Array): Uint8Array;
}
