// SPDX-License-Identifier: Apache-2.0
// What every kind of source gives: rows in pages, bounded, and from where the next refresh goes on.
import { IimsError } from '@iims/wire/errors';

export interface SourceRow {
  /** In the order of the columns that were asked for; empty where the source says nothing. */
  readonly cells: readonly string[];
  /** What the source calls the row. */
  readonly id: string;
  /** Whether the source says that it is gone. */
  readonly isRemoved: boolean;
  /** A cell is longer than CELL_CHARACTERS_MAX: its row is refused. */
  readonly isTooLong: boolean;
}

export interface SourcePage {
  readonly rows: readonly SourceRow[];
  /** Where the next refresh goes on once this page is in force; left as it is where absent. */
  readonly position?: string;
  /** The source says that nothing changed since the position that was given: there are no rows. */
  readonly isUnchanged?: true;
}

/** What a refresh asks for. */
export interface Wanted {
  readonly what: 'whole' | 'changes';
  /** Of the last good refresh; always there for changes. */
  readonly position: string | undefined;
}

/** Steps of opening a source, in their order; each is told when it holds. */
export const SOURCE_STEPS = ['address', 'tls', 'sign-in', 'read-only', 'columns'] as const;
export type SourceStep = (typeof SOURCE_STEPS)[number];
/** `unused`: this source has no such step. */
export type StepTold = (step: SourceStep, outcome: 'passed' | 'unused') => void;

/** A source that is open: one reader at a time. */
export interface OpenSource {
  pages(wanted: Wanted): AsyncGenerator<SourcePage>;
  close(): Promise<void>;
}

/** Throws `connector.*` and `keys.*`; texts repeat nothing of what the source or a driver said. */
export interface Source {
  open(columns: readonly string[], told: StepTold): Promise<OpenSource>;
}

export function rowOf(
  cells: readonly string[],
  { id, removedBy }: { readonly id: string; readonly removedBy: boolean },
): SourceRow {
  return { cells, id, isRemoved: removedBy, isTooLong: cells.some((cell) => cell.length > CELL_CHARACTERS_MAX) };
}

export function tooLarge(rule: string): IimsError {
  return new IimsError('connector.too-large', {
    message: 'The source sends more than a refresh takes.',
    rule,
    fix: 'Check the source; let it give fewer columns or rows, or divide it.',
  });
}

export function tooSlow(rule: string): IimsError {
  return new IimsError('connector.too-slow', {
    message: 'The source did not answer in time.',
    rule,
    fix: 'Check the source; a view over an indexed column answers faster.',
  });
}

export const CELL_CHARACTERS_MAX = 16_384;
export const PAGE_ROWS = 200;
export const PAGE_BYTES_MAX = 16 * 1024 * 1024;
export const CONNECT_MS_MAX = 10_000;
export const PAGE_MS_MAX = 30_000;
export const PAGES_MAX = 30_000;
export const REFRESH_MS_MAX = 30 * 60_000;
