// SPDX-License-Identifier: Apache-2.0
// How the words of an index sound, in typed arrays, each way to sound once: Иванов and Ivanov are compared with a query as one.

import { grown, withRoom } from './grown.ts';
import { damagedSnapshot } from './index-snapshot.ts';
import { isForeign } from './letter-costs.ts';
import { ANY_LETTERS, areAllSeen, CONSONANTS_APART_MAX, lettersOf, type SeenReading, shapeOf } from './near-words.ts';
import type { PreparedToken, Reading, Sounds } from './prepare-token.ts';
import { ROMANISATIONS_MAX } from './romanise.ts';
import { type Section, sectionOf } from './section.ts';
import { isCountedWhole, signatureDistance } from './skeleton.ts';

/** Sounds by number. Personal data, as `WordTexts`. */
export class WordSounds {
  /** What is seen of each (near-words.ts). */
  #shapes = new Int32Array(SOUNDS_AT_FIRST);
  #letters = new Int32Array(SOUNDS_AT_FIRST);
  /** Where the bytes of each begin: HEADER_BYTES, then of each reading letters, consonants, signature in four bytes, codes. */
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

  static restore([starts, bytes]: readonly Section[]): WordSounds {
    const made = new WordSounds();
    made.#starts = withRoom(starts!);
    made.#bytes = withRoom(new Uint8Array(bytes!.buffer, bytes!.byteOffset, 4 * bytes!.length));
    made.#size = starts!.length;
    made.#used = 4 * bytes!.length;
    if (starts!.some((start, at) => start < (at === 0 ? 0 : starts![at - 1]!) || start + HEADER_BYTES > made.#used))
      throw damagedSnapshot('sounds stand in a row');
    made.#shapes = new Int32Array(made.#starts.length);
    made.#letters = new Int32Array(made.#starts.length);
    for (let sound = 0; sound < made.#size; sound += 1) made.#see(sound);
    made.#lengthenSlots();
    return made;
  }

  /** How many there are: their numbers are below. */
  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    const arrays = [this.#shapes, this.#letters, this.#starts, this.#bytes, this.#slots];
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** The number of how a word sounds, which is taken in where it is not known yet: it is then `size` of before. */
  take({ forms, group, kind, sounds }: PreparedToken): number {
    const isInitial = kind === 'initial';
    const isVowelless = forms[0]!.vowelless;
    const hasForeign = forms.some(({ codes }) => codes.some(isForeign));
    const isOther = kind !== 'name' && !isInitial;
    const flags =
      (isInitial ? INITIAL : 0) | (isVowelless ? VOWELLESS : 0) | (hasForeign ? FOREIGN : 0) | (isOther ? NO_NAME : 0);
    const kept = forms.slice(0, READINGS);
    const unit = isInitial ? sounds.firstUnit : 0;
    const bytes = [flags | kept.length, group & 0xff, group >> 8, unit & 0xff, unit >> 8];
    for (const { length, consonants, signature, codes } of kept)
      bytes.push(
        length,
        consonants,
        signature & 0xff,
        (signature >> 8) & 0xff,
        (signature >> 16) & 0xff,
        signature >> 24,
        ...codes,
      );
    const slot = this.#slotOf(bytes);
    // Letters without a table share codes: what is alike in bytes may be another word.
    if (this.#slots[slot] !== 0 && !hasForeign) return this.#slots[slot]! - 1;
    const number = this.#size;
    this.#add(bytes, number);
    if (3 * (this.#size + 1) > 2 * this.#slots.length) this.#lengthenSlots();
    else this.#slots[slot] = this.#size;
    return number;
  }

  shapeOf(sound: number): number {
    return this.#shapes[sound]!;
  }

  lettersOf(sound: number): number {
    return this.#letters[sound]!;
  }

  /** Letters of the first reading of what is nothing but a name and whose letters are all seen and counted; else 0. */
  plainLengthOf(sound: number): number {
    const start = this.#starts[sound]!;
    const flags = this.#bytes[start]!;
    if (flags & (INITIAL | VOWELLESS | FOREIGN | NO_NAME) || this.#letters[sound] === ANY_LETTERS) return 0;
    let at = start + HEADER_BYTES;
    for (let left = flags & COUNT_MASK; left > 0; left -= 1, at = this.#behind(at))
      if (!areAllSeen(this.#bytes, at + READING_BYTES, this.#behind(at)) || !isCountedWhole(this.#signatureAt(at)))
        return 0;
    return this.#bytes[start + HEADER_BYTES]!;
  }

  /** Whether a sound may be similar to the token: cheap, and wrong only for words that are far from each other anyway. */
  mayBeSimilar(sound: number, { letters, forms }: PreparedToken): boolean {
    if (letters === 1) return true;
    const start = this.#starts[sound]!;
    const isVowelless = (this.#bytes[start]! & VOWELLESS) !== 0;
    let at = start + HEADER_BYTES;
    for (let left = this.#bytes[start]! & COUNT_MASK; left > 0; left -= 1, at = this.#behind(at)) {
      // A word without vowels is compared by what it writes: any length may meet it.
      const shown = isVowelless ? VOWELLESS_LETTERS : Math.max(1, Math.min(this.#bytes[at]!, LETTERS_SHOWN_MAX));
      const other = this.#signatureAt(at);
      for (const { signature, vowelless, length } of forms) {
        if (signatureDistance(signature, other) > CONSONANTS_APART_MAX) continue;
        const apart = length - shown;
        if (vowelless || Math.abs(apart) <= LETTERS_APART_MAX) return true;
        if (apart > 0 && shown === LETTERS_SHOWN_MAX) return true;
      }
    }
    return false;
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
    let at = start + HEADER_BYTES;
    for (let index = 0; index < asked.count; index += 1) {
      const reading = asked.readings[index]!;
      reading.codes = this.#bytes;
      reading.length = this.#bytes[at]!;
      reading.consonants = this.#bytes[at + 1]!;
      reading.from = at + READING_BYTES;
      reading.vowelless = (flags & VOWELLESS) !== 0;
      reading.signature = this.#signatureAt(at);
      at = reading.from + reading.length;
    }
    return asked;
  }

  sections(): Section[] {
    return [sectionOf(this.#starts, this.#size), sectionOf(this.#bytes, this.#used)];
  }

  /** Of the reading that begins there. */
  #signatureAt(at: number): number {
    const bytes = this.#bytes;
    return bytes[at + 2]! | (bytes[at + 3]! << 8) | (bytes[at + 4]! << 16) | (bytes[at + 5]! << 24);
  }

  #behind(reading: number): number {
    return reading + READING_BYTES + this.#bytes[reading]!;
  }

  #see(sound: number): void {
    const start = this.#starts[sound]!;
    const flags = this.#bytes[start]!;
    const readings: SeenReading[] = [];
    let at = start + HEADER_BYTES;
    for (let left = flags & COUNT_MASK; left > 0; left -= 1, at = this.#behind(at)) {
      const codes = this.#bytes.subarray(at + READING_BYTES, this.#behind(at));
      readings.push({ signature: this.#signatureAt(at), codes });
    }
    if (readings.length === 0) throw damagedSnapshot('each sound has a reading');
    this.#shapes[sound] = shapeOf(readings);
    const hasGroup = (this.#bytes[start + 1]! | this.#bytes[start + 2]!) !== 0;
    this.#letters[sound] = flags & (INITIAL | VOWELLESS | FOREIGN) ? ANY_LETTERS : lettersOf(readings, hasGroup);
  }

  #add(bytes: readonly number[], number: number): void {
    this.#shapes = grown(this.#shapes, number + 1);
    this.#letters = grown(this.#letters, number + 1);
    this.#starts = grown(this.#starts, number + 1);
    this.#bytes = grown(this.#bytes, this.#used + bytes.length);
    this.#starts[number] = this.#used;
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
    this.#size += 1;
    this.#see(number);
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
    for (let left = this.#bytes[start]! & COUNT_MASK; left > 0; left -= 1) end = this.#behind(end);
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
const SOUNDS_AT_FIRST = 1_024;
const SLOTS_AT_FIRST = 2_048;
const BYTES_AT_FIRST = 16_384;
/** Flags and count, group and first unit in two bytes each. */
const HEADER_BYTES = 5;
/** Before the codes of a reading. */
const READING_BYTES = 6;
const COUNT_MASK = 7;
const INITIAL = 8;
const VOWELLESS = 16;
const FOREIGN = 32;
/** Neither a name nor an initial. */
const NO_NAME = 64;
const LETTERS_SHOWN_MAX = 31;
const VOWELLESS_LETTERS = 6;
const LETTERS_APART_MAX = 5;
/** How many `sections` gives. */
export const SOUND_SECTIONS = 2;
