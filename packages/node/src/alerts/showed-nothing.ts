// SPDX-License-Identifier: Apache-2.0
// Entries of queries that showed no alert, as this process wrote them, and whether a covert one was met: whoever follows what was shown need
// not open them again, and does the same for those that met one.

/** Memory that spares work and may be lost at any time: an entry that is not in it is opened and read. */
export class ShowedNothing {
  readonly #indexes = new Map<number, boolean>();

  /** The durable entry of this index shows nothing. */
  note(index: number, metCovert: boolean): void {
    if (this.#indexes.size < REMEMBERED_MAX) this.#indexes.set(index, metCovert);
  }

  has(index: number): boolean {
    return this.#indexes.has(index);
  }

  /** Of an entry that it has: whether it says in its own part that covert alerts were met. */
  metCovert(index: number): boolean {
    return this.#indexes.get(index) === true;
  }

  /** Nobody asks about an entry before this one again. */
  forgetBelow(end: number): void {
    // Noted in nearly the order of the log, so that what is left behind by the first is soon forgotten too.
    for (const index of this.#indexes.keys()) {
      if (index >= end) return;
      this.#indexes.delete(index);
    }
  }
}

/** Entries between two looks, at several thousand a second; those beyond are read. */
const REMEMBERED_MAX = 65_536;
