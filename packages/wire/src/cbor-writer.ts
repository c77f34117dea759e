// SPDX-License-Identifier: Apache-2.0
// The bytes of a value that is being encoded (`cbor.ts`), written into memory that is lent from call to call.
import type { Memory } from './passing-bytes.ts';

export class CborWriter {
  offset = 0;
  /** Those that were begun. */
  values = 0;
  #bytes = borrowScratch();

  byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.offset++] = byte;
  }

  /** Major type and argument in the shortest form (RFC 8949, 4.2.1). */
  head(major: number, argument: number): void {
    this.#reserve(9);
    const bytes = this.#bytes;
    if (argument < 24) {
      bytes[this.offset++] = major | argument;
    } else if (argument < 0x100) {
      bytes[this.offset++] = major | 24;
      bytes[this.offset++] = argument;
    } else if (argument < 0x1_0000) {
      bytes[this.offset++] = major | 25;
      bytes[this.offset++] = argument >>> 8;
      bytes[this.offset++] = argument;
    } else if (argument < 0x1_0000_0000) {
      bytes[this.offset++] = major | 26;
      this.#word(argument);
    } else {
      bytes[this.offset++] = major | 27;
      this.#word(Math.floor(argument / 0x1_0000_0000));
      this.#word(argument % 0x1_0000_0000);
    }
  }

  append(part: Uint8Array): void {
    this.#reserve(part.length);
    this.#bytes.set(part, this.offset);
    this.offset += part.length;
  }

  /** Writes characters from `lowest` to 0x7e and says whether all were such; if not, the caller goes back. */
  ascii(text: string, lowest: number): boolean {
    this.#reserve(text.length);
    const bytes = this.#bytes;
    let offset = this.offset;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < lowest || code > 0x7e) return false;
      bytes[offset++] = code;
    }
    this.offset = offset;
    return true;
  }

  /** The bytes written. Nothing is written afterwards. */
  finish(memory: Memory): Uint8Array {
    const written = memory(this.offset);
    written.set(this.#bytes.subarray(0, this.offset));
    returnScratch(this.#bytes, this.offset);
    return written;
  }

  #word(word: number): void {
    const bytes = this.#bytes;
    bytes[this.offset++] = word >>> 24;
    bytes[this.offset++] = word >>> 16;
    bytes[this.offset++] = word >>> 8;
    bytes[this.offset++] = word;
  }

  #reserve(count: number): void {
    const needed = this.offset + count;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** Whoever writes owns the scratch: a getter that encodes while it is lent finds none, and after a throw the next call makes another. */
function borrowScratch(): Uint8Array<ArrayBuffer> {
  const lent = scratch ?? new Uint8Array(SCRATCH_BYTES);
  scratch = undefined;
  return lent;
}

/** Takes it back, without what was written: it outlives the call, and a value may hold personal data. */
function returnScratch(lent: Uint8Array<ArrayBuffer>, used: number): void {
  if (lent.length > SCRATCH_BYTES) return;
  lent.fill(0, 0, used);
  scratch = lent;
}

/** Room for a question or an answer; what is longer is written in memory of its own. */
const SCRATCH_BYTES = 4_096;
let scratch: Uint8Array<ArrayBuffer> | undefined;
