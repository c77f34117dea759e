// SPDX-License-Identifier: Apache-2.0
// From dates of birth to the alerts that name them: one block of ordinals for each date, whole or in part. An ordinal is the
// caller's number for an alert. All blocks lie in one array, each with some room to grow.
import { assert } from '@iims/wire/assert';
import { type BirthDate, isBirthDate, UNKNOWN_BIRTH_DATE } from './birth-date.ts';
import { damagedSnapshot, readSnapshot, type SnapshotForm, writeSnapshot } from './index-snapshot.ts';
import type { Section } from './section.ts';

/** An alert's ordinal under one of its dates of birth; `UNKNOWN_BIRTH_DATE` where it has none. */
export type DateEntry = readonly [date: BirthDate, ordinal: number];

/** Alerts by date of birth. Personal data: kept in memory, and sealed where it is kept elsewhere. */
export class DateBlocks {
  /** Four words for each block, in the order of the dates: see DATE, START, LENGTH, ROOM. */
  #blocks = new Int32Array(BLOCK_WORDS * BLOCKS_AT_FIRST);
  #blockCount = 0;
  #ordinals: Int32Array = new Int32Array(SPARE_WORDS);
  /** Words of #ordinals that belong to a block or did; what lies behind is free. */
  #used = 0;
  #entries = 0;

  /** Builds the blocks at once. Entries may come in any order and more than once. */
  static build(entries: Iterable<DateEntry>): DateBlocks {
    const { dates, lengths, ordinals } = groupByDate(sortedKeys(entries));
    return DateBlocks.#of(dates, lengths, ordinals);
  }

  /**
   * Reads what `snapshot` wrote.
   * @throws IimsError `index.damaged`
   */
  static restore(bytes: Uint8Array): DateBlocks {
    return DateBlocks.ofSections(readSnapshot(FORM, bytes));
  }

  /**
   * The same of what `sections` gave.
   * @throws IimsError `index.damaged`
   */
  static ofSections(sections: readonly Int32Array[]): DateBlocks {
    const [dates, lengths, ordinals] = sections as [Int32Array, Int32Array, Int32Array];
    checkSections(dates, lengths, ordinals);
    return DateBlocks.#of(dates, lengths, ordinals);
  }

  static #of(dates: Int32Array, lengths: Int32Array, ordinals: Int32Array): DateBlocks {
    const made = new DateBlocks();
    made.#blocks = new Int32Array(BLOCK_WORDS * (dates.length + BLOCKS_AT_FIRST));
    made.#blockCount = dates.length;
    made.#entries = ordinals.length;
    let start = 0;
    for (let i = 0; i < dates.length; i += 1) {
      made.#blocks.set([dates[i]!, start, lengths[i]!, lengths[i]!], BLOCK_WORDS * i);
      start += lengths[i]!;
    }
    made.#ordinals = ordinals;
    made.#layOut();
    return made;
  }

  /** Entries in all blocks. */
  get entries(): number {
    return this.#entries;
  }

  /** Memory that the blocks hold, in bytes. */
  get bytes(): number {
    return this.#blocks.byteLength + this.#ordinals.byteLength;
  }

  /**
   * Visits the ordinals under every date from `first` to `last`, both included, by date and then by ordinal. The order does not
   * depend on how the entries came in. `visit` MUST NOT change the blocks.
   */
  forEachIn(first: BirthDate, last: BirthDate, visit: (ordinal: number, date: BirthDate) => void): void {
    for (let at = BLOCK_WORDS * this.#firstFrom(first); at < BLOCK_WORDS * this.#blockCount; at += BLOCK_WORDS) {
      const date = this.#blocks[at + DATE]! as BirthDate;
      if (date > last) return;
      const end = this.#blocks[at + START]! + this.#blocks[at + LENGTH]!;
      for (let place = this.#blocks[at + START]!; place < end; place += 1) visit(this.#ordinals[place]!, date);
    }
  }

  /** The ordinals that `forEachIn` would visit: good until the blocks change. */
  ordinalsIn(first: BirthDate, last: BirthDate): Int32Array {
    const at = BLOCK_WORDS * this.#firstFrom(first);
    if (first === last) {
      const isThere = at < BLOCK_WORDS * this.#blockCount && this.#blocks[at + DATE] === first;
      const start = this.#blocks[at + START]!;
      return isThere ? this.#ordinals.subarray(start, start + this.#blocks[at + LENGTH]!) : NO_ORDINALS;
    }
    const ordinals = new Int32Array(this.countIn(first, last));
    let count = 0;
    this.forEachIn(first, last, (ordinal) => {
      ordinals[count] = ordinal;
      count += 1;
    });
    return ordinals;
  }

  /** How many entries `forEachIn` would visit. */
  countIn(first: BirthDate, last: BirthDate): number {
    let count = 0;
    for (let at = BLOCK_WORDS * this.#firstFrom(first); at < BLOCK_WORDS * this.#blockCount; at += BLOCK_WORDS) {
      if (this.#blocks[at + DATE]! > last) break;
      count += this.#blocks[at + LENGTH]!;
    }
    return count;
  }

  /** Adds an entry; false where it is there already. */
  add(date: BirthDate, ordinal: number): boolean {
    assertEntry(date, ordinal);
    const index = this.#firstFrom(date);
    const at = BLOCK_WORDS * index;
    if (index === this.#blockCount || this.#blocks[at + DATE] !== date) this.#insertBlock(index, date);
    const place = this.#placeOf(at, ordinal);
    const length = this.#blocks[at + LENGTH]!;
    if (place < length && this.#ordinals[this.#blocks[at + START]! + place] === ordinal) return false;
    if (length === this.#blocks[at + ROOM]) this.#makeRoom(at);
    const start = this.#blocks[at + START]!;
    this.#ordinals.copyWithin(start + place + 1, start + place, start + length);
    this.#ordinals[start + place] = ordinal;
    this.#blocks[at + LENGTH] = length + 1;
    this.#entries += 1;
    return true;
  }

  /** Takes an entry away; false where it is not there. */
  remove(date: BirthDate, ordinal: number): boolean {
    assertEntry(date, ordinal);
    const index = this.#firstFrom(date);
    const at = BLOCK_WORDS * index;
    if (index === this.#blockCount || this.#blocks[at + DATE] !== date) return false;
    const place = this.#placeOf(at, ordinal);
    const start = this.#blocks[at + START]!;
    const length = this.#blocks[at + LENGTH]!;
    if (place === length || this.#ordinals[start + place] !== ordinal) return false;
    this.#ordinals.copyWithin(start + place, start + place + 1, start + length);
    // What is deleted is purged: no copy of it stays behind the block.
    this.#ordinals[start + length - 1] = 0;
    this.#blocks[at + LENGTH] = length - 1;
    this.#entries -= 1;
    if (length === 1) this.#deleteBlock(index);
    if (this.#ordinals.length > WORDS_WORTH_SAVING && this.#entries < this.#ordinals.length / 4) this.#layOut();
    return true;
  }

  /** The blocks as bytes, for `restore`. The same entries always give the same bytes. */
  snapshot(): Uint8Array {
    return writeSnapshot(FORM, this.sections());
  }

  /** Dates, lengths of their blocks, ordinals, for `ofSections`. */
  sections(): Section[] {
    const dates = new Int32Array(this.#blockCount);
    const lengths = new Int32Array(this.#blockCount);
    const ordinals = new Int32Array(this.#entries);
    let offset = 0;
    for (let i = 0; i < this.#blockCount; i += 1) {
      const at = BLOCK_WORDS * i;
      const [start, length] = [this.#blocks[at + START]!, this.#blocks[at + LENGTH]!];
      dates[i] = this.#blocks[at + DATE]!;
      lengths[i] = length;
      ordinals.set(this.#ordinals.subarray(start, start + length), offset);
      offset += length;
    }
    return [dates, lengths, ordinals];
  }

  /** The index of the first block whose date is not before the given one. */
  #firstFrom(date: number): number {
    let low = 0;
    let high = this.#blockCount;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#blocks[BLOCK_WORDS * middle + DATE]! < date) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where the ordinal stands in its block, or would. */
  #placeOf(at: number, ordinal: number): number {
    const start = this.#blocks[at + START]!;
    let low = 0;
    let high = this.#blocks[at + LENGTH]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ordinals[start + middle]! < ordinal) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #insertBlock(index: number, date: BirthDate): void {
    if (BLOCK_WORDS * (this.#blockCount + 1) > this.#blocks.length) {
      const larger = new Int32Array(BLOCK_WORDS * (this.#blockCount + (this.#blockCount >> 3) + BLOCKS_AT_FIRST));
      larger.set(this.#blocks);
      this.#blocks = larger;
    }
    const at = BLOCK_WORDS * index;
    this.#blocks.copyWithin(at + BLOCK_WORDS, at, BLOCK_WORDS * this.#blockCount);
    this.#blocks.set([date, this.#used, 0, 0], at);
    this.#blockCount += 1;
  }

  #deleteBlock(index: number): void {
    this.#blocks.copyWithin(BLOCK_WORDS * index, BLOCK_WORDS * (index + 1), BLOCK_WORDS * this.#blockCount);
    this.#blockCount -= 1;
  }

  /** Moves a full block behind all others; lays all blocks out anew first where there is no room left for that. */
  #makeRoom(at: number): void {
    const length = this.#blocks[at + LENGTH]!;
    const room = length + Math.max(ROOM_AT_LEAST, length >> 2);
    if (this.#used + room > this.#ordinals.length) this.#layOut(room);
    const start = this.#blocks[at + START]!;
    this.#ordinals.copyWithin(this.#used, start, start + length);
    this.#ordinals.fill(0, start, start + length);
    this.#blocks[at + START] = this.#used;
    this.#blocks[at + ROOM] = room;
    this.#used += room;
  }

  /** Copies the blocks into an array of the right size, each with an eighth to grow and an eighth of the whole behind them. */
  #layOut(extra = 0): void {
    let words = 0;
    for (let i = 0; i < this.#blockCount; i += 1) words += withRoom(this.#blocks[BLOCK_WORDS * i + LENGTH]!);
    const ordinals = new Int32Array(words + (words >> 3) + SPARE_WORDS + extra);
    let start = 0;
    for (let i = 0; i < this.#blockCount; i += 1) {
      const at = BLOCK_WORDS * i;
      const [from, length] = [this.#blocks[at + START]!, this.#blocks[at + LENGTH]!];
      ordinals.set(this.#ordinals.subarray(from, from + length), start);
      this.#blocks[at + START] = start;
      this.#blocks[at + ROOM] = withRoom(length);
      start += withRoom(length);
    }
    this.#ordinals = ordinals;
    this.#used = start;
  }
}

/** One number for each entry, so that sorting is the machine's own: the date above, the ordinal below. */
function sortedKeys(entries: Iterable<DateEntry>): Float64Array {
  let keys = new Float64Array(SPARE_WORDS);
  let count = 0;
  for (const [date, ordinal] of entries) {
    assertEntry(date, ordinal);
    if (count === keys.length) {
      const larger = new Float64Array(count + (count >> 1));
      larger.set(keys);
      keys = larger;
    }
    keys[count] = date * ORDINALS + ordinal;
    count += 1;
  }
  return keys.subarray(0, count).sort();
}

function groupByDate(keys: Float64Array): { dates: Int32Array; lengths: Int32Array; ordinals: Int32Array } {
  const ordinals = new Int32Array(keys.length);
  const dates: number[] = [];
  const lengths: number[] = [];
  let count = 0;
  let last = -1;
  for (const key of keys) {
    if (key === last) continue;
    last = key;
    const date = Math.floor(key / ORDINALS);
    if (date !== dates.at(-1)) {
      dates.push(date);
      lengths.push(0);
    }
    lengths[lengths.length - 1]! += 1;
    ordinals[count] = key - date * ORDINALS;
    count += 1;
  }
  return { dates: Int32Array.from(dates), lengths: Int32Array.from(lengths), ordinals: ordinals.subarray(0, count) };
}

/** A checksum may fit by chance, or belong to a program that writes something else. */
function checkSections(dates: Int32Array, lengths: Int32Array, ordinals: Int32Array): void {
  if (dates.length !== lengths.length) throw damagedSnapshot('each date has one length');
  let offset = 0;
  for (let i = 0; i < dates.length; i += 1) {
    const date = dates[i]!;
    if (!isBirthDate(date) && date !== UNKNOWN_BIRTH_DATE) throw damagedSnapshot('each date exists');
    if (i > 0 && date <= dates[i - 1]!) throw damagedSnapshot('dates ascend');
    if (lengths[i]! < 1) throw damagedSnapshot('no block is empty');
    const end = offset + lengths[i]!;
    for (let last = -1; offset < end && offset < ordinals.length; offset += 1) {
      if (ordinals[offset]! <= last) throw damagedSnapshot('the ordinals of a date ascend');
      last = ordinals[offset]!;
    }
    if (offset !== end) throw damagedSnapshot('each block is as long as its length says');
  }
  if (offset !== ordinals.length) throw damagedSnapshot('each ordinal belongs to a date');
}

function assertEntry(date: BirthDate, ordinal: number): void {
  assert(date === UNKNOWN_BIRTH_DATE || isBirthDate(date), 'a block is for a date that exists');
  assert(
    Number.isInteger(ordinal) && ordinal >= 0 && ordinal < ORDINALS - 1,
    'an ordinal is a natural number of 31 bits',
  );
}

function withRoom(length: number): number {
  return length + (length >> 3);
}

const FORM: SnapshotForm = { kind: 'DATE', version: 1, sections: 3 };
const ORDINALS = 2 ** 31;
const NO_ORDINALS = new Int32Array(0);
const BLOCK_WORDS = 4;
const DATE = 0;
const START = 1;
const LENGTH = 2;
const ROOM = 3;
const BLOCKS_AT_FIRST = 64;
const ROOM_AT_LEAST = 2;
/** Free behind all blocks, whatever their number. */
const SPARE_WORDS = 1_024;
/** An array that is no longer is kept, however little of it is used. */
const WORDS_WORTH_SAVING = 8 * SPARE_WORDS;
