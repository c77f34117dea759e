// SPDX-License-Identifier: Apache-2.0
// From the canonical keys of numbers (documents, plates, VINs, objects) to the alerts under them: open addressing with linear
// probing over 64-bit fingerprints, 12 bytes a slot, at most two thirds full. The keys themselves are not kept.
import { assert } from '@iims/wire/assert';
import { damagedSnapshot, readSnapshot, type SnapshotForm, writeSnapshot } from './index-snapshot.ts';
import type { Fingerprint } from './number-fingerprint.ts';

/**
 * Alerts by number. An ordinal is the caller's number for an alert. The keys are those of `alertKeys` and `lookupKeys` in
 * `@iims/wire/lookup-keys`, which also say which look-alikes are asked and how far such an answer may go.
 *
 * A fingerprint that is found is no hit: two keys may share one, about once in 10^12 questions at 10 million numbers. The caller
 * MUST compare the key that it asked with those of the stored alert. A fingerprint that is not found is a miss for certain.
 */
export class NumberTable {
  /** Three words for each slot: both halves of the fingerprint, and the ordinal + 1, which is 0 where the slot is empty. */
  #slots: Int32Array;
  #capacity: number;
  #entries = 0;
  readonly #fingerprint: Fingerprint;

  /** `expected` is the number of entries to have room for at once. */
  constructor(fingerprint: Fingerprint, expected = 0) {
    this.#fingerprint = fingerprint;
    this.#capacity = capacityFor(expected);
    this.#slots = new Int32Array(SLOT_WORDS * this.#capacity);
  }

  /**
   * Reads what `snapshot` wrote; the fingerprint must have the same seed.
   * @throws IimsError `index.damaged`
   */
  static restore(bytes: Uint8Array, fingerprint: Fingerprint): NumberTable {
    const [proof, entries] = readSnapshot(FORM, bytes) as [Int32Array, Int32Array];
    fingerprint.take(SEED_PROOF);
    if (proof.length !== 2 || proof[0] !== fingerprint.low || proof[1] !== fingerprint.high)
      throw damagedSnapshot('the snapshot was made under the same seed');
    if (entries.length % SLOT_WORDS !== 0) throw damagedSnapshot('each entry has three words');
    const count = entries.length / SLOT_WORDS;
    const table = new NumberTable(fingerprint, count + (count >> 3));
    for (let at = 0; at < entries.length; at += SLOT_WORDS) {
      if (entries[at + OWNER]! <= 0) throw damagedSnapshot('each entry has an ordinal');
      if (!table.#put(entries[at]!, entries[at + HIGH]!, entries[at + OWNER]!))
        throw damagedSnapshot('each entry is there once');
    }
    return table;
  }

  /** Entries in the table: a key with three alerts counts three. */
  get entries(): number {
    return this.#entries;
  }

  /** Memory that the table holds, in bytes. */
  get bytes(): number {
    return this.#slots.byteLength;
  }

  /** The ordinals under the key's fingerprint, ascending; empty where there is none. */
  ordinalsOf(key: string): readonly number[] {
    this.#fingerprint.take(key);
    const { low, high } = this.#fingerprint;
    let found: number[] | undefined;
    for (let at = this.#homeOf(low); this.#slots[at + OWNER] !== 0; at = this.#after(at)) {
      if (this.#slots[at] !== low || this.#slots[at + HIGH] !== high) continue;
      found ??= [];
      found.push(this.#slots[at + OWNER]! - 1);
    }
    if (found === undefined) return NONE;
    return found.length === 1 ? found : found.sort((one, other) => one - other);
  }

  /**
   * Puts an alert under a key; false where it is there already. It takes a step for each alert that stands under the key, so the
   * caller bounds their number, as the store does for each register.
   */
  add(key: string, ordinal: number): boolean {
    assertOrdinal(ordinal);
    // One slot is always empty, or looking would never end.
    if (3 * (this.#entries + 1) > 2 * this.#capacity) this.#resize();
    this.#fingerprint.take(key);
    return this.#put(this.#fingerprint.low, this.#fingerprint.high, ordinal + 1);
  }

  /** Takes an alert from under a key; false where it is not there. Nothing of it stays behind. */
  remove(key: string, ordinal: number): boolean {
    assertOrdinal(ordinal);
    this.#fingerprint.take(key);
    const { low, high } = this.#fingerprint;
    for (let at = this.#homeOf(low); this.#slots[at + OWNER] !== 0; at = this.#after(at)) {
      if (this.#slots[at + OWNER] !== ordinal + 1 || this.#slots[at] !== low || this.#slots[at + HIGH] !== high)
        continue;
      this.#close(at);
      this.#entries -= 1;
      if (this.#capacity > CAPACITY_MIN && 6 * this.#entries < this.#capacity) this.#resize();
      return true;
    }
    return false;
  }

  /** The table as bytes, for `restore`: 12 bytes an entry. */
  snapshot(): Uint8Array {
    const entries = new Int32Array(SLOT_WORDS * this.#entries);
    let offset = 0;
    for (let at = 0; at < this.#slots.length; at += SLOT_WORDS) {
      if (this.#slots[at + OWNER] === 0) continue;
      for (let word = 0; word < SLOT_WORDS; word += 1) entries[offset + word] = this.#slots[at + word]!;
      offset += SLOT_WORDS;
    }
    this.#fingerprint.take(SEED_PROOF);
    return writeSnapshot(FORM, [Int32Array.of(this.#fingerprint.low, this.#fingerprint.high), entries]);
  }

  #put(low: number, high: number, owner: number): boolean {
    let at = this.#homeOf(low);
    for (; this.#slots[at + OWNER] !== 0; at = this.#after(at)) {
      if (this.#slots[at + OWNER] === owner && this.#slots[at] === low && this.#slots[at + HIGH] === high) return false;
    }
    this.#slots[at] = low;
    this.#slots[at + HIGH] = high;
    this.#slots[at + OWNER] = owner;
    this.#entries += 1;
    return true;
  }

  /**
   * Closes the gap that an entry leaves: whatever would not be found behind an empty slot moves into it, which opens the next
   * gap (D. E. Knuth, The Art of Computer Programming 3, 6.4, algorithm R). So no marks of deleted entries gather.
   */
  #close(gapAt: number): void {
    let gap = gapAt;
    for (let at = this.#after(gap); this.#slots[at + OWNER] !== 0; at = this.#after(at)) {
      const home = this.#homeOf(this.#slots[at]!);
      const isFoundWithoutGap = gap <= at ? gap < home && home <= at : gap < home || home <= at;
      if (isFoundWithoutGap) continue;
      this.#slots[gap] = this.#slots[at]!;
      this.#slots[gap + HIGH] = this.#slots[at + HIGH]!;
      this.#slots[gap + OWNER] = this.#slots[at + OWNER]!;
      gap = at;
    }
    this.#slots.fill(0, gap, gap + SLOT_WORDS);
  }

  /** Slots are in the order of the fingerprints, so that the new array is filled from its beginning to its end. */
  #resize(): void {
    const old = this.#slots;
    this.#capacity = capacityFor(this.#entries + (this.#entries >> 2) + 1);
    this.#slots = new Int32Array(SLOT_WORDS * this.#capacity);
    this.#entries = 0;
    for (let at = 0; at < old.length; at += SLOT_WORDS) {
      if (old[at + OWNER] !== 0) this.#put(old[at]!, old[at + HIGH]!, old[at + OWNER]!);
    }
  }

  /** Where the search for a fingerprint begins, as an index of #slots. */
  #homeOf(low: number): number {
    return SLOT_WORDS * Math.floor((low >>> 0) * (this.#capacity / 2 ** 32));
  }

  #after(at: number): number {
    return at + SLOT_WORDS === this.#slots.length ? 0 : at + SLOT_WORDS;
  }
}

function assertOrdinal(ordinal: number): void {
  assert(
    Number.isInteger(ordinal) && ordinal >= 0 && ordinal < ORDINAL_LIMIT,
    'an ordinal is a natural number of 31 bits',
  );
}

function capacityFor(entries: number): number {
  return Math.max(CAPACITY_MIN, Math.ceil(entries * 1.5) + 1);
}

const FORM: SnapshotForm = { kind: 'NUMB', version: 1, sections: 2 };
/** Its fingerprint tells a snapshot that was made under another seed; no key of an alert looks so. */
const SEED_PROOF = 'seed';
const ORDINAL_LIMIT = 2 ** 31 - 1;
const SLOT_WORDS = 3;
const HIGH = 1;
const OWNER = 2;
const CAPACITY_MIN = 64;
const NONE: readonly number[] = Object.freeze([]);
