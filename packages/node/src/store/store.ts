// SPDX-License-Identifier: Apache-2.0
// The store of a node, and what it promises. `sqlite-store.ts` and `postgres-store.ts` keep these promises,
// `acceptance.fixture.ts` checks them on both.

import type { AuditEventName } from '@iims/wire/audit-events';
import type { IimsError } from '@iims/wire/errors';
import type { Acts } from './acts.ts';
import type { EntryToAppend } from './entries.ts';
import type { LogHead } from './log-head.ts';
import type { Reader } from './sql.ts';
import type { Stagings } from './staging.ts';

export interface EntryDraft {
  readonly event: AuditEventName;
  /** Whatever deterministic CBOR can hold, at most ENTRY_BODY_BYTES_MAX encoded. `event` and `at` are added by the store. */
  readonly body: Readonly<Record<string, unknown>>;
  /**
   * What the State keeps to itself when the entry is opened to a partner; the body holds its salted hash, in `own`.
   * Every entry of an event has one or none has: its presence must not tell anything.
   */
  readonly own?: Readonly<Record<string, unknown>>;
}

export type ActName = keyof Acts;

/** A named function of `acts/` and its plain arguments: data only, because it runs in another thread. */
export interface Act<N extends ActName> {
  readonly name: N;
  readonly args: Parameters<Acts[N]>[1];
}

/** A named function of `staging/` and its plain arguments. */
export interface StagingOf<N extends keyof Stagings> {
  readonly name: N;
  readonly args: Parameters<Stagings[N]>[1];
}

export interface Written<R> {
  /** Index of the entry in the log. */
  readonly index: number;
  /** What the act returned. */
  readonly result: R;
}

export interface Store {
  /**
   * Appends the entry and runs the act in one transaction: the only way to write.
   *
   * - Durable: it resolves after the commit that holds both is on disk, never before.
   * - Concurrent: as many callers as WRITES_WAITING_MAX at once; they share commits, and entries stand in the order of the calls.
   * - Throws what the act throws, after taking back the act and its entry, and nobody else's; `store.busy` when too many
   *   wait or another process holds the database for BUSY_TIMEOUT_MS; `store.full` when the disk is full. In all these
   *   cases nothing was written.
   * - An entry that its caller has composed already (`composeEntry`), because what it signs names the entry's commitment, is taken as it is.
   * - Retry: the caller, and only after `store.busy` or `store.full`. The store itself repeats nothing that may have happened.
   * - A failed write, fsync or checkpoint ends in `onFatal`; then no promise settles any more.
   */
  write(entry: EntryDraft): Promise<Written<undefined>>;
  write<N extends ActName>(
    entry: EntryDraft | EntryToAppend,
    act: Act<N>,
  ): Promise<Written<Awaited<ReturnType<Acts[N]>>>>;

  /**
   * Writes rows that nobody sees, of a generation that no register shows, or that follow from entries: without an entry, since the
   * acts that begin and show the generation, and what was answered, have theirs. Durable, concurrent, and throws as `write`; another
   * row that somebody sees is a programmer's error.
   */
  stage<N extends keyof Stagings>(staging: StagingOf<N>): Promise<Awaited<ReturnType<Stagings[N]>>>;

  /**
   * Replaces the head of the published log if its size is still `expectedSize`: the one write without an entry, since
   * it is the log's own.
   *
   * - Durable as `write`. Concurrent: of several callers with one `expectedSize` one gets true.
   * - Resolves to false when the head has another size; then the caller reads it and decides again.
   * - Throws as `write`; it is not refused while the disk is full, so that what is durable can still be published.
   */
  advanceHead(expectedSize: number, next: LogHead): Promise<boolean>;

  /**
   * The reads of `entries.ts`, `accounts.ts`, `alerts.ts`, `answered-queries.ts` and `query-history.ts` take this.
   * A read sees every write that resolved before it began. Concurrent without limit; it waits for no writer.
   * It throws nothing but `store.failed`; the caller may repeat it freely.
   */
  readonly reader: Reader;

  /** Finishes the writes that wait, moves everything into the database file and lets go of it. A later call is a programmer's error. */
  close(): Promise<void>;
}

/** Told once about a fault after which nothing may be acknowledged. It must stop the process. */
export type OnFatal = (fault: IimsError) => void;

/** Handed in: a test can hold time still and know the salts. */
export interface StoreSources {
  /** The root of protection at rest, from the node's key store: 32 bytes. */
  readonly atRest: Uint8Array;
  readonly now: () => number;
  readonly random: (length: number) => Uint8Array;
}

export const WRITES_WAITING_MAX = 10_000;
export const BUSY_TIMEOUT_MS = 5_000;
export const ENTRY_BODY_BYTES_MAX = 65_535;
