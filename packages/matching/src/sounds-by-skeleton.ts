// SPDX-License-Identifier: Apache-2.0
// The sounds of an index by the hashes of their skeletons, each row in one piece: what sounds alike is read in a row.

import { grown, withRoom } from './grown.ts';
import { damagedSnapshot } from './index-snapshot.ts';
import { NumberRows, ROW_SECTIONS } from './number-rows.ts';
import { type Section, sectionOf } from './section.ts';

/** Numbers of sounds by the hash of a skeleton. Sounds of another skeleton under the same hash do no harm. */
export class SoundsBySkeleton {
  #rows = new NumberRows();
  /** The hash of each row. */
  #hashes = new Int32Array(ROWS_AT_FIRST);
  #size = 0;
  /** Open addressing, linear probing, at most two thirds full; a slot holds a row from 1, 0 is empty. A power of two long. */
  #slots = new Int32Array(SLOTS_AT_FIRST);

  /** @throws IimsError `index.damaged` */
  static restore([hashes, ...rows]: readonly Section[], sounds: number): SoundsBySkeleton {
    const made = new SoundsBySkeleton();
    if (hashes!.length !== rows[0]!.length) throw damagedSnapshot('each skeleton has its row');
    made.#rows = NumberRows.restore(rows, sounds);
    made.#hashes = withRoom(hashes!);
    made.#size = hashes!.length;
    made.#lengthenSlots();
    return made;
  }

  get bytes(): number {
    return this.#rows.bytes + this.#hashes.byteLength + this.#slots.byteLength;
  }

  add(hash: number, sound: number): void {
    if (3 * (this.#size + 1) > 2 * this.#slots.length) this.#lengthenSlots();
    const slot = this.#slotOf(hash);
    if (this.#slots[slot] === 0) {
      this.#hashes = grown(this.#hashes, this.#size + 1);
      this.#hashes[this.#size] = hash;
      this.#size += 1;
      this.#slots[slot] = this.#size;
    }
    this.#rows.add(this.#slots[slot]! - 1, sound);
  }

  /** Visits the sounds, ascending. */
  forEach(hash: number, visit: (sound: number) => void): void {
    const row = this.#slots[this.#slotOf(hash)]! - 1;
    if (row >= 0) this.#rows.forEach(row, visit);
  }

  /** Gives back what lies idle. */
  trim(): void {
    this.#rows.trim();
  }

  *sections(): Generator<Section> {
    yield sectionOf(this.#hashes, this.#size);
    yield* this.#rows.sections();
  }

  /** Where the hash stands, or would. */
  #slotOf(hash: number): number {
    const last = this.#slots.length - 1;
    let slot = hash & last;
    while (this.#slots[slot] !== 0 && this.#hashes[this.#slots[slot]! - 1] !== hash) slot = (slot + 1) & last;
    return slot;
  }

  #lengthenSlots(): void {
    let length = this.#slots.length;
    while (3 * (this.#size + 1) > length) length *= 2;
    this.#slots = new Int32Array(length);
    for (let row = 0; row < this.#size; row += 1) this.#slots[this.#slotOf(this.#hashes[row]!)] = row + 1;
  }
}

const ROWS_AT_FIRST = 1_024;
const SLOTS_AT_FIRST = 2_048;
/** How many `sections` gives. */
export const SKELETON_SECTIONS = 1 + ROW_SECTIONS;
