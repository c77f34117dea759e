// SPDX-License-Identifier: Apache-2.0
// Keeps the log published while a node runs: at once when an entry comes after a pause, once an interval under load.
import { setTimeout } from 'node:timers/promises';
import type { LogKeys, LogSigners } from '@iims/tlog/checkpoint';
import { IimsError } from '@iims/wire/errors';
import { systemClock } from '../clock.ts';
import { stopProcess } from '../store/stop-process.ts';
import type { OnFatal, Store } from '../store/store.ts';
import { type DiskThread, diskAt } from './disk.ts';
import { openSequencer, type Sequencer } from './sequence.ts';
import { entrySourceOf } from './store-entries.ts';

export interface Publisher {
  /** Entries in the published log. */
  size(): number;
  /** Publishes what is durable and stops. */
  stop(): Promise<void>;
}

export interface PublisherOptions {
  /** The node's data directory. */
  readonly directory: string;
  /** Origin and keys of the log, as the State's document in force gives them. */
  readonly keys: () => LogKeys;
  /** The keys in use. */
  readonly signers: () => LogSigners;
  readonly store: Pick<Store, 'reader' | 'advanceHead'>;
  /** Which thread makes and renames the log's files; default: the pool. */
  readonly filesIn?: DiskThread;
  /** Called when the log is recovered and before anything is signed; what it throws, the start throws. */
  readonly beforeSigning?: () => Promise<void>;
  /** Default: print the code and stop the process. */
  readonly onFatal?: OnFatal;
}

/**
 * Finishes what a crash cut off, publishes what is durable, and goes on publishing.
 * @throws IimsError as `openSequencer` and `beforeSigning`; later faults go to `onFatal`
 */
export async function startPublisher(options: PublisherOptions): Promise<Publisher> {
  const { directory, keys, signers, store, onFatal = stopProcess } = options;
  const sequencer = await openSequencer({
    disk: diskAt(directory, options.filesIn),
    source: entrySourceOf(store),
    signers,
    keys,
    now: systemClock.now,
  });
  await options.beforeSigning?.();
  await drain(sequencer);
  return keepPublishing(sequencer, onFatal);
}

/** One loop in one process: there is never a second publication while one is under way. */
function keepPublishing(sequencer: Sequencer, onFatal: OnFatal): Publisher {
  const stopping = new AbortController();
  const loop = publishUntil(stopping.signal, sequencer).catch((fault) => {
    if (!(fault instanceof IimsError)) throw fault;
    onFatal(fault);
  });
  return {
    size: () => sequencer.size(),
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

async function publishUntil(stopped: AbortSignal, sequencer: Sequencer): Promise<void> {
  while (!stopped.aborted) {
    const published = await sequenceIfPossible(sequencer);
    const pauseMs = published > 0 ? PUBLISH_INTERVAL_MS : POLL_MS;
    // The only way for this pause to fail is the stop.
    await setTimeout(pauseMs, undefined, { signal: stopped }).catch(() => undefined);
  }
  await drain(sequencer);
}

async function drain(sequencer: Sequencer): Promise<void> {
  while ((await sequenceIfPossible(sequencer)) > 0);
}

/** Another process may hold the database for a moment, the disk may be full or the token away: the entries are durable and wait. */
async function sequenceIfPossible(sequencer: Sequencer): Promise<number> {
  try {
    return await sequencer.sequence();
  } catch (fault) {
    if (fault instanceof IimsError && PASSING_FAULTS.includes(fault.code)) return 0;
    throw fault;
  }
}

const PASSING_FAULTS: readonly string[] = ['store.busy', 'log.disk-full', 'keys.token-gone'];
/** Between two publications under load, ms. With the writing itself it keeps the merge delay under a second. */
const PUBLISH_INTERVAL_MS = 800;
/** How long the first entry after a pause may wait, ms. The database is asked, since other processes write to it too. */
const POLL_MS = 100;
