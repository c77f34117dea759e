// SPDX-License-Identifier: Apache-2.0
// What the log's publisher needs of the store: durable entries in order, and the one place where the log's head advances.
import type { LogHead } from '../store/log-head.ts';

/** One durable entry, known to the log by its commitment only. */
export interface EntryCommitment {
  /** Gapless from 0, given in the transaction that wrote the entry. */
  readonly index: number;
  /** 32 bytes: SHA-256 over the length-prefixed "iims/entry", salt and body. */
  readonly commitment: Uint8Array;
}

/** Implemented by the store. A rejected promise is a fault of the store; the publisher passes it on and stops. */
export interface EntrySource {
  /**
   * The durable entries `from`, `from + 1`, … in order: at most `limit`, fewer only when there are no more.
   * What it returned once it returns for ever; an entry that a crash could still take away is never returned.
   */
  entryCommitments(from: number, limit: number): Promise<readonly EntryCommitment[]>;

  /** The head as last advanced, by whichever process did it; `undefined` before the first. */
  head(): Promise<LogHead | undefined>;

  /**
   * Compare-and-swap, atomic and durable before it resolves: makes `next` the head if the head's size is `expectedSize`
   * (0 when there is no head) and answers true; changes nothing and answers false otherwise.
   * When it rejects with `store.busy` nothing happened. With any other fault either may have happened; the caller must
   * stop and read `head()` in a new process.
   */
  advanceHead(expectedSize: number, next: LogHead): Promise<boolean>;
}
