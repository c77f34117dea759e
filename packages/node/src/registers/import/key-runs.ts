// SPDX-License-Identifier: Apache-2.0
// Puts the index rows of an import into the order of the index, in bounded memory: sorted runs on disk, then one pass over all of them.
// A tree that is filled in its own order writes each page once; in the order of the file it would write one for nearly every row.
//
//   row = token 16 | number of the alert in its generation, u32 | what stands beside the token, u8
import { assert } from '@iims/wire/assert';
import { readSpool, SpoolPieces, type SpoolPlace, SpoolWriter } from './sealed-spool.ts';

export const KEY_ROW_BYTES = 21;
const TOKEN_BYTES = 16;

/** Collects rows in any order. */
export class KeyRuns {
  readonly #placeOf: (run: number) => SpoolPlace;
  readonly #giveWay: () => void;
  readonly #rows = new Uint8Array(RUN_ROWS * KEY_ROW_BYTES);
  readonly #order = new BigUint64Array(RUN_ROWS);
  readonly #words = new Uint32Array(this.#order.buffer);
  #filled = 0;
  #runs = 0;

  /** `giveWay` is called between the steps of sorting; it may hold them up. */
  constructor(placeOf: (run: number) => SpoolPlace, giveWay: () => void = () => undefined) {
    this.#placeOf = placeOf;
    this.#giveWay = giveWay;
  }

  /** One row; the token as 16 bytes. */
  add(token: Uint8Array, number: number, standing: number): void {
    const at = this.#filled * KEY_ROW_BYTES;
    this.#rows.set(token, at);
    this.#rows[at + 16] = number >>> 24;
    this.#rows[at + 17] = number >>> 16;
    this.#rows[at + 18] = number >>> 8;
    this.#rows[at + 19] = number;
    this.#rows[at + 20] = standing;
    this.#filled += 1;
    if (this.#filled === RUN_ROWS) this.#writeRun();
  }

  /** All rows by token and number, as views that hold until the next one. */
  *sorted(): Generator<Uint8Array> {
    this.#writeRun();
    const heads: Head[] = [];
    for (let run = 0; run < this.#runs; run += 1) {
      const pieces = new SpoolPieces(readSpool(this.#placeOf(run)));
      const row = pieces.take(KEY_ROW_BYTES);
      if (row !== undefined) heads.push({ row, pieces });
    }
    const heap = new Heap(heads);
    for (let head = heap.first(); head !== undefined; head = heap.first()) {
      yield head.row;
      const next = head.pieces.take(KEY_ROW_BYTES);
      if (next === undefined) heap.dropFirst();
      else {
        head.row = next;
        heap.sinkFirst();
      }
    }
  }

  #writeRun(): void {
    if (this.#filled === 0) return;
    // The upper 46 bits of the token and the place in the run make one number, which the engine sorts fast.
    for (let i = 0; i < this.#filled; i += 1) {
      const at = i * KEY_ROW_BYTES;
      const rows = this.#rows;
      this.#words[2 * i + 1] = (rows[at]! << 24) | (rows[at + 1]! << 16) | (rows[at + 2]! << 8) | rows[at + 3]!;
      this.#words[2 * i] = ((((rows[at + 4]! << 8) | rows[at + 5]!) >>> 2) << PLACE_BITS) | i;
    }
    this.#giveWay();
    const order = this.#order.subarray(0, this.#filled).sort();
    const places = Array.from({ length: order.length }, (_, i) => this.#words[2 * i]! & (RUN_ROWS - 1));
    this.#giveWay();
    this.#settleTies(places);
    const writer = new SpoolWriter(this.#placeOf(this.#runs));
    for (const [i, place] of places.entries()) {
      if (i % ROWS_BETWEEN_GIVING_WAY === 0) this.#giveWay();
      writer.write(this.#rowAt(place));
    }
    writer.finish();
    this.#runs += 1;
    this.#filled = 0;
  }

  /** Tokens that agree in 46 bits are nearly always the same, and their rows in order already. */
  #settleTies(places: number[]): void {
    for (let from = 0, at = 1; at <= places.length; at += 1) {
      if (at < places.length && this.#isTie(at)) continue;
      if (at - from > 1) {
        const tied = places.slice(from, at).sort((one, other) => compareRows(this.#rowAt(one), this.#rowAt(other)));
        for (const [i, place] of tied.entries()) places[from + i] = place;
      }
      from = at;
    }
  }

  /** Whether a place of the order agrees with the one before it in what was sorted by. */
  #isTie(at: number): boolean {
    const words = this.#words;
    return (
      words[2 * at + 1] === words[2 * at - 1] && words[2 * at]! >>> PLACE_BITS === words[2 * at - 2]! >>> PLACE_BITS
    );
  }

  #rowAt(place: number): Uint8Array {
    return this.#rows.subarray(place * KEY_ROW_BYTES, (place + 1) * KEY_ROW_BYTES);
  }
}

/** Whether two rows stand under one key. */
export function isSameToken(one: Uint8Array, other: Uint8Array): boolean {
  for (let i = 0; i < TOKEN_BYTES; i += 1) if (one[i] !== other[i]) return false;
  return true;
}

export function alertNumberOf(row: Uint8Array): number {
  return row[16]! * 2 ** 24 + row[17]! * 2 ** 16 + row[18]! * 2 ** 8 + row[19]!;
}

interface Head {
  row: Uint8Array;
  readonly pieces: SpoolPieces;
}

/** The run whose next row comes first, in a binary heap. */
class Heap {
  readonly #heads: Head[];

  constructor(heads: Head[]) {
    this.#heads = heads.sort((one, other) => compareRows(one.row, other.row));
  }

  first(): Head | undefined {
    return this.#heads[0];
  }

  dropFirst(): void {
    const last = this.#heads.pop();
    assert(last !== undefined, 'a run that ended was there');
    if (this.#heads.length === 0) return;
    this.#heads[0] = last;
    this.sinkFirst();
  }

  sinkFirst(): void {
    const heads = this.#heads;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      if (left >= heads.length) return;
      const right = left + 1;
      const smaller = right < heads.length && compareRows(heads[right]!.row, heads[left]!.row) < 0 ? right : left;
      if (compareRows(heads[at]!.row, heads[smaller]!.row) <= 0) return;
      [heads[at], heads[smaller]] = [heads[smaller]!, heads[at]!];
      at = smaller;
    }
  }
}

/** By token, then by number. */
function compareRows(one: Uint8Array, other: Uint8Array): number {
  for (let i = 0; i < KEY_ROW_BYTES - 1; i += 1) {
    const difference = one[i]! - other[i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** A chunk of a run. */
const ROWS_BETWEEN_GIVING_WAY = 4_096;
const PLACE_BITS = 18;
/** 8 MiB of rows and their order. */
const RUN_ROWS = 2 ** PLACE_BITS;
