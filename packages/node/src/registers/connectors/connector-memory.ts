// SPDX-License-Identifier: Apache-2.0
// What the node remembers of a connector between refreshes. It lies sealed in the store as deterministic CBOR: a field without a value is left out.
import type { IimsError } from '@iims/wire/errors';
import type { Counts } from '../import/import-about.ts';

export interface ConnectorMemory {
  /** Of the file that was started, SHA-256 in hexadecimal. */
  readonly digest: string;
  readonly by: string;
  /** Whether an operator approved a whole reading under this file. */
  readonly isApproved: boolean;
  /** Where the source's changes go on. */
  readonly position?: string;
  readonly whole?: WholeMemory;
  /** Alerts that went without a person's word since `removedFrom`. */
  readonly removedSince: number;
  /** Milliseconds since 1970: they are counted for a day. */
  readonly removedFrom?: number;
  /** When the last good refresh began, ms since 1970. */
  readonly refreshedAt?: number;
  /** Of the last good refresh. */
  readonly counts?: Counts;
  /** In a row. */
  readonly failures: number;
  readonly failure?: FailureMemory;
  readonly waiting?: WaitingMemory;
}

/** The last whole reading that is in force. */
export interface WholeMemory {
  /** SHA-256 of its rows, in hexadecimal. */
  readonly digest: string;
  readonly readAt: number;
  /** When it was imported; a later one that said the same was not. */
  readonly importedAt: number;
  /** Columns in which some row said something. */
  readonly filled: readonly string[];
  /** What the register was when this came into force: another hand may have changed it since. */
  readonly register?: RegisterVersion;
}

export interface RegisterVersion {
  readonly generation: number;
  readonly changedAt: number;
  readonly rows: number;
}

/** A whole reading on its way into force. */
export interface WaitingMemory {
  readonly importId: string;
  readonly isForPerson: boolean;
  readonly position?: string;
  readonly whole: WholeMemory;
  readonly counts: Counts;
  /** What has gone without a person once this is in force; left out: as before. */
  readonly removed?: RemovedMemory;
  /** Name of the file that it came from, where the source is a folder. */
  readonly file?: string;
}

export interface FailureMemory {
  readonly code: string;
  readonly field?: string;
  readonly rule?: string;
  readonly fix?: string;
  readonly at: number;
}

export function freshMemory(digest: string, by: string): ConnectorMemory {
  return { digest, by, isApproved: false, removedSince: 0, failures: 0 };
}

/** After a refresh that came to its end. */
export function afterGood(memory: ConnectorMemory, refreshedAt: number, counts: Counts): ConnectorMemory {
  const { failure: _, ...rest } = memory;
  return { ...rest, refreshedAt, counts, failures: 0 };
}

/** After a whole reading that is in force. */
export function afterWhole(
  { waiting: _, ...memory }: ConnectorMemory,
  { whole, position, counts, removed }: Pick<WaitingMemory, 'whole' | 'position' | 'counts' | 'removed'>,
  register: RegisterVersion,
): ConnectorMemory {
  const taken = {
    ...memory,
    isApproved: true,
    ...removed,
    whole: { ...whole, register },
    ...(position === undefined ? {} : { position }),
  };
  return afterGood(taken, whole.readAt, counts);
}

export function afterFailure(memory: ConnectorMemory, fault: IimsError, at: number): ConnectorMemory {
  const { code, field, rule, fix } = fault;
  const failure = { code, ...(field && { field }), ...(rule && { rule }), ...(fix && { fix }), at };
  return { ...memory, failures: memory.failures + 1, failure };
}

export type RemovedMemory = Pick<ConnectorMemory, 'removedSince' | 'removedFrom'>;

export function removedOf({ removedSince, removedFrom }: ConnectorMemory): RemovedMemory {
  return { removedSince, ...(removedFrom === undefined ? {} : { removedFrom }) };
}

/** What has gone within a day once so many more go: a little with each refresh is as much as a lot at once. */
export function removedWith(
  { removedSince, removedFrom }: RemovedMemory,
  removed: number,
  atMs: number,
): RemovedMemory & { readonly removedFrom: number } {
  const isOfToday = removedFrom !== undefined && Math.abs(atMs - removedFrom) < DAY_MS;
  return isOfToday
    ? { removedSince: removedSince + removed, removedFrom }
    : { removedSince: removed, removedFrom: atMs };
}

const DAY_MS = 86_400_000;
