// SPDX-License-Identifier: Apache-2.0
// The store as the log's publisher sees it: durable commitments in order, and the head.

import { readCommitments } from './entries.ts';
import { type LogHead, readLogHead } from './log-head.ts';
import type { Store } from './store.ts';

export interface LogSource {
  /** The durable entries `from`, `from + 1`, … in order, at most `limit`; fewer only when there are no more. */
  entryCommitments(from: number, limit: number): Promise<{ index: number; commitment: Uint8Array }[]>;
  head(): Promise<LogHead | undefined>;
  /** As `Store.advanceHead`. */
  advanceHead(expectedSize: number, next: LogHead): Promise<boolean>;
}

/** A read sees a commit only after its flush to disk, so nothing that comes from here can be taken away by a crash. */
export function logSource(store: Store): LogSource {
  return {
    entryCommitments: (from, limit) => readCommitments(store.reader, from, limit),
    head: () => readLogHead(store.reader),
    advanceHead: (expectedSize, next) => store.advanceHead(expectedSize, next),
  };
}
