// SPDX-License-Identifier: Apache-2.0
// Deterministic CBOR (RFC 8949, 4.2.1) of a small data model: one value has one encoding, so that equal things have equal hashes.
// null, booleans, integers within ±(2^53-1), byte strings, text, arrays, and maps with short ASCII keys. No floats, tags or indefinite lengths.
import { assert } from './assert.ts';
import { fromUtf8, utf8 } from './bytes.ts';
import { IimsError } from './errors.ts';
import { type Memory, ownMemory } from './passing-bytes.ts';

/** The data model: what can be encoded, and what decoding gives. */
export type CborValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly CborValue[]
  | { readonly [key: string]: CborValue };

/**
 * Encodes a value of the data model, in `memory`.
 * A value outside it (`undefined`, a fraction, a lone surrogate, a key that is not 1 to 64 printable ASCII characters) is a programmer error.
 */
export function encodeCbor(value: unknown, memory: Memory = ownMemory): Uint8Array {
  const writer = new Writer();
  writeValue(writer, value, 0);
  return writer.finish(memory);
}

/**
 * Reads exactly one value and accepts only its deterministic encoding: shortest lengths, definite lengths, keys in order and once each.
 * The result shares no memory with `bytes`.
 * @throws IimsError `cbor.malformed`, `cbor.not-deterministic`
 */
export function decodeCbor(bytes: Uint8Array): unknown {
  const reader = new Reader(bytes);
  const value = readValue(reader, 0);
  if (reader.offset !== reader.bytes.length) throw malformed('nothing follows the value');
  return value;
}

/**
 * Splits bytes after the first value, which is read as strictly as `decodeCbor` reads it; what follows is not looked at.
 * Both parts are views of `bytes`.
 * @throws IimsError `cbor.malformed`, `cbor.not-deterministic`
 */
export function splitCbor(bytes: Uint8Array): { readonly first: Uint8Array; readonly rest: Uint8Array } {
  const reader = new Reader(bytes);
  passValue(reader, 0);
  return { first: bytes.subarray(0, reader.offset), rest: bytes.subarray(reader.offset) };
}

function writeValue(writer: Writer, value: unknown, depth: number): void {
  assert(depth <= CBOR_DEPTH_MAX, 'a value is nested at most 32 deep');
  writer.values += 1;
  assert(writer.values <= CBOR_VALUES_MAX, 'bytes hold at most 65,536 values');
  switch (typeof value) {
    case 'string':
      writeText(writer, value);
      return;
    case 'number':
      assert(Number.isSafeInteger(value) && !Object.is(value, -0), 'a number is an integer within ±(2^53-1)');
      if (value >= 0) writer.head(UNSIGNED, value);
      else writer.head(NEGATIVE, -1 - value);
      return;
    case 'boolean':
      writer.byte(value ? TRUE : FALSE);
      return;
    case 'object':
      if (value === null) writer.byte(NULL);
      else if (value instanceof Uint8Array) {
        writer.head(BYTES, value.length);
        writer.append(value);
      } else if (Array.isArray(value)) {
        writer.head(ARRAY, value.length);
        for (const item of value) writeValue(writer, item, depth + 1);
      } else writeMap(writer, value as Record<string, unknown>, depth);
      return;
    default:
      assert(false, `a value of type ${typeof value} has no encoding`);
  }
}

function writeMap(writer: Writer, map: Record<string, unknown>, depth: number): void {
  const keys = Object.keys(map);
  if (keys.length > 1) sortKeys(keys);
  writer.head(MAP, keys.length);
  for (const key of keys) {
    assert(key.length >= 1 && key.length <= CBOR_KEY_CHARACTERS_MAX, 'a key has 1 to 64 characters');
    assert(!isForbiddenKey(key), 'a key is not the name of a prototype');
    writer.head(TEXT, key.length);
    assert(writer.ascii(key, 0x20), 'a key is printable ASCII');
    writeValue(writer, map[key], depth + 1);
  }
}

function writeText(writer: Writer, text: string): void {
  if (text.length <= SHORT_TEXT_CHARACTERS) {
    const start = writer.offset;
    writer.head(TEXT, text.length);
    if (writer.ascii(text, 0)) return;
    writer.offset = start;
  }
  const encoded = utf8(text);
  writer.head(TEXT, encoded.length);
  writer.append(encoded);
}

/** Bytewise order of the encoded keys (RFC 8949, 4.2.1): for ASCII keys the length, then the characters. Insertion sort, since maps are small. */
function sortKeys(keys: string[]): void {
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!;
    let j = i - 1;
    while (j >= 0 && keyFollows(keys[j]!, key)) {
      keys[j + 1] = keys[j]!;
      j--;
    }
    keys[j + 1] = key;
  }
}

function keyFollows(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}

class Writer {
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

function readValue(reader: Reader, depth: number): unknown {
  if (depth > CBOR_DEPTH_MAX) throw malformed(`a value is nested at most ${CBOR_DEPTH_MAX} deep`);
  reader.enterValue();
  const initial = reader.byte();
  const info = initial & 0x1f;
  switch (initial & 0xe0) {
    case UNSIGNED:
      return reader.argument(info);
    case NEGATIVE:
      return negative(reader.argument(info));
    case BYTES:
      return reader.copy(reader.argument(info));
    case TEXT:
      return reader.text(reader.argument(info));
    case ARRAY:
      return readArray(reader, reader.argument(info), depth);
    case MAP:
      return readMap(reader, reader.argument(info), depth);
    default:
      if (initial === NULL) return null;
      if (initial === TRUE) return true;
      if (initial === FALSE) return false;
      throw unknownKind();
  }
}

function negative(argument: number): number {
  if (argument >= Number.MAX_SAFE_INTEGER) throw malformed('an integer lies within ±(2^53-1)');
  return -1 - argument;
}

function readArray(reader: Reader, count: number, depth: number): unknown[] {
  // Each item takes a byte at least, so a false count ends with the input and reserves nothing.
  const items: unknown[] = [];
  for (let i = 0; i < count; i++) items.push(readValue(reader, depth + 1));
  return items;
}

function readMap(reader: Reader, count: number, depth: number): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  let previous = '';
  for (let i = 0; i < count; i++) {
    const key = reader.key();
    if (i > 0 && !keyFollows(key, previous)) throw keysOutOfOrder();
    map[key] = readValue(reader, depth + 1);
    previous = key;
  }
  return map;
}

/** Reads as strictly as `readValue`, and makes nothing of it. */
function passValue(reader: Reader, depth: number): void {
  if (depth > CBOR_DEPTH_MAX) throw malformed(`a value is nested at most ${CBOR_DEPTH_MAX} deep`);
  reader.enterValue();
  const initial = reader.byte();
  const major = initial & 0xe0;
  if (major === SIMPLE) {
    if (initial !== NULL && initial !== TRUE && initial !== FALSE) throw unknownKind();
    return;
  }
  if (major === TAG) throw unknownKind();
  const argument = reader.argument(initial & 0x1f);
  switch (major) {
    case UNSIGNED:
      return;
    case NEGATIVE:
      negative(argument);
      return;
    case BYTES:
      reader.pass(argument);
      return;
    case TEXT:
      reader.passText(argument);
      return;
    case ARRAY:
      for (let i = 0; i < argument; i++) passValue(reader, depth + 1);
      return;
    case MAP:
      passMap(reader, argument, depth);
  }
}

function passMap(reader: Reader, count: number, depth: number): void {
  let previous = '';
  for (let i = 0; i < count; i++) {
    const key = reader.key();
    if (i > 0 && !keyFollows(key, previous)) throw keysOutOfOrder();
    passValue(reader, depth + 1);
    previous = key;
  }
}

class Reader {
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

function isForbiddenKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}

function malformed(rule: string): IimsError {
  return new IimsError('cbor.malformed', { message: 'The bytes are not CBOR of the accepted kind.', rule });
}

function unknownKind(): IimsError {
  return malformed('a value is null, a boolean, an integer, bytes, text, an array or a map');
}

function keysOutOfOrder(): IimsError {
  return notDeterministic('keys stand in bytewise order, once each');
}

function malformedKey(): IimsError {
  return malformed('a key is 1 to 64 printable ASCII characters');
}

function notDeterministic(rule: string): IimsError {
  return new IimsError('cbor.not-deterministic', { message: 'The bytes are not in deterministic form.', rule });
}

/** Nesting of arrays and maps, in levels. */
export const CBOR_DEPTH_MAX = 32;
/** In all, arrays and maps beside what they hold. */
export const CBOR_VALUES_MAX = 65_536;
/** Length of a map's key, in characters. */
export const CBOR_KEY_CHARACTERS_MAX = 64;

const UNSIGNED = 0x00;
const NEGATIVE = 0x20;
const BYTES = 0x40;
const TEXT = 0x60;
const ARRAY = 0x80;
const MAP = 0xa0;
const TAG = 0xc0;
const SIMPLE = 0xe0;
const FALSE = 0xf4;
const TRUE = 0xf5;
const NULL = 0xf6;
const LOWEST_OF_INFO = [24, 0x100, 0x1_0000, 0x1_0000_0000];
/** Room for a question or an answer; what is longer is written in memory of its own. */
const SCRATCH_BYTES = 4_096;
let scratch: Uint8Array<ArrayBuffer> | undefined;
/**
 * Keys that were read, each at the place its bytes hash to, where the next with another spelling drives it out.
 * Keys are names of fields: nearly all come again, and one that is known is neither built nor checked anew. A power of two.
 */
const KNOWN_KEYS = new Array<string>(2_048).fill('');
/** 2^32 divided by the golden ratio, which spreads short names that differ in one character. */
const KEY_HASH_FACTOR = 0x9e37_79b1;
/** Up to here a loop over ASCII characters beats the general UTF-8 coder: in writing, and in reading. */
const SHORT_TEXT_CHARACTERS = 64;
const TINY_TEXT_CHARACTERS = 16;
