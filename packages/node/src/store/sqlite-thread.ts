// SPDX-License-Identifier: Apache-2.0
// The store's own thread. Groups come in, fates go out, one message for each; a fate is told only after the commit is on disk.

import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@iims/wire/assert';
import type { Fault } from './fault.ts';
import type { GroupItem } from './run-group.ts';
import {
  openSqliteWriter,
  type Settled,
  type SqliteWriter,
  type SqliteWriterOptions,
  storageFault,
} from './sqlite-writer.ts';

export type ToThread = { readonly kind: 'group'; readonly items: readonly GroupItem[] } | { readonly kind: 'close' };

export type FromThread =
  | { readonly kind: 'opened' }
  | { readonly kind: 'not-opened'; readonly fault: Fault }
  | { readonly kind: 'group'; readonly settled: Settled }
  | { readonly kind: 'closed' }
  | { readonly kind: 'fatal'; readonly fault: Fault };

assert(parentPort !== null, 'the store runs in a thread of its own');
const port = parentPort;

openSqliteWriter(workerData as SqliteWriterOptions).then(serve, (error) =>
  tell({ kind: 'not-opened', fault: storageFault(error) }),
);

function serve(writer: SqliteWriter): void {
  let failed = false;
  port.on('message', (message: ToThread) => {
    if (failed) return;
    handle(writer, message).catch((error) => {
      failed = true;
      tell({ kind: 'fatal', fault: storageFault(error) });
    });
  });
  tell({ kind: 'opened' });
}

async function handle(writer: SqliteWriter, message: ToThread): Promise<void> {
  switch (message.kind) {
    case 'group':
      tell({ kind: 'group', settled: await writer.commit(message.items) });
      writer.checkpoint();
      return;
    case 'close':
      writer.close();
      tell({ kind: 'closed' });
      port.close();
  }
}

function tell(message: FromThread): void {
  port.postMessage(message);
}
