// SPDX-License-Identifier: Apache-2.0
// Keeps the log published while a node runs: at once when an entry comes after a pause, once an interval under load.
import { verifyKeyOf } from '@iims/crypto/keys';
import type { LogSigners } from '@iims/tlog/checkpoint';
import { IimsError } from '@iims/wire/errors';
import { systemClock } from '../clock.ts';
import { stopProcess } from '../store/stop-process.ts';
import type { OnFatal, Store } from '../store/store.ts';
import { diskAt } from './disk.ts';
import { openSequencer, type Sequencer } from './sequence.ts';
import { entrySourceOf } from './store-entries.ts';

export interface Publisher {
  /** Entries in the published log. */
  size(): number;
  /** Says that there may be a new entry. Cheap; without it entries are found within POLL_MS. */
  wake(): void;
  /** Publishes what is durable and stops. */
  stop(): Promise<void>;
}

export interface PublisherOptions {
  /** The node's data directory. */
  readonly directory: string;
  /** Origin of the log, as the State's document in the trust list gives it. */
  readonly origin: string;
  readonly keys: LogSigners;
  readonly store: Pick<Store, 'reader' | 'advanceHead'>;
  /** Default: print the code and stop the process. */
  readonly onFatal?: OnFatal;
}

/**
 * Finishes what a crash cut off, publishes what is durable, and goes on publishing.
 * @throws IimsError as `openSequencer`; later faults go to `onFatal`
 */
export async function startPublisher(options: PublisherOptions): Promise<Publisher> {
  const { directory, origin, keys, store, onFatal = stopProcess } = options;
  const sequencer = await openSequencer({
    disk: diskAt(directory),
    source: entrySourceOf(store),
    signers: keys,
    keys: { origin, ed25519: verifyKeyOf(keys.ed25519), mldsa44: verifyKeyOf(keys.mldsa44) },
    now: systemClock.now,
  });
  await drain(sequencer);
  return keepPublishing(sequencer, onFatal);
}

/** The loop: sleeps until woken or until the next poll, and leaves at least an interval between two publications. */
function keepPublishing(sequencer: Sequencer, onFatal: OnFatal): Publisher {
  let lastPublishedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let wakeAt = Number.POSITIVE_INFINITY;
  let underWay: Promise<void> | undefined;
  let stopped = false;
  let failed = false;

  function sleep(delayMs: number): void {
    const at = systemClock.monotonic() + delayMs;
    if (stopped || failed || underWay !== undefined || at >= wakeAt) return;
    clearTimeout(timer);
    wakeAt = at;
    timer = setTimeout(turn, delayMs);
  }

  function turn(): void {
    wakeAt = Number.POSITIVE_INFINITY;
    underWay = publishOnce().catch((fault) => {
      failed = true;
      onFatal(fault);
    });
  }

  async function publishOnce(): Promise<void> {
    const startedAt = systemClock.monotonic();
    const published = await sequenceIfPossible(sequencer);
    if (published > 0) lastPublishedAt = startedAt;
    underWay = undefined;
    sleep(published > 0 ? PUBLISH_INTERVAL_MS : POLL_MS);
  }

  sleep(POLL_MS);
  return {
    size: () => sequencer.size(),
    wake() {
      // Entries of one query come in twos and threes; a moment's patience publishes them together.
      sleep(Math.max(SETTLE_MS, lastPublishedAt + PUBLISH_INTERVAL_MS - systemClock.monotonic()));
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
      if (!failed) await drain(sequencer);
    },
  };
}

async function drain(sequencer: Sequencer): Promise<void> {
  while ((await sequenceIfPossible(sequencer)) > 0);
}

/** Another process may hold the database for a moment, or the disk may be full: the entries are durable and wait. */
async function sequenceIfPossible(sequencer: Sequencer): Promise<number> {
  try {
    return await sequencer.sequence();
  } catch (fault) {
    if (fault instanceof IimsError && (fault.code === 'store.busy' || fault.code === 'log.disk-full')) return 0;
    throw fault;
  }
}

/** With the writing itself this keeps the merge delay under a second, ms. */
export const PUBLISH_INTERVAL_MS = 800;
/** ms */
export const SETTLE_MS = 25;
/** How long entries of other processes, or of a store that wakes nobody, may wait in a pause, ms. */
export const POLL_MS = 200;
