// SPDX-License-Identifier: Apache-2.0
// Rows of ascending numbers, such as the persons whose names hold a word: all in one array, each with some room to grow.

import { grown, withRoom } from './grown.ts';
import { damagedSnapshot } from './index-snapshot.ts';
import type { Section } from './section.ts';

/** Numbers by the number of their row. Personal data, as the index that they belong to. */
export class NumberRows {
  /** Three words for each row: see START, LENGTH, ROOM. */
  #rows = new Int32Array(ROW_WORDS * ROWS_AT_FIRST);
  #size = 0;
  #numbers = new Int32Array(NUMBERS_AT_FIRST);
  /** Rows and numbers in pairs, as they were put in until the first look: sorting millions at once takes a fraction of the time. */
  #gathered: Int32Array | undefined = new Int32Array(2 * NUMBERS_AT_FIRST);
  #pairs = 0;
  /** Words of #numbers that belong to a row or did; what lies behind is free. */
  #used = 0;

  /**
   * Rows as `sections` gave them, of numbers below `limit`.
   * @throws IimsError `index.damaged`
   */
  static restore([lengths, numbers]: readonly Section[], limit: number): NumberRows {
    const made = new NumberRows();
    made.#gathered = undefined;
    made.#rows = withRoom(new Int32Array(ROW_WORDS * lengths!.length));
    made.#size = lengths!.length;
    let start = 0;
    for (let row = 0; row < lengths!.length; row += 1) {
      const length = lengths![row]!;
      if (length < 0) throw damagedSnapshot('no row is shorter than nothing');
      made.#setRow(row, start, length, length);
      start += length;
    }
    if (start !== numbers!.length) throw damagedSnapshot('each number belongs to a row');
    if (numbers!.some((number) => number < 0 || number >= limit)) throw damagedSnapshot('each number leads somewhere');
    made.#numbers = withRoom(numbers!);
    made.#used = start;
    return made;
  }

  /** `size` rows: in each the places, from 0, at which its number stands in `rowOf`. */
  static inverse(rowOf: Int32Array, size: number): NumberRows {
    const made = new NumberRows();
    made.#gathered = undefined;
    made.#rows = withRoom(new Int32Array(ROW_WORDS * size));
    made.#size = size;
    made.#numbers = withRoom(new Int32Array(rowOf.length));
    made.#used = rowOf.length;
    for (const row of rowOf) made.#rows[ROW_WORDS * row + ROOM]! += 1;
    for (let row = 0, start = 0; row < size; row += 1) {
      made.#rows[ROW_WORDS * row + START] = start;
      start += made.#rows[ROW_WORDS * row + ROOM]!;
    }
    for (const [place, row] of rowOf.entries()) {
      made.#numbers[made.#startOf(row) + made.countOf(row)] = place;
      made.#rows[ROW_WORDS * row + LENGTH]! += 1;
    }
    return made;
  }

  get bytes(): number {
    return this.#rows.byteLength + this.#numbers.byteLength + (this.#gathered?.byteLength ?? 0);
  }

  /** Puts a number into a row, where it is not there. Rows begin empty. */
  add(row: number, number: number): void {
    if (row >= this.#size) {
      this.#rows = grown(this.#rows, ROW_WORDS * (row + 1));
      this.#size = row + 1;
    }
    if (this.#gathered !== undefined) {
      this.#gather(this.#gathered, row, number);
      return;
    }
    this.#insert(row, number);
  }

  /** Takes a number out of a row, where it is there. */
  remove(row: number, number: number): void {
    this.#settle();
    const place = this.#placeOf(row, number);
    const start = this.#startOf(row);
    const length = this.countOf(row);
    if (place === length || this.#numbers[start + place] !== number) return;
    this.#numbers.copyWithin(start + place, start + place + 1, start + length);
    // What is deleted is purged: no copy of it stays behind the row.
    this.#numbers[start + length - 1] = 0;
    this.#rows[ROW_WORDS * row + LENGTH] = length - 1;
  }

  /** Numbers in a row. */
  countOf(row: number): number {
    this.#settle();
    return this.#rows[ROW_WORDS * row + LENGTH]!;
  }

  /** The lowest number in a row that is not empty. */
  firstOf(row: number): number {
    this.#settle();
    return this.#numbers[this.#startOf(row)]!;
  }

  /** Visits a row, ascending. */
  forEach(row: number, visit: (number: number) => void): void {
    const end = this.countOf(row) + this.#startOf(row);
    const start = this.#startOf(row);
    for (let at = start; at < end; at += 1) visit(this.#numbers[at]!);
  }

  /** Gives back what lies idle. */
  trim(): void {
    this.#settle();
    this.#layOut(0, 3);
  }

  *sections(): Generator<Section> {
    this.#settle();
    const lengths = new Int32Array(this.#size);
    let sum = 0;
    for (let row = 0; row < this.#size; row += 1) {
      lengths[row] = this.countOf(row);
      sum += lengths[row]!;
    }
    yield lengths;
    const numbers = new Int32Array(sum);
    for (let row = 0, to = 0; row < this.#size; row += 1) to = this.#copyRow(row, numbers, to);
    yield numbers;
  }

  #gather(gathered: Int32Array, row: number, number: number): void {
    const longer = grown(gathered, 2 * (this.#pairs + 1));
    longer[2 * this.#pairs] = row;
    longer[2 * this.#pairs + 1] = number;
    this.#pairs += 1;
    this.#gathered = longer;
  }

  /** Makes rows of what was gathered, for all that comes from here on. */
  #settle(): void {
    if (this.#gathered === undefined) return;
    const pairs = this.#gathered.subarray(0, 2 * this.#pairs);
    this.#gathered = undefined;
    const rows = this.#rows;
    for (let at = 0; at < pairs.length; at += 2) rows[ROW_WORDS * pairs[at]! + ROOM]! += 1;
    for (let row = 0, start = 0; row < this.#size; row += 1) {
      rows[ROW_WORDS * row + START] = start;
      start += rows[ROW_WORDS * row + ROOM]!;
    }
    this.#numbers = withRoom(new Int32Array(this.#pairs));
    this.#used = this.#pairs;
    for (let at = 0; at < pairs.length; at += 2) this.#insert(pairs[at]!, pairs[at + 1]!);
  }

  #insert(row: number, number: number): void {
    const place = this.#placeOf(row, number);
    const length = this.countOf(row);
    if (place < length && this.#numbers[this.#startOf(row) + place] === number) return;
    if (length === this.#rows[ROW_WORDS * row + ROOM]) this.#makeRoom(row);
    const start = this.#startOf(row);
    this.#numbers.copyWithin(start + place + 1, start + place, start + length);
    this.#numbers[start + place] = number;
    this.#rows[ROW_WORDS * row + LENGTH] = length + 1;
  }

  /** Where a number stands in its row, or would: most come in their order, so behind the last. */
  #placeOf(row: number, number: number): number {
    const start = this.#startOf(row);
    let high = this.countOf(row);
    if (high === 0 || this.#numbers[start + high - 1]! < number) return high;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#numbers[start + middle]! < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Moves a full row behind all others; lays all rows out anew first where there is no room left for that. */
  #makeRoom(row: number): void {
    const length = this.countOf(row);
    const room = length + 1 + (length >> 1);
    if (this.#used + room > this.#numbers.length) this.#layOut(room, 1);
    const start = this.#startOf(row);
    this.#numbers.copyWithin(this.#used, start, start + length);
    this.#numbers.fill(0, start, start + length);
    this.#setRow(row, this.#used, length, room);
    this.#used += room;
  }

  /** Copies the rows, in their order, into an array with a half, a quarter, an eighth of it behind them. */
  #layOut(extra: number, halvings: number): void {
    let words = 0;
    for (let row = 0; row < this.#size; row += 1) words += this.countOf(row);
    const numbers = new Int32Array(words + (words >> halvings) + NUMBERS_AT_FIRST + extra);
    let start = 0;
    for (let row = 0; row < this.#size; row += 1) {
      const length = this.countOf(row);
      const end = this.#copyRow(row, numbers, start);
      this.#setRow(row, start, length, length);
      start = end;
    }
    this.#numbers = numbers;
    this.#used = start;
  }

  /** Gives the place behind the copy. Most rows are short: a view of them would cost more than their words. */
  #copyRow(row: number, target: Int32Array, to: number): number {
    const from = this.#startOf(row);
    const length = this.countOf(row);
    if (length > SHORT_ROW) target.set(this.#numbers.subarray(from, from + length), to);
    else for (let at = 0; at < length; at += 1) target[to + at] = this.#numbers[from + at]!;
    return to + length;
  }

  #startOf(row: number): number {
    return this.#rows[ROW_WORDS * row + START]!;
  }

  #setRow(row: number, start: number, length: number, room: number): void {
    const at = ROW_WORDS * row;
    this.#rows[at + START] = start;
    this.#rows[at + LENGTH] = length;
    this.#rows[at + ROOM] = room;
  }
}

const ROW_WORDS = 3;
const START = 0;
const LENGTH = 1;
const ROOM = 2;
const ROWS_AT_FIRST = 1_024;
const NUMBERS_AT_FIRST = 8_192;
const SHORT_ROW = 8;
/** How many `sections` gives. */
export const ROW_SECTIONS = 2;
