// SPDX-License-Identifier: Apache-2.0
// This side of an import's thread: starts it for one piece of work and ends it.
import { Worker } from 'node:worker_threads';
import type { QueriesUnderWay } from '../../queries-under-way.ts';
import { fromFault } from '../../store/fault.ts';
import type { ApplyPiece, ToApply } from './apply-pieces.ts';
import type { Preview } from './import-about.ts';
import type { FromImportThread, ImportWork } from './import-work.ts';
import type { SourceToRead } from './read-source.ts';

/** Work that is under way; `stop` ends it wherever it stands. */
export interface ImportThread<R> {
  readonly done: Promise<R>;
  stop(): Promise<void>;
}

interface ForThread {
  readonly database: { readonly path: string; readonly atRest: Uint8Array };
  readonly queries: Pick<QueriesUnderWay, 'shared'>;
}

export function readInThread(
  { database, queries, source }: ForThread & { readonly source: SourceToRead },
  told: (rows: number) => void,
): ImportThread<Preview> {
  return runThread({ kind: 'read', database, source, queries: queries.shared }, (message, settle) => {
    if (message.kind === 'rows') told(message.rows);
    if (message.kind === 'read') settle(message.preview);
  });
}

/** Hands each piece to `write`, one at a time and in order, while the thread makes the next. Fails with what `write` throws. */
export function applyInThread(
  { database, queries, toApply }: ForThread & { readonly toApply: ToApply },
  write: (piece: ApplyPiece) => Promise<void>,
): ImportThread<void> {
  let writing: Promise<void> = Promise.resolve();
  return runThread<void>(
    { kind: 'apply', database, queries: queries.shared, toApply },
    (message, settle, fail, next) => {
      if (message.kind === 'piece') {
        const { piece } = message;
        writing.then(() => {
          writing = write(piece);
          writing.catch(fail);
          next();
        }, fail);
      }
      if (message.kind === 'applied') writing.then(() => settle(undefined), fail);
    },
  );
}

type Hear<R> = (
  message: FromImportThread,
  settle: (result: R) => void,
  fail: (error: unknown) => void,
  next: () => void,
) => void;

function runThread<R>(work: ImportWork, hear: Hear<R>): ImportThread<R> {
  const worker = new Worker(new URL('./import-thread.ts', import.meta.url), {
    workerData: work,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX, maxYoungGenerationSizeMb: YOUNG_HEAP_MB_MAX },
  });
  // A node that stops waits for no import: it goes on at the next start.
  worker.unref();
  const done = new Promise<R>((resolve, reject) => {
    let isAtEnd = false;
    worker.on('message', (message: FromImportThread) => {
      isAtEnd = message.kind === 'read' || message.kind === 'applied';
      if (message.kind === 'fault') reject(fromFault(message.fault));
      else hear(message, resolve, reject, () => worker.postMessage('next'));
    });
    worker.once('error', reject);
    // A thread that has said its last word may be gone before what it said is written.
    worker.once('exit', () => {
      if (!isAtEnd) reject(new Error('the thread of an import ended'));
    });
  });
  const stop = async (): Promise<void> => void (await worker.terminate());
  done.then(stop, stop).catch(() => undefined);
  return { done, stop };
}

/** What the thread holds beside its typed arrays: batches of a few hundred alerts. */
const HEAP_MB_MAX = 96;
const YOUNG_HEAP_MB_MAX = 8;
