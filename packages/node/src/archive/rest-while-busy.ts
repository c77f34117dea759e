// SPDX-License-Identifier: Apache-2.0
// The manners of work that can wait: while others write to the store it takes a part of the time, and no more.
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { countEntries } from '../store/entries.ts';
import type { Reader } from '../store/sql.ts';

export class RestWhileBusy {
  readonly #reader: Reader;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #entries: number;
  #began: number;

  private constructor(reader: Reader, clock: Pick<Clock, 'monotonic'>, entries: number) {
    this.#reader = reader;
    this.#clock = clock;
    this.#entries = entries;
    this.#began = clock.monotonic();
  }

  /** A piece of work begins. */
  static async begin(reader: Reader, clock: Pick<Clock, 'monotonic'>): Promise<RestWhileBusy> {
    return new RestWhileBusy(reader, clock, await countEntries(reader));
  }

  /** A piece has ended, which wrote so many entries of its own; resolves when the next one may begin. */
  async rest(ownEntries = 0): Promise<void> {
    const entries = await countEntries(this.#reader);
    const others = entries - this.#entries - ownEntries;
    if (others > ENTRIES_OF_QUIET) await setTimeout(REST_TIMES * (this.#clock.monotonic() - this.#began));
    this.#entries = entries;
    this.#began = this.#clock.monotonic();
  }
}

/** More entries of others than this during a piece of some milliseconds are those of a busy node. */
const ENTRIES_OF_QUIET = 4;
/** It rests so many times as long as it worked. */
const REST_TIMES = 4;
