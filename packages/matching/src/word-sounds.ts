// SPDX-License-Identifier: Apache-2.0
// How the words of an index sound, in typed arrays: what a comparison needs of them, without an object for each.

import { grown } from './grown.ts';
import { damagedSnapshot } from './index-snapshot.ts';
import { isForeign } from './letter-costs.ts';
import type { PreparedToken, Reading, Sounds } from './prepare-token.ts';
import { ROMANISATIONS_MAX } from './romanise.ts';
import { type Section, sectionOf } from './section.ts';
import { signatureDistance } from './skeleton.ts';

/** Sounds by the number of a word. Personal data, as `WordTexts`. */
export class WordSounds {
  /**
   * READINGS for each word: the signature of a reading in the 27 lower bits, its letters in the 5 above, at most LETTERS_SHOWN_MAX.
   * 0, which no reading is, ends the list.
   */
  #shown = new Int32Array(READINGS * WORDS_AT_FIRST);
  /** Where the bytes of a word begin: flags and count, group in two bytes, then of each reading letters, consonants, codes. */
  #starts = new Int32Array(WORDS_AT_FIRST);
  #bytes = new Uint8Array(BYTES_AT_FIRST);
  #used = 0;
  #size = 0;
  /** The word that was last asked for. */
  readonly #word: WritableSounds = {
    isInitial: false,
    firstUnit: 0,
    group: 0,
    readings: Array.from({ length: READINGS }, emptyReading),
    count: 0,
  };

  static restore([shown, starts, bytes]: readonly Section[]): WordSounds {
    const made = new WordSounds();
    made.#shown = shown!;
    made.#starts = starts!;
    made.#bytes = new Uint8Array(bytes!.buffer, bytes!.byteOffset, 4 * bytes!.length);
    made.#size = starts!.length;
    made.#used = made.#bytes.length;
    if (shown!.length !== READINGS * starts!.length) throw damagedSnapshot('each word has its readings');
    if (starts!.some((start) => start < 0 || start + HEADER_BYTES > made.#used))
      throw damagedSnapshot('each word has its sounds');
    return made;
  }

  get bytes(): number {
    return this.#shown.byteLength + this.#starts.byteLength + this.#bytes.byteLength;
  }

  /** Of the next word. */
  add({ forms, group, kind }: PreparedToken): void {
    const number = this.#size;
    this.#shown = grown(this.#shown, READINGS * (number + 1));
    this.#starts = grown(this.#starts, number + 1);
    this.#starts[number] = this.#used;
    const isVowelless = forms[0]!.vowelless;
    const hasForeign = forms.some(({ codes }) => codes.some(isForeign));
    const flags = (kind === 'initial' ? INITIAL : 0) | (isVowelless ? VOWELLESS : 0) | (hasForeign ? FOREIGN : 0);
    const kept = forms.slice(0, READINGS);
    this.#push(flags | kept.length, group & 0xff, group >> 8);
    for (const [index, { signature, length, consonants, codes }] of kept.entries()) {
      // A word without vowels is compared by what it writes: any length may meet it.
      const letters = isVowelless ? VOWELLESS_LETTERS : Math.max(1, Math.min(length, LETTERS_SHOWN_MAX));
      this.#shown[READINGS * number + index] = signature | (letters << SIGNATURE_BITS);
      this.#push(length, consonants, ...codes);
    }
    this.#size += 1;
  }

  /** Whether a word may be similar: cheap, and wrong only for words that are far from each other anyway. */
  mayBeSimilar(number: number, token: PreparedToken): boolean {
    if (token.letters === 1) return true;
    const readings = token.forms;
    const end = READINGS * (number + 1);
    for (let at = READINGS * number; at < end && this.#shown[at] !== 0; at += 1) {
      const shown = this.#shown[at]!;
      for (let index = 0; index < readings.length; index += 1) {
        const { signature, vowelless, length } = readings[index]!;
        if (signatureDistance(signature, shown & SIGNATURE_MASK) > CONSONANTS_APART_MAX) continue;
        if (vowelless) return true;
        const apart = length - (shown >>> SIGNATURE_BITS);
        if (
          apart >= -LETTERS_APART_MAX &&
          (apart <= LETTERS_APART_MAX || shown >>> SIGNATURE_BITS === LETTERS_SHOWN_MAX)
        )
          return true;
      }
    }
    return false;
  }

  /** What is known of a word's sounds, good until the next is asked for; undefined where letters have no table and the text decides. */
  soundsOf(number: number, firstUnit: number): Sounds | undefined {
    const start = this.#starts[number]!;
    const flags = this.#bytes[start]!;
    if (flags & FOREIGN) return undefined;
    const word = this.#word;
    word.isInitial = (flags & INITIAL) !== 0;
    word.firstUnit = firstUnit;
    word.group = this.#bytes[start + 1]! | (this.#bytes[start + 2]! << 8);
    word.count = flags & COUNT_MASK;
    let at = start + HEADER_BYTES;
    for (let index = 0; index < word.count; index += 1) {
      const reading = word.readings[index]!;
      reading.codes = this.#bytes;
      reading.length = this.#bytes[at]!;
      reading.consonants = this.#bytes[at + 1]!;
      reading.from = at + 2;
      reading.vowelless = (flags & VOWELLESS) !== 0;
      reading.signature = this.#shown[READINGS * number + index]! & SIGNATURE_MASK;
      at = reading.from + reading.length;
    }
    return word;
  }

  sections(): Section[] {
    return [
      sectionOf(this.#shown, READINGS * this.#size),
      sectionOf(this.#starts, this.#size),
      sectionOf(this.#bytes, this.#used),
    ];
  }

  #push(...bytes: number[]): void {
    this.#bytes = grown(this.#bytes, this.#used + bytes.length);
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }
}

interface WritableSounds {
  isInitial: boolean;
  firstUnit: number;
  group: number;
  readonly readings: { -readonly [K in keyof Reading]: Reading[K] }[];
  count: number;
}

function emptyReading(): { -readonly [K in keyof Reading]: Reading[K] } {
  return { codes: NO_CODES, from: 0, length: 0, vowelless: false, signature: 0, consonants: 0 };
}

const NO_CODES = new Uint8Array(0);
const READINGS = ROMANISATIONS_MAX;
const WORDS_AT_FIRST = 1_024;
const BYTES_AT_FIRST = 16_384;
const HEADER_BYTES = 3;
const COUNT_MASK = 7;
const INITIAL = 8;
const VOWELLESS = 16;
const FOREIGN = 32;
const SIGNATURE_BITS = 27;
const SIGNATURE_MASK = (1 << SIGNATURE_BITS) - 1;
const LETTERS_SHOWN_MAX = 31;
const VOWELLESS_LETTERS = 6;
const LETTERS_APART_MAX = 5;
const CONSONANTS_APART_MAX = 3;
