// SPDX-License-Identifier: Apache-2.0
// Which ids a file has named, in 16 bytes each: 64 bits of each id's hash. Two ids out of five millions share them once in a million files.

/** A set that only grows. */
export class IdSet {
  #slots = new Uint32Array(2 * SLOTS_AT_FIRST);
  #count = 0;

  /** Adds the first 8 bytes of a hash; false where they were there. */
  add(hash: Uint8Array): boolean {
    if (this.#count * 2 >= this.#slots.length / 2) this.#grow();
    // Two zeros mark a free slot.
    const high = word(hash, 0) || 1;
    const low = word(hash, 4);
    if (!place(this.#slots, high, low)) return false;
    this.#count += 1;
    return true;
  }

  /** Whether these first 8 bytes of a hash were added. */
  has(hash: Uint8Array): boolean {
    const count = this.#slots.length / 2;
    const high = word(hash, 0) || 1;
    const low = word(hash, 4);
    for (let slot = low & (count - 1); this.#slots[slot * 2] !== 0; slot = (slot + 1) & (count - 1))
      if (this.#slots[slot * 2] === high && this.#slots[slot * 2 + 1] === low) return true;
    return false;
  }

  #grow(): void {
    const grown = new Uint32Array(this.#slots.length * 2);
    for (let at = 0; at < this.#slots.length; at += 2) {
      if (this.#slots[at] !== 0) place(grown, this.#slots[at]!, this.#slots[at + 1]!);
    }
    this.#slots = grown;
  }
}

function place(slots: Uint32Array, high: number, low: number): boolean {
  const count = slots.length / 2;
  for (let slot = low & (count - 1); ; slot = (slot + 1) & (count - 1)) {
    const at = slot * 2;
    if (slots[at] === 0) {
      slots[at] = high;
      slots[at + 1] = low;
      return true;
    }
    if (slots[at] === high && slots[at + 1] === low) return false;
  }
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}

const SLOTS_AT_FIRST = 4_096;
