// SPDX-License-Identifier: Apache-2.0
// Texts by number, each once, in typed arrays: millions of words take no object of their own.

import { grown, withRoom } from './grown.ts';
import { damagedSnapshot } from './index-snapshot.ts';
import { type Section, sectionOf } from './section.ts';

/** Texts by number. Personal data: kept in memory, and sealed where it is kept elsewhere. */
export class WordTexts {
  /** All texts in a row, as UTF-16 units, and where each ends. */
  #units = new Uint16Array(UNITS_AT_FIRST);
  #ends = new Int32Array(WORDS_AT_FIRST);
  #size = 0;
  /** Open addressing, linear probing, at most two thirds full; a slot holds a number from 1, 0 is empty. A power of two long. */
  #slots = new Int32Array(SLOTS_AT_FIRST);

  static restore([units, ends]: readonly Section[]): WordTexts {
    const made = new WordTexts();
    made.#units = withRoom(new Uint16Array(units!.buffer, units!.byteOffset, 2 * units!.length));
    made.#ends = withRoom(ends!);
    made.#size = ends!.length;
    for (let number = 0, before = 0; number < made.#size; number += 1) {
      if (ends![number]! < before || ends![number]! > 2 * units!.length) throw damagedSnapshot('texts stand in a row');
      before = ends![number]!;
    }
    made.#lengthenSlots();
    return made;
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#units.byteLength + this.#ends.byteLength + this.#slots.byteLength;
  }

  /** The number of a text, or -1. */
  numberOf(text: string): number {
    for (let slot = this.#homeOf(hashOf(text)); this.#slots[slot] !== 0; slot = this.#after(slot)) {
      const number = this.#slots[slot]! - 1;
      const start = this.#startOf(number);
      if (this.#ends[number]! - start === text.length && this.#stands(text, start)) return number;
    }
    return -1;
  }

  /** Takes in a text that is not there, and gives its number: the next. */
  add(text: string): number {
    if (3 * (this.#size + 1) > 2 * this.#slots.length) this.#lengthenSlots();
    const number = this.#size;
    const start = this.#startOf(number);
    this.#units = grown(this.#units, start + text.length);
    this.#ends = grown(this.#ends, number + 1);
    for (let at = 0; at < text.length; at += 1) this.#units[start + at] = text.charCodeAt(at);
    this.#ends[number] = start + text.length;
    this.#put(hashOf(text), number);
    this.#size += 1;
    return number;
  }

  textOf(number: number): string {
    return String.fromCharCode(...this.#units.subarray(this.#startOf(number), this.#ends[number]));
  }

  /** Below 0 where the one stands before the other, as strings are compared. */
  compare(one: number, other: number): number {
    const [start, otherStart] = [this.#startOf(one), this.#startOf(other)];
    const [length, otherLength] = [this.#ends[one]! - start, this.#ends[other]! - otherStart];
    for (let at = 0; at < length && at < otherLength; at += 1) {
      const difference = this.#units[start + at]! - this.#units[otherStart + at]!;
      if (difference !== 0) return difference;
    }
    return length - otherLength;
  }

  /** The first unit behind the last mark, or of the whole. */
  firstUnitOf(number: number, mark: number): number {
    const start = this.#startOf(number);
    let at = this.#ends[number]! - 1;
    while (at > start && this.#units[at - 1] !== mark) at -= 1;
    return this.#units[at]!;
  }

  /** `sumOfUnits` behind the last mark, or of the whole. */
  sumOfUnits(number: number, mark: number): number {
    const start = this.#startOf(number);
    let sum = 0;
    for (let at = this.#ends[number]! - 1; at >= start && this.#units[at] !== mark; at -= 1)
      sum += mixedUnit(this.#units[at]!);
    return sum & UNITS_SUM_MASK;
  }

  sections(): Section[] {
    return [sectionOf(this.#units, this.#startOf(this.#size)), sectionOf(this.#ends, this.#size)];
  }

  #startOf(number: number): number {
    return number === 0 ? 0 : this.#ends[number - 1]!;
  }

  #stands(text: string, start: number): boolean {
    for (let at = text.length - 1; at >= 0; at -= 1) {
      if (this.#units[start + at] !== text.charCodeAt(at)) return false;
    }
    return true;
  }

  #put(hash: number, number: number): void {
    let slot = this.#homeOf(hash);
    while (this.#slots[slot] !== 0) slot = this.#after(slot);
    this.#slots[slot] = number + 1;
  }

  #lengthenSlots(): void {
    let length = this.#slots.length;
    while (3 * (this.#size + 1) > length) length *= 2;
    this.#slots = new Int32Array(length);
    for (let number = 0; number < this.#size; number += 1) {
      this.#put(hashOfUnits(this.#units, this.#startOf(number), this.#ends[number]!), number);
    }
  }

  #homeOf(hash: number): number {
    return hash & (this.#slots.length - 1);
  }

  #after(slot: number): number {
    return (slot + 1) & (this.#slots.length - 1);
  }
}

/** A number that is the same for the same letters in any order, and hardly ever for others. */
export function sumOfUnits(text: string): number {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) sum += mixedUnit(text.charCodeAt(at));
  return sum & UNITS_SUM_MASK;
}

function mixedUnit(unit: number): number {
  return Math.imul(unit, 0x9e3779b1) >>> (32 - UNITS_SUM_BITS);
}

/** FNV-1a over UTF-16 units. */
export function hashOf(text: string): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  return hash ^ (hash >>> 15);
}

function hashOfUnits(units: Uint16Array, start: number, end: number): number {
  let hash = FNV_OFFSET;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ units[at]!, FNV_PRIME);
  return hash ^ (hash >>> 15);
}

/** So many bits has a sum of units. */
export const UNITS_SUM_BITS = 22;
const UNITS_SUM_MASK = (1 << UNITS_SUM_BITS) - 1;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const UNITS_AT_FIRST = 8_192;
const WORDS_AT_FIRST = 1_024;
const SLOTS_AT_FIRST = 2_048;
/** How many `sections` gives. */
export const TEXT_SECTIONS = 2;
