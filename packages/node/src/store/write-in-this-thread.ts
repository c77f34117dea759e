// SPDX-License-Identifier: Apache-2.0
// The writer without a thread of its own: for a process that holds many nodes, and to measure what the thread costs.
// The caller's event loop then waits for the disk at each group.

import type { IimsError } from '@iims/wire/errors';
import type { QueriesUnderWay } from '../queries-under-way.ts';
import { fromFault } from './fault.ts';
import { openSqliteWriter, type SqliteWriterOptions, storageFault } from './sqlite-writer.ts';
import type { SqliteWriting } from './start-sqlite-thread.ts';
import type { OnFatal } from './store.ts';
import type { TurnSnapshot } from './turn-snapshot.ts';

export async function writeInThisThread(
  options: SqliteWriterOptions & { readonly queries?: Pick<QueriesUnderWay, 'isAny'> | undefined },
  onFatal: OnFatal,
): Promise<SqliteWriting & { readonly turn: TurnSnapshot }> {
  const toIimsError = (error: unknown): IimsError => fromFault(storageFault(error)) as IimsError;
  const writer = await openSqliteWriter(options).catch((error) => {
    throw toIimsError(error);
  });
  // Others read on this connection, and what they look up lies all over the file.
  writer.turn.database.exec(`pragma cache_size = -${CACHE_KIB}`);
  /** After a fatal fault nothing settles any more. */
  async function orFatal<R>(step: () => Promise<R>): Promise<R> {
    try {
      return await step();
    } catch (error) {
      onFatal(toIimsError(error));
      return new Promise(() => undefined);
    }
  }
  let putOff = 0;
  /**
   * What stagings leave in the write-ahead file takes longer to move than one of them takes: a query that came meanwhile goes before it.
   * Not before all of it, since the file would grow until a group of theirs had to move it.
   */
  async function isTimeToMove(): Promise<boolean> {
    await new Promise((resolve) => setImmediate(resolve));
    putOff = options.queries?.isAny === true && putOff < PUT_OFF_MAX ? putOff + 1 : 0;
    return putOff === 0;
  }
  return {
    turn: writer.turn,
    commit: (items) =>
      orFatal(async () => {
        const settled = await writer.commit(items);
        if (items[0]?.kind !== 'staging' || (await isTimeToMove())) writer.checkpoint();
        return settled;
      }),
    close: () => orFatal(async () => writer.close()),
  };
}

/** Stagings. A piece of an import writes some forty pages, so that the file becomes half as long again as where queries pause. */
const PUT_OFF_MAX = 3;
/** Twice what SQLite takes by itself: of the pages of six thousand alerts under load five times fewer are read again. */
const CACHE_KIB = 4_000;
