// SPDX-License-Identifier: Apache-2.0
// For each person the sum of how similar his words are to those of a query, of each word of the query the best.
import { grown } from './grown.ts';

/** An entry for each person, found by open addressing with at most half of the slots taken. */
export class SimilaritySums {
  /** Numbers of entries from 1; 0 is empty. A power of two long. */
  #slots = new Int32Array(SLOTS_AT_FIRST);
  /** Four words for each entry: see ORDINAL, SUM, BEST, WORD. */
  #entries = new Int32Array(ENTRY_WORDS * ENTRIES_AT_FIRST);
  #count = 0;
  #word = 0;

  /** What is noted from here on is about the query's next word. */
  beginWord(): void {
    this.#word += 1;
  }

  note(ordinal: number, similarity: number): void {
    const at = this.#entryOf(ordinal);
    if (this.#entries[at + WORD] !== this.#word) {
      this.#entries[at + SUM]! += this.#entries[at + BEST]!;
      this.#entries[at + BEST] = similarity;
      this.#entries[at + WORD] = this.#word;
    } else if (this.#entries[at + BEST]! < similarity) this.#entries[at + BEST] = similarity;
  }

  /** Ordinals by their sums, the highest first, then the lower ordinal; at most `most`. */
  highest(most: number): number[] {
    const least = this.#sumReachedBy(most);
    const best: [ordinal: number, sum: number][] = [];
    for (let entry = 0; entry < this.#count; entry += 1) {
      const sum = this.#sumOf(entry);
      if (sum >= least) best.push([this.#entries[ENTRY_WORDS * entry + ORDINAL]!, sum]);
    }
    best.sort(([one, oneSum], [other, otherSum]) => otherSum - oneSum || one - other);
    return best.slice(0, most).map(([ordinal]) => ordinal);
  }

  /** The highest sum that `most` persons reach; 0 where there are fewer. */
  #sumReachedBy(most: number): number {
    let highest = 0;
    for (let entry = 0; entry < this.#count; entry += 1) highest = Math.max(highest, this.#sumOf(entry));
    const persons = new Int32Array(highest + 1);
    for (let entry = 0; entry < this.#count; entry += 1) persons[this.#sumOf(entry)]! += 1;
    let sum = highest;
    for (let reached = persons[sum]!; sum > 0 && reached < most; reached += persons[sum]!) sum -= 1;
    return sum;
  }

  #sumOf(entry: number): number {
    return this.#entries[ENTRY_WORDS * entry + SUM]! + this.#entries[ENTRY_WORDS * entry + BEST]!;
  }

  #entryOf(ordinal: number): number {
    let slot = this.#homeOf(ordinal);
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & (this.#slots.length - 1)) {
      const at = ENTRY_WORDS * (this.#slots[slot]! - 1);
      if (this.#entries[at + ORDINAL] === ordinal) return at;
    }
    const at = ENTRY_WORDS * this.#count;
    this.#entries = grown(this.#entries, at + ENTRY_WORDS);
    this.#entries[at + ORDINAL] = ordinal;
    this.#count += 1;
    this.#slots[slot] = this.#count;
    if (2 * this.#count > this.#slots.length) this.#lengthenSlots();
    return at;
  }

  #lengthenSlots(): void {
    this.#slots = new Int32Array(4 * this.#slots.length);
    for (let entry = 0; entry < this.#count; entry += 1) {
      let slot = this.#homeOf(this.#entries[ENTRY_WORDS * entry + ORDINAL]!);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = entry + 1;
    }
  }

  #homeOf(ordinal: number): number {
    const mixed = Math.imul(ordinal, 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) & (this.#slots.length - 1);
  }
}

const ENTRY_WORDS = 4;
const ORDINAL = 0;
const SUM = 1;
const BEST = 2;
const WORD = 3;
const ENTRIES_AT_FIRST = 1_024;
const SLOTS_AT_FIRST = 4_096;
