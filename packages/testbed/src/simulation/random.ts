// SPDX-License-Identifier: Apache-2.0
// Random numbers from a seed: the only chance in a simulation, so that a seed names a whole run.
import { assert } from '@iims/wire/assert';

/** sfc32 (Chris Doty-Humphrey, PractRand): small, fast, and the same on every machine. Not for keys. */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `stream` separates independent sequences of one seed: a draw in one does not move another. */
  constructor(seed: number, stream = 0) {
    assert(Number.isSafeInteger(seed) && seed >= 0, 'a seed is a natural number');
    this.#a = seed >>> 0;
    this.#b = Math.floor(seed / 2 ** 32) >>> 0;
    this.#c = (stream * 0x9e3779b9) >>> 0;
    for (let i = 0; i < WARM_UP_DRAWS; i++) this.#next32();
  }

  /** A whole number, 0 .. bound - 1. */
  below(bound: number): number {
    assert(Number.isInteger(bound) && bound >= 1, 'a bound is at least one');
    return Math.floor((this.#next32() / 2 ** 32) * bound);
  }

  /** A whole number, low .. high, both included. */
  between(low: number, high: number): number {
    assert(low <= high, 'a range is not empty');
    return low + this.below(high - low + 1);
  }

  /** A time in milliseconds between two whole numbers, in eighths: sums of such times are exact. */
  milliseconds(low: number, high: number): number {
    return this.between(low * 8, high * 8) / 8;
  }

  chance(probability: number): boolean {
    return this.#next32() < probability * 2 ** 32;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** A copy in random order. */
  shuffle<T>(items: readonly T[]): T[] {
    const copy = [...items];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [copy[i], copy[j]] = [copy[j]!, copy[i]!];
    }
    return copy;
  }

  #next32(): number {
    const sum = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = (this.#b ^ (this.#b >>> 9)) >>> 0;
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) >>> 0;
    return sum;
  }
}

const WARM_UP_DRAWS = 12;
