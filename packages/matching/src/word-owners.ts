// SPDX-License-Identifier: Apache-2.0
// Who uses each word of an index: one row of ascending ordinals for each word, all rows in one array, each with some room to grow.

import { grown } from './grown.ts';
import { damagedSnapshot } from './index-snapshot.ts';
import type { Section } from './section.ts';

/** Ordinals by the number of a word. Who was removed stays in the rows; the caller passes over him. */
export class WordOwners {
  /** Three words for each row: see START, LENGTH, ROOM. */
  #rows = new Int32Array(ROW_WORDS * ROWS_AT_FIRST);
  #rowCount = 0;
  #ordinals = new Int32Array(ORDINALS_AT_FIRST);
  /** Words of #ordinals that belong to a row or did; what lies behind is free. */
  #used = 0;

  static restore([lengths, ordinals]: readonly Section[]): WordOwners {
    const made = new WordOwners();
    made.#rows = new Int32Array(ROW_WORDS * lengths!.length);
    made.#rowCount = lengths!.length;
    let start = 0;
    for (let word = 0; word < lengths!.length; word += 1) {
      const length = lengths![word]!;
      if (length < 0) throw damagedSnapshot('no row is shorter than nothing');
      made.#setRow(word, start, length, length);
      start += length;
    }
    if (start !== ordinals!.length) throw damagedSnapshot('each ordinal belongs to a row');
    made.#ordinals = ordinals!;
    made.#used = start;
    return made;
  }

  get bytes(): number {
    return this.#rows.byteLength + this.#ordinals.byteLength;
  }

  /** Puts an ordinal into the row of a word, where it is not there. */
  add(word: number, ordinal: number): void {
    if (word >= this.#rowCount) {
      this.#rows = grown(this.#rows, ROW_WORDS * (word + 1));
      this.#rowCount = word + 1;
    }
    const row = ROW_WORDS * word;
    const length = this.#rows[row + LENGTH]!;
    const place = this.#placeOf(row, ordinal);
    if (place < length && this.#ordinals[this.#rows[row + START]! + place] === ordinal) return;
    if (length === this.#rows[row + ROOM]) this.#makeRoom(row);
    const start = this.#rows[row + START]!;
    this.#ordinals.copyWithin(start + place + 1, start + place, start + length);
    this.#ordinals[start + place] = ordinal;
    this.#rows[row + LENGTH] = length + 1;
  }

  /** Ordinals in the row of a word. */
  countOf(word: number): number {
    return this.#rows[ROW_WORDS * word + LENGTH]!;
  }

  /** Visits the row of a word, ascending. */
  forEach(word: number, visit: (ordinal: number) => void): void {
    const start = this.#rows[ROW_WORDS * word + START]!;
    for (let at = start; at < start + this.countOf(word); at += 1) visit(this.#ordinals[at]!);
  }

  /** Gives back what lies idle. */
  trim(): void {
    this.#layOut(0, 3);
  }

  sections(): Section[] {
    const lengths = new Int32Array(this.#rowCount);
    let sum = 0;
    for (let word = 0; word < this.#rowCount; word += 1) {
      lengths[word] = this.countOf(word);
      sum += lengths[word]!;
    }
    const ordinals = new Int32Array(sum);
    for (let word = 0, to = 0; word < this.#rowCount; word += 1) to = this.#copyRow(word, ordinals, to);
    return [lengths, ordinals];
  }

  /** Where the ordinal stands in its row, or would: most come in their order, so behind the last. */
  #placeOf(row: number, ordinal: number): number {
    const start = this.#rows[row + START]!;
    let high = this.#rows[row + LENGTH]!;
    if (high === 0 || this.#ordinals[start + high - 1]! < ordinal) return high;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ordinals[start + middle]! < ordinal) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Moves a full row behind all others; lays all rows out anew first where there is no room left for that. */
  #makeRoom(row: number): void {
    const length = this.#rows[row + LENGTH]!;
    const room = length + 1 + (length >> 1);
    if (this.#used + room > this.#ordinals.length) this.#layOut(room, 1);
    const start = this.#rows[row + START]!;
    this.#ordinals.copyWithin(this.#used, start, start + length);
    this.#ordinals.fill(0, start, start + length);
    this.#rows[row + START] = this.#used;
    this.#rows[row + ROOM] = room;
    this.#used += room;
  }

  /** Copies the rows, in their order, into an array with a half, a quarter, an eighth of it behind them. */
  #layOut(extra: number, halvings: number): void {
    let words = 0;
    for (let word = 0; word < this.#rowCount; word += 1) words += this.countOf(word);
    const ordinals = new Int32Array(words + (words >> halvings) + ORDINALS_AT_FIRST + extra);
    let start = 0;
    for (let word = 0; word < this.#rowCount; word += 1) {
      const length = this.countOf(word);
      const end = this.#copyRow(word, ordinals, start);
      this.#setRow(word, start, length, length);
      start = end;
    }
    this.#ordinals = ordinals;
    this.#used = start;
  }

  /** Gives the place behind the copy. Most rows are short: a view of them would cost more than their words. */
  #copyRow(word: number, target: Int32Array, to: number): number {
    const from = this.#rows[ROW_WORDS * word + START]!;
    const length = this.countOf(word);
    if (length > SHORT_ROW) target.set(this.#ordinals.subarray(from, from + length), to);
    else for (let at = 0; at < length; at += 1) target[to + at] = this.#ordinals[from + at]!;
    return to + length;
  }

  #setRow(word: number, start: number, length: number, room: number): void {
    const row = ROW_WORDS * word;
    this.#rows[row + START] = start;
    this.#rows[row + LENGTH] = length;
    this.#rows[row + ROOM] = room;
  }
}

const ROW_WORDS = 3;
const START = 0;
const LENGTH = 1;
const ROOM = 2;
const ROWS_AT_FIRST = 1_024;
const ORDINALS_AT_FIRST = 8_192;
const SHORT_ROW = 8;
