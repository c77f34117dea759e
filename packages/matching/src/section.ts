// SPDX-License-Identifier: Apache-2.0
// A section of an index's snapshot: whole words of 32 bits, whatever the elements are.

/** In memory of its own, which is never shared with another thread. */
export type Section = Int32Array<ArrayBuffer>;

/** The first `length` elements of an array; what is left of the last word is zero. */
export function sectionOf(array: Int32Array | Uint16Array | Uint8Array, length: number): Section {
  const bytes = length * array.BYTES_PER_ELEMENT;
  const section = new Int32Array(Math.ceil(bytes / Int32Array.BYTES_PER_ELEMENT));
  new Uint8Array(section.buffer).set(new Uint8Array(array.buffer, array.byteOffset, bytes));
  return section;
}
