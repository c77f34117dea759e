// SPDX-License-Identifier: Apache-2.0
// What was found of a word of a query against the sounds of an index, by their numbers: thousands a query, so no object for each.

/** Thousandths by number. Open addressing, linear probing, at most half full. */
export class KeptSimilarities {
  /** In pairs: a number from 1, 0 is empty; its thousandths. A power of two long. */
  #slots = new Int32Array(SLOTS_AT_FIRST);
  #size = 0;

  /** NOT_KEPT where none is. */
  get(number: number): number {
    const slots = this.#slots;
    const last = slots.length - 1;
    for (let at = homeOf(number, last); slots[at] !== 0; at = (at + 2) & last)
      if (slots[at] === number + 1) return slots[at + 1]!;
    return NOT_KEPT;
  }

  /** Keeps it, in place of what was kept. */
  set(number: number, similarity: number): void {
    if (4 * (this.#size + 1) > this.#slots.length) this.#lengthen();
    const last = this.#slots.length - 1;
    let at = homeOf(number, last);
    while (this.#slots[at] !== 0 && this.#slots[at] !== number + 1) at = (at + 2) & last;
    if (this.#slots[at] === 0) this.#size += 1;
    this.#slots[at] = number + 1;
    this.#slots[at + 1] = similarity;
  }

  #lengthen(): void {
    const slots = this.#slots;
    this.#slots = new Int32Array(4 * slots.length);
    const last = this.#slots.length - 1;
    for (let from = 0; from < slots.length; from += 2) {
      if (slots[from] === 0) continue;
      let at = homeOf(slots[from]! - 1, last);
      while (this.#slots[at] !== 0) at = (at + 2) & last;
      this.#slots[at] = slots[from]!;
      this.#slots[at + 1] = slots[from + 1]!;
    }
  }
}

function homeOf(number: number, last: number): number {
  const mixed = Math.imul(number, 0x9e3779b1);
  return ((mixed ^ (mixed >>> 15)) << 1) & last;
}

export const NOT_KEPT = -32_768;
const SLOTS_AT_FIRST = 512;
