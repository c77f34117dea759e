// SPDX-License-Identifier: Apache-2.0
// Memory for byte strings that are gone when the query is that made them. Each of its own would cost more than what is written into it:
// the runtime enters it in a register of memory, and the collector has it given back. So short ones lie side by side.
import { assert } from './assert.ts';

/** Where the bytes come from that a function gives: `length` zeros that nobody else writes to. */
export type Memory = (length: number) => Uint8Array<ArrayBuffer>;

/** For what may be kept for long, is long, or is handed on to where its `buffer` counts. */
export const ownMemory: Memory = (length) => new Uint8Array(length);

/**
 * For what passes within seconds: whoever keeps one byte of it keeps the piece in which it lies. No place is given twice, so that what
 * one byte string holds is never seen in another, and all of them begin as zeros.
 */
export const passingMemory: Memory = (length) => {
  if (length > SHARE_BYTES_MAX) return ownMemory(length);
  if (used + length > piece.length) {
    piece = new Uint8Array(PIECE_BYTES);
    used = 0;
  }
  const bytes = piece.subarray(used, used + length);
  used += length;
  assert(used <= PIECE_BYTES, 'what is given lies within its piece');
  return bytes;
};

/** Short enough that a thread to which a byte string is sent, and which gets all of its piece, is not held up. */
const PIECE_BYTES = 16_384;
/** Room for an answer's slot and for an entry. */
const SHARE_BYTES_MAX = 4_096;
let piece = new Uint8Array(0);
let used = 0;
