// SPDX-License-Identifier: Apache-2.0
// This side of the store's thread: starts it, hands it one group at a time, and notices when it fails or dies.

import { Worker } from 'node:worker_threads';
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';
import { fromFault } from './fault.ts';
import type { GroupItem } from './run-group.ts';
import type { FromThread, ToThread } from './sqlite-thread.ts';
import type { Settled, SqliteWriterOptions } from './sqlite-writer.ts';
import type { OnFatal } from './store.ts';

/** The writer, wherever it runs. */
export interface SqliteWriting {
  /** One group at a time. Never settles once the writer has failed. */
  commit(items: readonly GroupItem[]): Promise<Settled>;
  close(): Promise<void>;
}

/** Resolves when the database is open in a thread of its own; throws what kept it from that. */
export function startSqliteThread(options: SqliteWriterOptions, onFatal: OnFatal): Promise<SqliteWriting> {
  const worker = new Worker(new URL('./sqlite-thread.ts', import.meta.url), { workerData: options });
  let underWay: ((settled: Settled) => void) | undefined;
  let whenClosed: (() => void) | undefined;
  let ended = false;

  const writing: SqliteWriting = {
    commit(items) {
      assert(underWay === undefined, 'one group is under way at a time');
      return new Promise((resolve) => {
        underWay = resolve;
        worker.postMessage({ kind: 'group', items } satisfies ToThread);
      });
    },
    close() {
      return new Promise((resolve) => {
        whenClosed = resolve;
        worker.postMessage({ kind: 'close' } satisfies ToThread);
      });
    },
  };

  return new Promise((opened, notOpened) => {
    function fail(fault: Error): void {
      if (ended) return;
      ended = true;
      onFatal(fault instanceof IimsError ? fault : threadDied(fault));
    }

    worker.on('message', (message: FromThread) => {
      switch (message.kind) {
        case 'opened':
          opened(writing);
          break;
        case 'not-opened':
          ended = true;
          notOpened(fromFault(message.fault));
          worker.terminate();
          break;
        case 'group': {
          const resolve = underWay;
          assert(resolve !== undefined, 'a fate belongs to a group');
          underWay = undefined;
          resolve(message.settled);
          break;
        }
        case 'closed':
          ended = true;
          whenClosed?.();
          break;
        case 'fatal':
          fail(fromFault(message.fault));
          break;
      }
    });
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('the thread ended')));
  });
}

function threadDied(cause: Error): IimsError {
  return new IimsError('store.failed', {
    message: `The thread of the store died: ${cause.message}.`,
    fix: 'Start the node again.',
    cause,
  });
}
