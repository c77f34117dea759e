// SPDX-License-Identifier: Apache-2.0
// A virtual disk that holds one node's log: appended is not durable; an fsync makes it so, a crash takes the rest, or half of it.
import { assert } from '@iims/wire/assert';
import type { StateCode } from '@iims/wire/identifiers';
import type { SimulatedAnswer, SimulatedQuestion } from './frames.ts';
import type { SeededRandom } from './random.ts';
import type { Schedule } from './schedule.ts';

export type Entry =
  | {
      readonly event: 'query.asked';
      readonly key: string;
      readonly question: SimulatedQuestion;
      readonly partners: readonly StateCode[];
    }
  | { readonly event: 'query.closed'; readonly key: string }
  | {
      readonly event: 'query.answered';
      /** Asking State, blank, query id. */
      readonly key: string;
      readonly asker: StateCode;
      readonly question: SimulatedQuestion;
      readonly answer: SimulatedAnswer;
      readonly isCovert: boolean;
    }
  | { readonly event: 'query.frame-rejected'; readonly key: string }
  | { readonly event: 'query.late-answer'; readonly key: string };

/**
 * What the next fsync does: it may fail, and what it was to write may be there all the same.
 * A disk that `lies` reports success and has nothing after the next crash: no node survives that, and a law must say so.
 */
export type SyncFault = 'none' | 'fails-and-loses' | 'fails-but-persists' | 'lies';

export interface DiskOptions {
  readonly schedule: Schedule;
  readonly random: SeededRandom;
  readonly onAppend: (entry: Entry) => void;
  /** The first failed fsync. `waiters` hoped for durability. */
  readonly onSyncFailure: (waiters: readonly (() => void)[]) => void;
}

export class VirtualDisk {
  /** Time of one fsync. */
  syncMsMax = 2;
  nextSync: SyncFault = 'none';
  readonly #options: DiskOptions;
  #stored: Stored[] = [];
  readonly #indexByKey = new Map<string, number>();
  #durableCount = 0;
  #waiters: { index: number; then: () => void }[] = [];
  #syncing = false;
  #epoch = 0;

  constructor(options: DiskOptions) {
    this.#options = options;
  }

  get entries(): readonly Entry[] {
    return this.#stored.map((stored) => stored.entry);
  }

  /** Appends and starts an fsync unless one is under way; what is appended meanwhile shares the next. */
  append(entry: Entry): number {
    const index = this.#stored.push({ entry, isLost: false, isVolatile: false }) - 1;
    const key = keyOf(entry.event, entry.key);
    if (!this.#indexByKey.has(key)) this.#indexByKey.set(key, index);
    this.#options.onAppend(entry);
    if (!this.#syncing) this.#sync();
    return index;
  }

  /** Calls back once when the entry at `index`, and so all before it, is durable. Never after a crash. */
  whenDurable(index: number, then: () => void): void {
    assert(index < this.#stored.length, 'only what was appended becomes durable');
    if (index < this.#durableCount) then();
    else this.#waiters.push({ index, then });
  }

  isDurable(index: number): boolean {
    return index < this.#durableCount && !this.#stored[index]!.isLost;
  }

  /** The first durable entry of this event under this key. */
  durableEntry(event: Entry['event'], key: string): Entry | undefined {
    const index = this.#indexByKey.get(keyOf(event, key));
    return index !== undefined && this.isDurable(index) ? this.#stored[index]!.entry : undefined;
  }

  /** Power is gone: what was durable stays; of the rest, a prefix may have reached the platter. */
  crash(): void {
    const pendingCount = this.#stored.length - this.#durableCount;
    const survivorCount = this.#durableCount + this.#options.random.below(pendingCount + 1);
    this.#stored = this.#stored.slice(0, survivorCount).filter((stored) => !stored.isLost && !stored.isVolatile);
    this.#durableCount = this.#stored.length;
    this.#indexByKey.clear();
    for (const [index, { entry }] of this.#stored.entries()) {
      const key = keyOf(entry.event, entry.key);
      if (!this.#indexByKey.has(key)) this.#indexByKey.set(key, index);
    }
    this.#waiters = [];
    this.#syncing = false;
    this.nextSync = 'none';
    this.#epoch += 1;
  }

  #sync(): void {
    assert(!this.#syncing && this.#durableCount < this.#stored.length, 'one fsync at a time, and for something');
    this.#syncing = true;
    const epoch = this.#epoch;
    const upTo = this.#stored.length;
    this.#options.schedule.after(this.#options.random.milliseconds(0, this.syncMsMax), () => {
      if (epoch === this.#epoch) this.#synced(upTo);
    });
  }

  #synced(upTo: number): void {
    const epoch = this.#epoch;
    const fault = this.nextSync;
    this.nextSync = 'none';
    // The kernel reports a failed write once and then takes the page for clean: what was lost stays lost.
    for (const stored of this.#stored.slice(this.#durableCount, upTo)) {
      stored.isLost = fault === 'fails-and-loses';
      stored.isVolatile = fault === 'lies';
    }
    this.#durableCount = upTo;
    this.#syncing = false;
    const due = this.#waiters.filter((waiter) => waiter.index < upTo).map((waiter) => waiter.then);
    this.#waiters = this.#waiters.filter((waiter) => waiter.index >= upTo);
    if (fault === 'fails-and-loses' || fault === 'fails-but-persists') this.#options.onSyncFailure(due);
    else for (const then of due) then();
    if (epoch === this.#epoch && !this.#syncing && this.#durableCount < this.#stored.length) this.#sync();
  }
}

interface Stored {
  readonly entry: Entry;
  /** Not on the disk, and the disk has said so. */
  isLost: boolean;
  /** Not on the disk, and the disk has said that it is. */
  isVolatile: boolean;
}

function keyOf(event: Entry['event'], key: string): string {
  return `${event} ${key}`;
}
