// SPDX-License-Identifier: Apache-2.0
// Fixed-size slots: an answer fills the same number of bytes whatever it says.
//
//   slot = u32 length (big-endian) | content | zeros up to the slot's size
import { IimsError } from './errors.ts';
import { type Memory, ownMemory } from './passing-bytes.ts';

/** Size of the slot that carries one answer, in bytes. A frame of n answers carries n slots. */
export const ANSWER_SLOT_BYTES = 2_048;

/** Puts content into a slot of `size` bytes, in `memory`; undefined when it does not fit. */
export function fillSlot(content: Uint8Array, size: number, memory: Memory = ownMemory): Uint8Array | undefined {
  if (content.length > size - LENGTH_BYTES) return undefined;
  const slot = memory(size);
  slot[0] = content.length >>> 24;
  slot[1] = content.length >>> 16;
  slot[2] = content.length >>> 8;
  slot[3] = content.length;
  slot.set(content, LENGTH_BYTES);
  return slot;
}

/** Takes the content out of a slot. Refuses other sizes and padding that is not zero, so that a slot has one form only. */
export function readSlot(slot: Uint8Array, size: number): Uint8Array {
  if (slot.length !== size) throw malformed(`a slot is ${size} bytes long`);
  const length = new DataView(slot.buffer, slot.byteOffset, LENGTH_BYTES).getUint32(0);
  if (length > size - LENGTH_BYTES) throw malformed('the content lies within its slot');
  for (let at = LENGTH_BYTES + length; at < size; at += 1) {
    if (slot[at] !== 0) throw malformed('padding is zero');
  }
  return slot.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
}

const LENGTH_BYTES = 4;

function malformed(rule: string): IimsError {
  return new IimsError('bytes.malformed', { message: 'An answer slot is not well formed.', field: 'slot', rule });
}
