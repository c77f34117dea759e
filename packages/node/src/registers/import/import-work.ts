// SPDX-License-Identifier: Apache-2.0
// What the thread of an import does: it reads a file, or gives the pieces of one that was approved.
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '@iims/wire/assert';
import { systemClock } from '../../clock.ts';
import { GivingWay } from '../../queries-under-way.ts';
import { ALERT_BODY } from '../../store/alerts.ts';
import { type Fault, toFault } from '../../store/fault.ts';
import { ISSUED_BODY } from '../../store/issued-documents.ts';
import { openReadingDatabase } from '../../store/open-reading.ts';
import { type ApplyPiece, applyPieces, type ToApply } from './apply-pieces.ts';
import type { Preview } from './import-about.ts';
import { readSource, type SourceToRead } from './read-source.ts';
import { removeRuns } from './spool-folder.ts';

/** `queries` is the memory of the node's `QueriesUnderWay`. */
export type ImportWork = {
  readonly queries: SharedArrayBuffer;
  readonly database: { readonly path: string; readonly atRest: Uint8Array };
} & ({ readonly kind: 'read'; readonly source: SourceToRead } | { readonly kind: 'apply'; readonly toApply: ToApply });

export type FromImportThread =
  | { readonly kind: 'rows'; readonly rows: number }
  | { readonly kind: 'read'; readonly preview: Preview }
  | { readonly kind: 'piece'; readonly piece: ApplyPiece }
  | { readonly kind: 'applied' }
  | { readonly kind: 'fault'; readonly fault: Fault };

assert(parentPort !== null, 'an import runs in a thread of its own');
const port = parentPort;
const tell = (message: FromImportThread): void => port.postMessage(message);

work(workerData as ImportWork).catch((error) => tell({ kind: 'fault', fault: toFault(error) }));

async function work(given: ImportWork): Promise<void> {
  const way = new GivingWay(given.queries, systemClock.monotonic);
  const giveWay = () => way.step();
  const database = openReadingDatabase(given.database);
  try {
    if (given.kind === 'read') {
      const preview = await readSource(database.reader, given.source, { told: everySoOften(), giveWay });
      await removeRuns(given.source.spools);
      tell({ kind: 'read', preview });
      return;
    }
    const seal = await database.newestSealing(given.toApply.holds === 'issued' ? ISSUED_BODY : ALERT_BODY);
    // One piece ahead of the store: the next is made while it writes.
    for (const piece of applyPieces(given.toApply, { seal, giveWay })) {
      tell({ kind: 'piece', piece });
      await new Promise((resolve) => port.once('message', resolve));
    }
    tell({ kind: 'applied' });
  } finally {
    database.close();
  }
}

function everySoOften(): (rows: number) => void {
  let toldAt = 0;
  return (rows) => {
    if (rows - toldAt < ROWS_BETWEEN_NEWS) return;
    toldAt = rows;
    tell({ kind: 'rows', rows });
  };
}

const ROWS_BETWEEN_NEWS = 5_000;
