// SPDX-License-Identifier: Apache-2.0
// The store as the log's publisher sees it: commitments in order, and the head.

import { readCommitments } from '../store/entries.ts';
import { readLogHead } from '../store/log-head.ts';
import type { Store } from '../store/store.ts';
import type { EntrySource } from './entry-source.ts';

/** The store keeps the promises of `EntrySource`; this only gathers its functions. */
export function entrySourceOf(store: Pick<Store, 'reader' | 'advanceHead'>): EntrySource {
  return {
    entryCommitments: (from, limit) => readCommitments(store.reader, from, limit),
    head: () => readLogHead(store.reader),
    advanceHead: (expectedSize, next) => store.advanceHead(expectedSize, next),
  };
}
