// SPDX-License-Identifier: Apache-2.0
// For each person the sum of how similar his words are to those of a query, of each word of the query the best.
import { grown } from './grown.ts';

/** Below 0 where the one comes before the other. It MUST NOT depend on what came in first. */
export type OrdinalOrder = (one: number, other: number) => number;

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

  /** Those with the highest sums, of equal ones those who come first by `order`; at most `most`. */
  highest(most: number, order: OrdinalOrder): number[] {
    const least = this.#sumReachedBy(most);
    const above: number[] = [];
    const equal: number[] = [];
    for (let entry = 0; entry < this.#count; entry += 1) {
      const sum = this.#sumOf(entry);
      if (sum >= least) (sum > least ? above : equal).push(this.#entries[ENTRY_WORDS * entry + ORDINAL]!);
    }
    return [...above, ...firstOf(equal, most - above.length, order)];
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

/** The first `most`: thousands may bear one common name, so that they are not sorted. */
function firstOf(ordinals: readonly number[], most: number, order: OrdinalOrder): readonly number[] {
  if (ordinals.length <= most) return ordinals;
  const first: number[] = [];
  for (const ordinal of ordinals) {
    if (first.length === most && order(first[most - 1]!, ordinal) < 0) continue;
    let at = first.length;
    while (at > 0 && order(ordinal, first[at - 1]!) < 0) at -= 1;
    first.splice(at, 0, ordinal);
    if (first.length > most) first.length = most;
  }
  return first;
}

const ENTRY_WORDS = 4;
const ORDINAL = 0;
const SUM = 1;
const BEST = 2;
const WORD = 3;
const ENTRIES_AT_FIRST = 1_024;
const SLOTS_AT_FIRST = 4_096;
