// SPDX-License-Identifier: Apache-2.0
// Who waits for whom: work that nobody waits for stands still while the node asks or answers a query. Its number lies in memory that all
// threads of the node share, so that a thread learns of a query in the middle of its own work.

/** Queries that officers of this node ask and partners' that it answers. */
export class QueriesUnderWay {
  /** For a thread's `GivingWay`. */
  readonly shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #count = new Int32Array(this.shared);
  readonly #waiting = new Set<() => void>();

  async during<R>(query: () => Promise<R>): Promise<R> {
    Atomics.add(this.#count, 0, 1);
    try {
      return await query();
    } finally {
      if (Atomics.sub(this.#count, 0, 1) === 1) {
        Atomics.notify(this.#count, 0);
        for (const goOn of [...this.#waiting]) goOn();
      }
    }
  }

  get isAny(): boolean {
    return Atomics.load(this.#count, 0) > 0;
  }

  /** Resolves when none is under way, and after `msMax` whatever is: what waits comes to its end under any load. */
  pause(msMax = WAITS_MS_MAX): Promise<void> {
    if (!this.isAny) return Promise.resolve();
    return new Promise((resolve) => {
      const goOn = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(goOn);
        resolve();
      };
      const timer = setTimeout(goOn, msMax);
      this.#waiting.add(goOn);
    });
  }
}

/** The same for a thread, which stands still where it is. */
export class GivingWay {
  readonly #count: Int32Array;
  readonly #monotonic: () => number;
  #worksUntil = 0;

  constructor(shared: SharedArrayBuffer, monotonic: () => number) {
    this.#count = new Int32Array(shared);
    this.#monotonic = monotonic;
  }

  /** Between two pieces of work of a millisecond at most. */
  step(): void {
    if (Atomics.load(this.#count, 0) === 0 || this.#monotonic() < this.#worksUntil) return;
    const until = this.#monotonic() + WAITS_MS_MAX;
    for (;;) {
      const count = Atomics.load(this.#count, 0);
      if (count === 0) return;
      const left = until - this.#monotonic();
      if (left <= 0) break;
      Atomics.wait(this.#count, 0, count, left);
    }
    this.#worksUntil = this.#monotonic() + SHARE_MS;
  }
}

/** Longer than nearly every query takes whose partners are near. */
export const WAITS_MS_MAX = 25;
/** What a thread works after it has waited so long: where queries never pause, two sevenths of the time are its own. */
export const SHARE_MS = 10;
