// SPDX-License-Identifier: Apache-2.0
// When what shares one signature leaves: at once in quiet moments, so that a single one waits for nobody; in busy ones a little later,
// so that many share it (spec/message.md, 1). Touches no clock: times are milliseconds of one clock that never goes back.
import { assert } from '@iims/wire/assert';

/** How long what came first waits at most for others. With the signing itself within 10 ms. */
export const GATHER_MS_MAX = 8;
/** The span by which it is judged whether a moment is busy. */
export const BUSY_SPAN_MS = 10;
/** So many that left within the span make it busy. */
export const BUSY_FROM = 4;

/** The batches of one signer, one at a time. */
export class Gathering {
  readonly #full: number;
  #left: { readonly at: number; readonly count: number }[] = [];

  /** A batch of `full` waits for no more. */
  constructor(full: number) {
    assert(full >= 1, 'a batch holds something');
    this.#full = full;
  }

  /** When the next batch leaves, where `waiting` wait and the first of them came at `since`. What is not later than now leaves now. */
  leavesAt(waiting: number, since: number): number {
    assert(waiting >= 1, 'something waits');
    const recent = this.#left.filter(({ at }) => at > since - BUSY_SPAN_MS);
    const isBusy = recent.reduce((sum, { count }) => sum + count, 0) >= BUSY_FROM;
    return isBusy && waiting < this.#full ? since + GATHER_MS_MAX : since;
  }

  /** A batch of `count` leaves. */
  left(count: number, now: number): void {
    this.#left = [...this.#left.filter(({ at }) => at > now - BUSY_SPAN_MS), { at: now, count }];
  }
}
