// SPDX-License-Identifier: Apache-2.0
// The last resort where no key of a name leads to anybody: all words of one sex and decade of birth, passed over by the
// signatures of their consonants. What is similar by a rule that no key foresaw is still found, at four nanoseconds a word.
import { assert } from '@iims/wire/assert';
import type { Sex } from '@iims/wire/code-lists';
import { type BirthDate, UNKNOWN_BIRTH_DATE, yearOf } from './birth-date.ts';
import { signatureDistance } from './skeleton.ts';

/** Where somebody belongs: the sex, where it is known and either of two, and the decade of birth, where the year is known. */
export interface PartitionPlace {
  readonly sex?: Sex;
  readonly birthDate: BirthDate;
}

/** Words of names by partition. An entry is a word's signature (`signatureOf`) and the ordinal of an alert. */
export class PartitionGuard {
  readonly #partitions = new Map<number, Partition>();

  /** Entries in all partitions. */
  get entries(): number {
    return this.#sum((partition) => partition.count);
  }

  /** Memory that the partitions hold, in bytes. */
  get bytes(): number {
    return this.#sum(({ words }) => words.byteLength);
  }

  /** Adds a word. One that comes twice counts twice: each is taken out by itself. */
  add(place: PartitionPlace, signature: number, ordinal: number): void {
    assert(Number.isInteger(ordinal) && ordinal >= 0 && ordinal < 2 ** 31, 'an ordinal is a natural number of 31 bits');
    assert(signature >>> SIGNATURE_BITS === 0, 'a signature has 27 bits');
    const key = keyOf(place);
    let partition = this.#partitions.get(key);
    if (partition === undefined) {
      partition = { words: new Int32Array(ENTRY_WORDS * ENTRIES_AT_FIRST), count: 0 };
      this.#partitions.set(key, partition);
    }
    const at = ENTRY_WORDS * partition.count;
    if (at === partition.words.length) partition.words = resized(partition, partition.count + (partition.count >> 1));
    partition.words[at] = signature;
    partition.words[at + ORDINAL] = ordinal;
    partition.count += 1;
  }

  /** Takes a word out; false where it is not there. The place is the one under which it was added. */
  remove(place: PartitionPlace, signature: number, ordinal: number): boolean {
    const key = keyOf(place);
    const partition = this.#partitions.get(key);
    if (partition === undefined) return false;
    const { words } = partition;
    const last = ENTRY_WORDS * (partition.count - 1);
    for (let at = 0; at <= last; at += ENTRY_WORDS) {
      if (words[at + ORDINAL] !== ordinal || words[at] !== signature) continue;
      words.copyWithin(at, last, last + ENTRY_WORDS);
      words.fill(0, last, last + ENTRY_WORDS);
      partition.count -= 1;
      if (partition.count === 0) this.#partitions.delete(key);
      else if (4 * last < words.length) partition.words = resized(partition, 2 * partition.count);
      return true;
    }
    return false;
  }

  /**
   * The ordinals of alerts that may be of the place and have a word whose signature is at most `distanceMax` consonants away,
   * each once and ascending. Where sex or year of the query is not known, all are looked through; whoever stands under an unknown
   * one is looked at by every query.
   */
  within(place: PartitionPlace, signature: number, distanceMax: number): Int32Array {
    const distances = distancesByPart(signature);
    const wanted = keyOf(place);
    const found: number[] = [];
    for (const [key, partition] of this.#partitions) {
      if (mayBeOne(wanted, key)) addNear(partition, distances, distanceMax, found);
    }
    return withoutRepeats(Int32Array.from(found).sort());
  }

  #sum(value: (partition: Partition) => number): number {
    let sum = 0;
    for (const partition of this.#partitions.values()) sum += value(partition);
    return sum;
  }
}

interface Partition {
  /** Two words for each entry: the signature, and the ordinal. */
  words: Int32Array;
  count: number;
}

function resized({ words, count }: Partition, entries: number): Int32Array {
  const other = new Int32Array(ENTRY_WORDS * Math.max(entries, ENTRIES_AT_FIRST));
  other.set(words.subarray(0, ENTRY_WORDS * count));
  return other;
}

/** The decade times four, and two bits for the sex; 0 in either for what is not known. */
function keyOf({ sex, birthDate }: PartitionPlace): number {
  const decade = birthDate === UNKNOWN_BIRTH_DATE ? 0 : Math.trunc(yearOf(birthDate) / 10);
  return 4 * decade + (sex === 'F' ? 1 : sex === 'M' ? 2 : 0);
}

function mayBeOne(one: number, other: number): boolean {
  return isOpenOrEqual(one >> 2, other >> 2) && isOpenOrEqual(one & 3, other & 3);
}

function isOpenOrEqual(one: number, other: number): boolean {
  return one === 0 || other === 0 || one === other;
}

/**
 * For each value of three classes at a time: how far it is from the query's. Three look-ups then give the distance of a word.
 * The three tables lie in one array, one behind the other.
 */
function distancesByPart(signature: number): Uint8Array {
  const distances = new Uint8Array(3 * PART_VALUES);
  for (let part = 0; part < 3; part += 1) {
    const shift = part * PART_BITS;
    const own = signature & ((PART_VALUES - 1) << shift);
    for (let value = 0; value < PART_VALUES; value += 1)
      distances[part * PART_VALUES + value] = signatureDistance(own, value << shift);
  }
  return distances;
}

function addNear({ words, count }: Partition, distances: Uint8Array, distanceMax: number, found: number[]): void {
  const end = ENTRY_WORDS * count;
  for (let at = 0; at < end; at += ENTRY_WORDS) {
    const signature = words[at]!;
    const distance =
      distances[signature & (PART_VALUES - 1)]! +
      distances[PART_VALUES + ((signature >> PART_BITS) & (PART_VALUES - 1))]! +
      distances[2 * PART_VALUES + (signature >> (2 * PART_BITS))]!;
    if (distance <= distanceMax) found.push(words[at + ORDINAL]!);
  }
}

function withoutRepeats(sorted: Int32Array): Int32Array {
  let kept = 0;
  for (let at = 0; at < sorted.length; at += 1) {
    if (at > 0 && sorted[at] === sorted[at - 1]) continue;
    sorted[kept] = sorted[at]!;
    kept += 1;
  }
  return sorted.slice(0, kept);
}

const SIGNATURE_BITS = 27;
const PART_BITS = 9;
const PART_VALUES = 2 ** PART_BITS;
const ENTRY_WORDS = 2;
const ORDINAL = 1;
const ENTRIES_AT_FIRST = 32;
