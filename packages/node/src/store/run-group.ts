// SPDX-License-Identifier: Apache-2.0
// What happens inside one transaction: the writes of a group one after another, each entry with its act, each act
// behind a savepoint of its own. The caller begins and commits.

import { ACTS, type Acts } from './acts.ts';
import { countEntries, type EntryToAppend } from './entries.ts';
import { type Fault, toFault } from './fault.ts';
import { type LogHead, replaceLogHead } from './log-head.ts';
import type { Reader, SqlValue, Transaction } from './sql.ts';

/** One write of a group: plain data, since it crosses into the store's thread. */
export type GroupItem =
  | { readonly kind: 'entry'; readonly entry: EntryToAppend; readonly ofTheStore?: true }
  | { readonly kind: 'act'; readonly entry: EntryToAppend; readonly name: keyof Acts; readonly args: unknown }
  | { readonly kind: 'head'; readonly expectedSize: number; readonly next: LogHead };

export type Outcome =
  | { readonly kind: 'written'; readonly index: number; readonly result: unknown }
  | { readonly kind: 'head'; readonly advanced: boolean }
  | { readonly kind: 'undone'; readonly fault: Fault };

/** The connection on which a group runs. */
export interface GroupConnection extends Reader {
  run(sql: string, parameters?: readonly SqlValue[]): Promise<number>;
  /** Whether an error means that the storage failed, and not only the statement. */
  isStorageFault(error: unknown): boolean;
}

/**
 * Runs the group and gives one outcome for each item, in order. Indexes stay gapless: an act that throws takes its
 * entry back, and the next entry gets the same index. Throws only faults of the storage, and then nothing may stand.
 */
export async function runGroup(connection: GroupConnection, items: readonly GroupItem[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let index = await countEntries(connection);
  for (const item of items) {
    const outcome = await runItem(connection, index, item);
    if (outcome.kind === 'written') index += 1;
    outcomes.push(outcome);
  }
  return outcomes;
}

async function runItem(connection: GroupConnection, index: number, item: GroupItem): Promise<Outcome> {
  switch (item.kind) {
    case 'entry':
      // The row is complete and its index free: only the storage can refuse it, so it needs no savepoint.
      await appendEntry(connection, index, item.entry);
      return { kind: 'written', index, result: undefined };
    case 'act':
      return appendWithAct(connection, index, item);
    case 'head':
      return { kind: 'head', advanced: await replaceLogHead(connection, item.expectedSize, item.next) };
  }
}

async function appendWithAct(
  connection: GroupConnection,
  index: number,
  item: Extract<GroupItem, { kind: 'act' }>,
): Promise<Outcome> {
  await connection.run('savepoint act');
  try {
    await appendEntry(connection, index, item.entry);
    const act = ACTS[item.name] as (transaction: Transaction, args: unknown) => Promise<unknown>;
    const transaction: Transaction = {
      entryIndex: index,
      atMs: item.entry.atMs,
      all: (sql, parameters) => connection.all(sql, parameters),
      run: (sql, parameters) => connection.run(sql, parameters),
    };
    const result = await act(transaction, item.args);
    await connection.run('release act');
    return { kind: 'written', index, result };
  } catch (error) {
    // After a fault of the storage nobody knows what stands, so the whole group falls. Any other error, a programmer's
    // too, is this act's own: its savepoint takes back everything it did, and the caller decides what it means.
    if (connection.isStorageFault(error)) throw error;
    await connection.run('rollback to act');
    await connection.run('release act');
    return { kind: 'undone', fault: toFault(error) };
  }
}

async function appendEntry(connection: GroupConnection, index: number, entry: EntryToAppend): Promise<void> {
  await connection.run('insert into entry (idx, at_ms, event, salt, body, commitment) values (?, ?, ?, ?, ?, ?)', [
    index,
    entry.atMs,
    entry.event,
    entry.salt,
    entry.body,
    entry.commitment,
  ]);
}
