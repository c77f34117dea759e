// SPDX-License-Identifier: Apache-2.0
// The bytes of a value that is being decoded (`cbor.ts`), and the faults of those that are none.
import { fromUtf8 } from './bytes.ts';
import { CBOR_KEY_CHARACTERS_MAX, CBOR_VALUES_MAX, isForbiddenKey, TEXT } from './cbor-form.ts';
import { IimsError } from './errors.ts';

export class CborReader {
  offset = 0;
  readonly bytes: Uint8Array;
  #values = 0;

  constructor(bytes: Uint8Array) {
    // A subclass of Uint8Array may slice without copying; a plain one does not.
    const isPlain = bytes.constructor === Uint8Array;
    this.bytes = isPlain ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** A value takes a hundred times its one byte, so that a bound of bytes alone bounds no memory. */
  enterValue(): void {
    this.#values += 1;
    if (this.#values > CBOR_VALUES_MAX) throw malformed(`at most ${CBOR_VALUES_MAX} values in all`);
  }

  byte(): number {
    if (this.offset >= this.bytes.length) throw malformed('the value is complete');
    return this.bytes[this.offset++]!;
  }

  /** The argument of a head, accepted only in its shortest form and within 2^53-1. */
  argument(info: number): number {
    if (info < 24) return info;
    if (info > 27)
      throw info === 31 ? notDeterministic('lengths are definite') : malformed('additional information is 0 to 27');
    let argument = this.byte();
    const lowest = LOWEST_OF_INFO[info - 24]!;
    for (let left = (1 << (info - 24)) - 1; left > 0; left--) argument = argument * 256 + this.byte();
    if (argument > Number.MAX_SAFE_INTEGER) throw malformed('an integer lies within ±(2^53-1)');
    if (argument < lowest) throw notDeterministic('integers and lengths use their shortest form');
    return argument;
  }

  copy(count: number): Uint8Array {
    const start = this.offset;
    this.pass(count);
    return this.bytes.slice(start, this.offset);
  }

  text(count: number): string {
    const start = this.offset;
    this.pass(count);
    if (count <= TINY_TEXT_CHARACTERS) {
      const text = this.#ascii(start, 0);
      if (text !== undefined) return text;
    }
    try {
      return fromUtf8(this.bytes.subarray(start, this.offset));
    } catch (cause) {
      throw new IimsError('cbor.malformed', { message: 'The bytes are not CBOR.', rule: 'text is UTF-8', cause });
    }
  }

  /** Text that is only looked at: what lies outside ASCII is read for its rule's sake. */
  passText(count: number): void {
    const start = this.offset;
    this.pass(count);
    for (let at = start; at < this.offset; at++) {
      if (this.bytes[at]! < 0x80) continue;
      this.offset = start;
      this.text(count);
      return;
    }
  }

  key(): string {
    const initial = this.byte();
    if ((initial & 0xe0) !== TEXT) throw malformed('a key is text');
    const count = this.argument(initial & 0x1f);
    if (count < 1 || count > CBOR_KEY_CHARACTERS_MAX) throw malformedKey();
    const start = this.offset;
    this.pass(count);
    const place = this.#placeOfKey(start);
    const known = KNOWN_KEYS[place]!;
    if (this.#equals(start, known)) return known;
    const key = this.#ascii(start, 0x20);
    if (key === undefined) throw malformedKey();
    if (isForbiddenKey(key)) throw malformed('a key is not the name of a prototype');
    KNOWN_KEYS[place] = key;
    return key;
  }

  pass(count: number): void {
    if (this.offset + count > this.bytes.length) throw malformed('the value is complete');
    this.offset += count;
  }

  /** Where in KNOWN_KEYS a key belongs that began at `start` and ends here. */
  #placeOfKey(start: number): number {
    let hash = 0;
    for (let at = start; at < this.offset; at++) hash = Math.imul(hash ^ this.bytes[at]!, KEY_HASH_FACTOR);
    return hash & (KNOWN_KEYS.length - 1);
  }

  /** Whether the bytes from `start` up to here spell `text`, which is ASCII. */
  #equals(start: number, text: string): boolean {
    if (this.offset - start !== text.length) return false;
    for (let i = 0; i < text.length; i++) if (this.bytes[start + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  /** The bytes from `start` up to here as text, or undefined where one lies outside `lowest` to 0x7e. */
  #ascii(start: number, lowest: number): string | undefined {
    const codes = new Array<number>(this.offset - start);
    for (let i = 0; i < codes.length; i++) {
      const byte = this.bytes[start + i]!;
      if (byte < lowest || byte > 0x7e) return undefined;
      codes[i] = byte;
    }
    return String.fromCharCode.apply(null, codes);
  }
}

export function malformed(rule: string): IimsError {
  return new IimsError('cbor.malformed', { message: 'The bytes are not CBOR of the accepted kind.', rule });
}

function malformedKey(): IimsError {
  return malformed('a key is 1 to 64 printable ASCII characters');
}

export function notDeterministic(rule: string): IimsError {
  return new IimsError('cbor.not-deterministic', { message: 'The bytes are not in deterministic form.', rule });
}

const LOWEST_OF_INFO = [24, 0x100, 0x1_0000, 0x1_0000_0000];
/**
 * Keys that were read, each at the place its bytes hash to, where the next with another spelling drives it out.
 * Keys are names of fields: nearly all come again, and one that is known is neither built nor checked anew. A power of two.
 */
const KNOWN_KEYS = new Array<string>(2_048).fill('');
/** 2^32 divided by the golden ratio, which spreads short names that differ in one character. */
const KEY_HASH_FACTOR = 0x9e37_79b1;
/** Up to here a loop over ASCII characters beats the general UTF-8 coder. */
const TINY_TEXT_CHARACTERS = 24;
