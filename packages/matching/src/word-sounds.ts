// SPDX-License-Identifier: Apache-2.0
// How the words of an index sound, in typed arrays, each way to sound once: Иванов and Ivanov are compared with a query as one.

import { grown, withRoom } from './grown.ts';
import { damagedSnapshot } from './index-snapshot.ts';
import { isForeign } from './letter-costs.ts';
import type { PreparedToken, Reading, Sounds } from './prepare-token.ts';
import { ROMANISATIONS_MAX } from './romanise.ts';
import { type Section, sectionOf } from './section.ts';
import { signatureDistance } from './skeleton.ts';
import { WordTexts } from './word-texts.ts';

/** Sounds by number. Personal data, as `WordTexts`. */
export class WordSounds {
  /**
   * What is seen at a glance, each outline once. READINGS words: the signature of a reading in the 27 lower bits, its letters in the
   * 5 above, at most LETTERS_SHOWN_MAX. 0, which no reading is, ends the list.
   */
  #outlines = new Int32Array(READINGS * OUTLINES_AT_FIRST);
  readonly #outlineNumbers = new WordTexts();
  /** The outline of each sound. */
  #outlineOf = new Int32Array(SOUNDS_AT_FIRST);
  /** Where the bytes of each begin: HEADER_BYTES, then of each reading letters, consonants, codes. */
  #starts = new Int32Array(SOUNDS_AT_FIRST);
  #bytes = new Uint8Array(BYTES_AT_FIRST);
  #used = 0;
  #size = 0;
  /** By the hash of the bytes, as in `WordTexts`. */
  #slots = new Int32Array(SLOTS_AT_FIRST);
  /** What was last asked for. */
  readonly #asked: WritableSounds = {
    isInitial: false,
    firstUnit: 0,
    group: 0,
    readings: Array.from({ length: READINGS }, emptyReading),
    count: 0,
  };

  static restore([outlines, outlineOf, starts, bytes]: readonly Section[]): WordSounds {
    const made = new WordSounds();
    for (let at = 0; at < outlines!.length; at += READINGS) made.#outlineNo(outlines!.subarray(at, at + READINGS));
    const { size } = made.#outlineNumbers;
    made.#outlineOf = withRoom(outlineOf!);
    made.#starts = withRoom(starts!);
    made.#bytes = withRoom(new Uint8Array(bytes!.buffer, bytes!.byteOffset, 4 * bytes!.length));
    made.#size = starts!.length;
    made.#used = 4 * bytes!.length;
    if (outlineOf!.length !== starts!.length || outlineOf!.some((outline) => outline < 0 || outline >= size))
      throw damagedSnapshot('each sound has its outline');
    if (starts!.some((start, at) => start < (at === 0 ? 0 : starts![at - 1]!) || start + HEADER_BYTES > made.#used))
      throw damagedSnapshot('sounds stand in a row');
    made.#lengthenSlots();
    return made;
  }

  /** How many there are: their numbers are below. */
  get size(): number {
    return this.#size;
  }

  /** How many outlines there are: see `mayBeSimilar`. */
  get outlines(): number {
    return this.#outlineNumbers.size;
  }

  get bytes(): number {
    const arrays = [this.#outlines, this.#outlineOf, this.#starts, this.#bytes, this.#slots];
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, this.#outlineNumbers.bytes);
  }

  /** The number of how a word sounds, which is taken in where it is not known yet: it is then `size` of before. */
  take({ forms, group, kind, sounds }: PreparedToken): number {
    const isInitial = kind === 'initial';
    const isVowelless = forms[0]!.vowelless;
    const hasForeign = forms.some(({ codes }) => codes.some(isForeign));
    const flags = (isInitial ? INITIAL : 0) | (isVowelless ? VOWELLESS : 0) | (hasForeign ? FOREIGN : 0);
    const kept = forms.slice(0, READINGS);
    const unit = isInitial ? sounds.firstUnit : 0;
    const bytes = [flags | kept.length, group & 0xff, group >> 8, unit & 0xff, unit >> 8];
    for (const { length, consonants, codes } of kept) bytes.push(length, consonants, ...codes);
    const slot = this.#slotOf(bytes);
    // Letters without a table share codes: what is alike in bytes may be another word.
    if (this.#slots[slot] !== 0 && !hasForeign) return this.#slots[slot]! - 1;
    const number = this.#size;
    this.#add(bytes, number);
    this.#outlineOf[number] = this.#outlineNo(kept.map(outlineOf));
    if (3 * (this.#size + 1) > 2 * this.#slots.length) this.#lengthenSlots();
    else this.#slots[slot] = this.#size;
    return number;
  }

  outlineOf(sound: number): number {
    return this.#outlineOf[sound]!;
  }

  /**
   * Whether sounds of the outline may be similar to the token: cheap, and wrong only for words that are far from each other anyway.
   * `looks` holds for each outline what was found for the same token before: as long as `outlines`, of zeros at first.
   */
  mayBeSimilar(outline: number, token: PreparedToken, looks: Uint8Array): boolean {
    if (looks[outline] === NOT_LOOKED) looks[outline] = this.#isOutlineSimilar(outline, token) ? MAY_BE : CANNOT_BE;
    return looks[outline] === MAY_BE;
  }

  /**
   * What is known of a sound, good until the next is asked for; undefined where letters have no table and the text decides. The first unit
   * is known of initials alone.
   */
  soundsOf(number: number): Sounds | undefined {
    const start = this.#starts[number]!;
    const flags = this.#bytes[start]!;
    if (flags & FOREIGN) return undefined;
    const asked = this.#asked;
    asked.isInitial = (flags & INITIAL) !== 0;
    asked.group = this.#bytes[start + 1]! | (this.#bytes[start + 2]! << 8);
    asked.firstUnit = this.#bytes[start + 3]! | (this.#bytes[start + 4]! << 8);
    asked.count = flags & COUNT_MASK;
    const outline = READINGS * this.#outlineOf[number]!;
    let at = start + HEADER_BYTES;
    for (let index = 0; index < asked.count; index += 1) {
      const reading = asked.readings[index]!;
      reading.codes = this.#bytes;
      reading.length = this.#bytes[at]!;
      reading.consonants = this.#bytes[at + 1]!;
      reading.from = at + 2;
      reading.vowelless = (flags & VOWELLESS) !== 0;
      reading.signature = this.#outlines[outline + index]! & SIGNATURE_MASK;
      at = reading.from + reading.length;
    }
    return asked;
  }

  sections(): Section[] {
    return [
      sectionOf(this.#outlines, READINGS * this.outlines),
      sectionOf(this.#outlineOf, this.#size),
      sectionOf(this.#starts, this.#size),
      sectionOf(this.#bytes, this.#used),
    ];
  }

  #isOutlineSimilar(outline: number, { letters, forms }: PreparedToken): boolean {
    if (letters === 1) return true;
    const end = READINGS * (outline + 1);
    for (let at = READINGS * outline; at < end && this.#outlines[at] !== 0; at += 1) {
      const shown = this.#outlines[at]!;
      for (const { signature, vowelless, length } of forms) {
        if (signatureDistance(signature, shown & SIGNATURE_MASK) > CONSONANTS_APART_MAX) continue;
        const apart = length - (shown >>> SIGNATURE_BITS);
        if (vowelless || Math.abs(apart) <= LETTERS_APART_MAX) return true;
        if (apart > 0 && shown >>> SIGNATURE_BITS === LETTERS_SHOWN_MAX) return true;
      }
    }
    return false;
  }

  #outlineNo(shown: ArrayLike<number>): number {
    let text = '';
    for (let index = 0; index < shown.length && shown[index] !== 0; index += 1)
      text += String.fromCharCode(shown[index]! & 0xffff, shown[index]! >>> 16);
    const known = this.#outlineNumbers.numberOf(text);
    if (known >= 0) return known;
    const number = this.#outlineNumbers.add(text);
    this.#outlines = grown(this.#outlines, READINGS * (number + 1));
    this.#outlines.set(shown, READINGS * number);
    return number;
  }

  #add(bytes: readonly number[], number: number): void {
    this.#outlineOf = grown(this.#outlineOf, number + 1);
    this.#starts = grown(this.#starts, number + 1);
    this.#bytes = grown(this.#bytes, this.#used + bytes.length);
    this.#starts[number] = this.#used;
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
    this.#size += 1;
  }

  /** Where these bytes stand, or would. */
  #slotOf(bytes: ArrayLike<number>): number {
    const last = this.#slots.length - 1;
    let slot = hashOfBytes(bytes, 0, bytes.length) & last;
    while (this.#slots[slot] !== 0 && !this.#stands(bytes, this.#slots[slot]! - 1)) slot = (slot + 1) & last;
    return slot;
  }

  #stands(bytes: ArrayLike<number>, number: number): boolean {
    const start = this.#starts[number]!;
    // A sound says itself how long it is: where all bytes agree, both end at the same.
    for (let at = 0; at < bytes.length; at += 1) if (this.#bytes[start + at] !== bytes[at]) return false;
    return true;
  }

  #lengthenSlots(): void {
    let length = this.#slots.length;
    while (3 * (this.#size + 1) > length) length *= 2;
    this.#slots = new Int32Array(length);
    for (let number = 0; number < this.#size; number += 1) {
      const start = this.#starts[number]!;
      let slot = hashOfBytes(this.#bytes, start, this.#endOf(number)) & (length - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (length - 1);
      this.#slots[slot] = number + 1;
    }
  }

  #endOf(number: number): number {
    const start = this.#starts[number]!;
    let end = start + HEADER_BYTES;
    for (let left = this.#bytes[start]! & COUNT_MASK; left > 0; left -= 1) end += 2 + this.#bytes[end]!;
    return end;
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

function outlineOf({ signature, length, vowelless }: Reading): number {
  // A word without vowels is compared by what it writes: any length may meet it.
  const letters = vowelless ? VOWELLESS_LETTERS : Math.max(1, Math.min(length, LETTERS_SHOWN_MAX));
  return signature | (letters << SIGNATURE_BITS);
}

/** FNV-1a. */
function hashOfBytes(bytes: ArrayLike<number>, start: number, end: number): number {
  let hash = FNV_OFFSET;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ bytes[at]!, FNV_PRIME);
  return hash ^ (hash >>> 15);
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const NO_CODES = new Uint8Array(0);
const READINGS = ROMANISATIONS_MAX;
const NOT_LOOKED = 0;
const MAY_BE = 1;
const CANNOT_BE = 2;
const OUTLINES_AT_FIRST = 1_024;
const SOUNDS_AT_FIRST = 1_024;
const SLOTS_AT_FIRST = 2_048;
const BYTES_AT_FIRST = 16_384;
/** Flags and count, group and first unit in two bytes each. */
const HEADER_BYTES = 5;
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
/** How many `sections` gives. */
export const SOUND_SECTIONS = 4;
