// SPDX-License-Identifier: Apache-2.0
// The writer without a thread of its own: for a process that holds many nodes, and to measure what the thread costs.
// The caller's event loop then waits for the disk at each group.

import type { IimsError } from '@iims/wire/errors';
import { fromFault } from './fault.ts';
import { openSqliteWriter, type SqliteWriterOptions, storageFault } from './sqlite-writer.ts';
import type { SqliteWriting } from './start-sqlite-thread.ts';
import type { OnFatal } from './store.ts';

/** `endReading` ends what this thread reads at the moment: a checkpoint would wait for it, and this thread waits for the checkpoint. */
export async function writeInThisThread(
  options: SqliteWriterOptions,
  onFatal: OnFatal,
  endReading: () => void,
): Promise<SqliteWriting> {
  const toIimsError = (error: unknown): IimsError => fromFault(storageFault(error)) as IimsError;
  const writer = await openSqliteWriter(options).catch((error) => {
    throw toIimsError(error);
  });
  /** After a fatal fault nothing settles any more. */
  async function orFatal<R>(step: () => Promise<R>): Promise<R> {
    try {
      return await step();
    } catch (error) {
      onFatal(toIimsError(error));
      return new Promise(() => undefined);
    }
  }
  return {
    commit: (items) =>
      orFatal(async () => {
        endReading();
        const settled = await writer.commit(items);
        endReading();
        writer.checkpoint();
        return settled;
      }),
    close: () => orFatal(async () => writer.close()),
  };
}
