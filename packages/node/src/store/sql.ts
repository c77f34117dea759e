// SPDX-License-Identifier: Apache-2.0
// What the files of this folder may say to a database. The same text serves both dialects: `?` placeholders,
// times as integer milliseconds, truth as 0 or 1, bytes as `Uint8Array`.

export type SqlValue = string | number | Uint8Array | null;
export type Row = Readonly<Record<string, SqlValue>>;

/** Reads what is committed. It cannot write: its connection refuses. */
export interface Reader {
  all<R = Row>(sql: string, parameters?: readonly SqlValue[]): Promise<R[]>;
}

/** The inside of one write: its entry is appended already and stands or falls with the act. */
export interface Transaction extends Reader {
  /** Index of the entry that this act belongs to. */
  readonly entryIndex: number;
  /** Time of that entry; acts take their time from here, so that entry and rows agree. */
  readonly atMs: number;
  /** Runs a statement and resolves to the number of rows it changed. */
  run(sql: string, parameters?: readonly SqlValue[]): Promise<number>;
}
