// SPDX-License-Identifier: Apache-2.0
// Sixty-four bits that stand for a key in a table: HalfSipHash-2-4 (J.-P. Aumasson, D. J. Bernstein) over the key's UTF-16 code
// units, least byte first. Who does not know the seed cannot choose keys that meet, and so cannot make the table slow.
import { assert } from '@iims/wire/assert';

/** Takes the fingerprint of one text after the other, without allocating. */
export interface Fingerprint {
  /** Computes `low` and `high` of the text. */
  take(text: string): void;
  /** The first 32 bits of the last text taken, as a signed number. */
  readonly low: number;
  /** The other 32 bits. */
  readonly high: number;
}

/** Bytes of a seed: random, and as secret as the store's keys. */
export const FINGERPRINT_SEED_BYTES = 8;

/** Fingerprints under a seed of 8 random bytes. */
export class KeyedFingerprint implements Fingerprint {
  low = 0;
  high = 0;
  readonly #one: number;
  readonly #other: number;

  constructor(seed: Uint8Array) {
    assert(seed.length === FINGERPRINT_SEED_BYTES, 'a seed has 8 bytes');
    this.#one = seed[0]! | (seed[1]! << 8) | (seed[2]! << 16) | (seed[3]! << 24);
    this.#other = seed[4]! | (seed[5]! << 8) | (seed[6]! << 16) | (seed[7]! << 24);
  }

  take(text: string): void {
    let v0 = this.#one;
    let v1 = this.#other ^ WIDE_OUTPUT;
    let v2 = 0x6c79_6765 ^ this.#one;
    let v3 = 0x7465_6462 ^ this.#other;
    const words = (text.length >>> 1) + 1;
    const last = ((text.length * 2) << 24) | (text.length & 1 ? text.charCodeAt(text.length - 1) : 0);
    // Words of the text, then the one that ends it, then the two halves of the output: the rounds stand here once.
    for (let step = 0; step < words + 2; step += 1) {
      const isWord = step < words;
      let word = 0;
      if (isWord) {
        word = step < words - 1 ? text.charCodeAt(2 * step) | (text.charCodeAt(2 * step + 1) << 16) : last;
        v3 ^= word;
      } else if (step === words) {
        v2 ^= WIDE_OUTPUT;
      } else {
        this.low = v1 ^ v3;
        v1 ^= 0xdd;
      }
      for (let round = isWord ? ROUNDS_A_WORD : ROUNDS_A_HALF; round > 0; round -= 1) {
        v0 = (v0 + v1) | 0;
        v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
        v0 = (v0 << 16) | (v0 >>> 16);
        v2 = (v2 + v3) | 0;
        v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
        v0 = (v0 + v3) | 0;
        v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
        v2 = (v2 + v1) | 0;
        v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
        v2 = (v2 << 16) | (v2 >>> 16);
      }
      v0 ^= word;
    }
    this.high = v1 ^ v3;
  }
}

const ROUNDS_A_WORD = 2;
const ROUNDS_A_HALF = 4;
/** Set into the state where 64 bits are wanted rather than 32. */
const WIDE_OUTPUT = 0xee;
