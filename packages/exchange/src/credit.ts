// SPDX-License-Identifier: Apache-2.0
// How many messages a node takes from a partner: a window that refills evenly. A message that cannot be read costs many times
// one that can, so that garbage fills neither log nor disk. Touches no clock (spec/message.md).
import { assert } from '@iims/wire/assert';

export class Credit {
  readonly #max: number;
  readonly #perSecond: number;
  readonly #windows = new Map<string, { at: number; left: number }>();

  /** `max` at once, and `perSecond` more in every second. Keys are the member States: there are never more than those. */
  constructor(max: number, perSecond: number) {
    assert(max >= 1 && perSecond > 0, 'a window lets something through');
    this.#max = max;
    this.#perSecond = perSecond;
  }

  /** How much is left, whole; `now` in milliseconds of a clock that never goes back. */
  left(key: string, now: number): number {
    return Math.max(0, Math.floor(this.#refilled(key, now).left));
  }

  /** Takes `cost`; what is spent beyond the window is refilled first. */
  spend(key: string, cost: number, now: number): void {
    const window = this.#refilled(key, now);
    window.left = Math.max(-this.#max, window.left - cost);
  }

  #refilled(key: string, now: number): { at: number; left: number } {
    const window = this.#windows.get(key) ?? { at: now, left: this.#max };
    window.left = Math.min(this.#max, window.left + (Math.max(0, now - window.at) * this.#perSecond) / 1_000);
    window.at = now;
    this.#windows.set(key, window);
    return window;
  }
}

/** What one partner may send at once: two thirds of a minute's mail of a large State, and a request of 64 many times over. */
export const CREDIT_MAX = 4_096;
/** Twice what two nodes of this release carry. */
export const CREDIT_PER_SECOND = 4_000;
/** What a message costs that is refused: some sixty of them a second at most, each with its entry. */
export const REFUSED_COST = 64;
