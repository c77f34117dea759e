// SPDX-License-Identifier: Apache-2.0
// What happens inside one transaction: the writes of a group one after another, each entry with its act.
// The caller commits.

import type { CloseQuery } from './acts/close-query.ts';
import { ACTS, type Acts } from './acts.ts';
import { type KeptProofs, keepAnswerProofs } from './answer-proofs.ts';
import type { DataKeys } from './data-keys.ts';
import { ENTRY_CONTENT, type EntryToAppend, readLastEntry } from './entries.ts';
import { type Fault, toFault } from './fault.ts';
import { type LogHead, replaceLogHead } from './log-head.ts';
import type { Statements, Transaction } from './sql.ts';
import type { Staging } from './staging/unseen-generation.ts';
import { STAGINGS, type Stagings } from './staging.ts';
import { sweepWhenDue } from './sweep.ts';

/** One write of a group: plain data, since it crosses into the store's thread. */
export type GroupItem =
  | { readonly kind: 'entry'; readonly entry: EntryToAppend; readonly ofTheStore?: true }
  | { readonly kind: 'act'; readonly entry: EntryToAppend; readonly name: keyof Acts; readonly args: unknown }
  | { readonly kind: 'staging'; readonly atMs: number; readonly name: keyof Stagings; readonly args: unknown }
  | { readonly kind: 'head'; readonly expectedSize: number; readonly next: LogHead };

/** Whether keys are destroyed by it: then the connection forgets its own, and nothing of them may be left in the files. */
export function erasesKeys(item: GroupItem): boolean {
  return item.kind === 'act' && item.name === 'erase-data-keys';
}

export type Outcome =
  | { readonly kind: 'written'; readonly index: number; readonly result: unknown }
  | { readonly kind: 'staged'; readonly result: unknown }
  | { readonly kind: 'head'; readonly advanced: boolean }
  | { readonly kind: 'undone'; readonly fault: Fault };

/** The connection on which a group runs. */
export interface GroupConnection extends Statements {
  /** Begins a transaction and takes the lock of writers. */
  begin(): Promise<void>;
  /** Ends it; throws unless it is durable. */
  commit(): Promise<void>;
  rollback(): Promise<void>;
  /** What seals and opens on this connection. */
  readonly keys: DataKeys;
  /** Whether an error means that the storage failed, and not only the statement. */
  isStorageFault(error: unknown): boolean;
}

/**
 * Begins a transaction, runs the group in it and gives one outcome for each item, in order. Indexes stay gapless: an act
 * that throws takes its entry back, and the next entry gets the same index. Throws only faults of the storage, and then
 * nothing may stand.
 */
export async function runGroup(connection: GroupConnection, items: readonly GroupItem[]): Promise<Outcome[]> {
  await makeMissingKeys(connection, items);
  await connection.begin();
  try {
    return await runItems(connection, items, appendWithAct);
  } catch (error) {
    // After a fault of the storage nobody knows what stands, so the whole group falls.
    if (connection.isStorageFault(error)) throw error;
    // An act threw, which is rare, while savepoints cost every act. So only now does the group run with them, from the
    // start: acts do nothing but through their transaction, so what is taken back has not happened.
    await connection.rollback();
    await connection.begin();
    return runItems(connection, items, appendBehindSavepoint);
  }
}

/**
 * Makes the data keys of a new month in a transaction of their own, so that no key in memory depends on a group that may be
 * taken back. Dying after it leaves keys without rows.
 */
async function makeMissingKeys(connection: GroupConnection, items: readonly GroupItem[]): Promise<void> {
  const { keys } = connection;
  if (items.every((item) => item.kind === 'head' || keys.hasKeysFor(timeOf(item)))) return;
  try {
    await connection.begin();
    await keys.make(
      connection,
      items.flatMap((item) => (item.kind === 'head' ? [] : [timeOf(item)])),
    );
    await connection.commit();
  } catch (error) {
    keys.forget();
    throw error;
  }
}

type ActItem = Extract<GroupItem, { kind: 'act' }>;
type RunAct = (connection: GroupConnection, inside: Inside, index: number, item: ActItem) => Promise<Outcome>;

async function runItems(connection: GroupConnection, items: readonly GroupItem[], runAct: RunAct): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const before = await readLastEntry(connection);
  let { index, atMs } = before;
  const inside = new Inside(connection);
  for (const item of items) {
    const outcome = await runItem(connection, inside, index + 1, item, runAct);
    outcomes.push(outcome);
    if (outcome.kind !== 'written' || item.kind === 'head' || item.kind === 'staging') continue;
    index = outcome.index;
    atMs = item.entry.atMs;
  }
  await keepAnswerProofs(connection, proofsOf(items, outcomes), { index, atMs });
  await sweepWhenDue(connection, before, { index, atMs });
  return outcomes;
}

/** What the closings of the group bring, but for those that were taken back. */
function proofsOf(items: readonly GroupItem[], outcomes: readonly Outcome[]): KeptProofs[] {
  return items.flatMap((item, place) => {
    if (item.kind !== 'act' || item.name !== 'close-query' || outcomes[place]!.kind !== 'written') return [];
    return (item.args as CloseQuery).proofs ?? [];
  });
}

async function runItem(
  connection: GroupConnection,
  inside: Inside,
  index: number,
  item: GroupItem,
  runAct: RunAct,
): Promise<Outcome> {
  switch (item.kind) {
    case 'entry':
      // The row is complete and its index free: only the storage can refuse it.
      await appendEntry(connection, index, item.entry);
      return { kind: 'written', index, result: undefined };
    case 'act':
      return runAct(connection, inside, index, item);
    case 'staging':
      return { kind: 'staged', result: await runStaging(inside, item) };
    case 'head':
      return { kind: 'head', advanced: await replaceLogHead(connection, item.expectedSize, item.next) };
  }
}

async function appendWithAct(
  connection: GroupConnection,
  inside: Inside,
  index: number,
  item: ActItem,
): Promise<Outcome> {
  await appendEntry(connection, index, item.entry);
  const act = ACTS[item.name] as (transaction: Transaction, args: unknown) => Promise<unknown>;
  return { kind: 'written', index, result: await act(inside.of(item.entry.atMs, index), item.args) };
}

/** A staging keeps to rows that nobody sees; one that throws is a mistake in the program, and its group falls. */
function runStaging(inside: Inside, item: Extract<GroupItem, { kind: 'staging' }>): Promise<unknown> {
  const staging = STAGINGS[item.name] as (transaction: Staging, args: unknown) => Promise<unknown>;
  return staging(inside.of(item.atMs), item.args);
}

/**
 * The transaction as one act after another of a group sees it: making one for each would cost more than its entry. An act may take its
 * functions apart from it, and has done with it when it ends.
 */
class Inside implements Transaction {
  entryIndex = -1;
  atMs = 0;
  readonly all: Transaction['all'];
  readonly run: Transaction['run'];
  readonly seal: Transaction['seal'];
  readonly unseal: Transaction['unseal'];
  readonly tokenOf: Transaction['tokenOf'];

  constructor(connection: GroupConnection) {
    const { keys } = connection;
    this.all = (sql, parameters) => connection.all(sql, parameters);
    this.run = (sql, parameters) => connection.run(sql, parameters);
    this.seal = (column, row, content) => keys.seal(column, row, this.atMs, content);
    this.unseal = (column, row, cell) => keys.unseal(connection, column, row, cell);
    this.tokenOf = (text) => keys.tokenOf(text);
  }

  /** For the next act; a staging has no entry. */
  of(atMs: number, entryIndex = -1): this {
    this.atMs = atMs;
    this.entryIndex = entryIndex;
    return this;
  }
}

function timeOf(item: Exclude<GroupItem, { kind: 'head' }>): number {
  return item.kind === 'staging' ? item.atMs : item.entry.atMs;
}

/** An act that throws, for whatever reason, takes back everything it did; the caller decides what its error means. */
async function appendBehindSavepoint(
  connection: GroupConnection,
  inside: Inside,
  index: number,
  item: ActItem,
): Promise<Outcome> {
  await connection.run('savepoint act');
  try {
    const outcome = await appendWithAct(connection, inside, index, item);
    await connection.run('release act');
    return outcome;
  } catch (error) {
    if (connection.isStorageFault(error)) throw error;
    await connection.run('rollback to act');
    await connection.run('release act');
    return { kind: 'undone', fault: toFault(error) };
  }
}

async function appendEntry(connection: GroupConnection, index: number, entry: EntryToAppend): Promise<void> {
  await connection.run('insert into entry (idx, at_ms, event, content, commitment) values (?, ?, ?, ?, ?)', [
    index,
    entry.atMs,
    entry.event,
    connection.keys.seal(ENTRY_CONTENT, index, entry.atMs, entry.content),
    entry.commitment,
  ]);
}
