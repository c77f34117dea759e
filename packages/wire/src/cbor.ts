// SPDX-License-Identifier: Apache-2.0
// Deterministic CBOR (RFC 8949, 4.2.1) of a small data model: one value has one encoding, so that equal things have equal hashes.
// null, booleans, integers within ±(2^53-1), byte strings, text, arrays, and maps with short ASCII keys. No floats, tags or indefinite lengths.
import { assert } from './assert.ts';
import { utf8 } from './bytes.ts';
import {
  ARRAY,
  BYTES,
  CBOR_DEPTH_MAX,
  CBOR_KEY_CHARACTERS_MAX,
  CBOR_VALUES_MAX,
  FALSE,
  isForbiddenKey,
  keyFollows,
  MAP,
  NEGATIVE,
  NULL,
  SIMPLE,
  TAG,
  TEXT,
  TRUE,
  UNSIGNED,
} from './cbor-form.ts';
import { CborReader, malformed, notDeterministic } from './cbor-reader.ts';
import { CborWriter } from './cbor-writer.ts';
import type { IimsError } from './errors.ts';
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
  const writer = new CborWriter();
  writeValue(writer, value, 0);
  return writer.finish(memory);
}

/**
 * Reads exactly one value and accepts only its deterministic encoding: shortest lengths, definite lengths, keys in order and once each.
 * The result shares no memory with `bytes`.
 * @throws IimsError `cbor.malformed`, `cbor.not-deterministic`
 */
export function decodeCbor(bytes: Uint8Array): unknown {
  const reader = new CborReader(bytes);
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
  const reader = new CborReader(bytes);
  passValue(reader, 0);
  return { first: bytes.subarray(0, reader.offset), rest: bytes.subarray(reader.offset) };
}

function writeValue(writer: CborWriter, value: unknown, depth: number): void {
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

function writeMap(writer: CborWriter, map: Record<string, unknown>, depth: number): void {
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

function writeText(writer: CborWriter, text: string): void {
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

/** Insertion sort, since maps are small. */
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

function readValue(reader: CborReader, depth: number): unknown {
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

function readArray(reader: CborReader, count: number, depth: number): unknown[] {
  // Each item takes a byte at least, so a false count ends with the input and reserves nothing.
  const items: unknown[] = [];
  for (let i = 0; i < count; i++) items.push(readValue(reader, depth + 1));
  return items;
}

function readMap(reader: CborReader, count: number, depth: number): Record<string, unknown> {
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
function passValue(reader: CborReader, depth: number): void {
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

function passMap(reader: CborReader, count: number, depth: number): void {
  let previous = '';
  for (let i = 0; i < count; i++) {
    const key = reader.key();
    if (i > 0 && !keyFollows(key, previous)) throw keysOutOfOrder();
    passValue(reader, depth + 1);
    previous = key;
  }
}

function unknownKind(): IimsError {
  return malformed('a value is null, a boolean, an integer, bytes, text, an array or a map');
}

function keysOutOfOrder(): IimsError {
  return notDeterministic('keys stand in bytewise order, once each');
}

/** Up to here a loop over ASCII characters beats the general UTF-8 coder. */
const SHORT_TEXT_CHARACTERS = 64;
