// SPDX-License-Identifier: Apache-2.0
// The store as the log sees it: commitments and head for the publisher, whole rows for the verification.

import { type EntryRow, readCommitments, readEntryRows } from '../store/entries.ts';
import { readLogHead } from '../store/log-head.ts';
import type { Reader } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import type { EntrySource } from './entry-source.ts';

export function entrySourceOf(store: Pick<Store, 'reader' | 'advanceHead'>): EntrySource {
  return {
    entryCommitments: (from, limit) => readCommitments(store.reader, from, limit),
    head: () => readLogHead(store.reader),
    advanceHead: (expectedSize, next) => store.advanceHead(expectedSize, next),
  };
}

/** All rows in order, read a few at a time, so that a log of any length is verified in little memory. */
export async function* entryRowsOf(reader: Reader): AsyncGenerator<EntryRow> {
  for (let from = 0; ; ) {
    const rows = await readEntryRows(reader, from, ROWS_AT_ONCE);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    from = last.index + 1;
  }
}

const ROWS_AT_ONCE = 256;
