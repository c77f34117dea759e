// SPDX-License-Identifier: Apache-2.0
// JSON from outside, read once and strictly (RFC 8259 and I-JSON, RFC 7493), before anything is verified: what two readers could
// understand differently is refused. One pass, bounded depth.
import { type ErrorCode, IimsError } from './errors.ts';

/** What reading gives. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Bounds of one text; JSON_BYTES_MAX and JSON_DEPTH_MAX where absent, and as many values as the bytes hold. */
export interface JsonLimits {
  /** Length of the text, in bytes. */
  readonly bytesMax?: number;
  /** Nesting of arrays and objects, in levels. */
  readonly depthMax?: number;
  /** Values in all, arrays and objects beside what they hold. One takes many times its few bytes: where others write long texts, bytes alone bound no memory. */
  readonly valuesMax?: number;
}

/**
 * Reads one JSON value from UTF-8 bytes.
 * Refused: a byte-order mark or other encodings, duplicate keys, keys that name a prototype, lone surrogates (escaped too), numbers
 * that a double does not hold (beyond ±(2^53-1), -0, overflow, underflow), text after the value, depth and size beyond the limits.
 * @throws IimsError `json.*`; texts give the position in characters and never repeat the input
 */
export function parseStrictJson(bytes: Uint8Array, limits: JsonLimits = {}): JsonValue {
  const bytesMax = limits.bytesMax ?? JSON_BYTES_MAX;
  if (bytes.length > bytesMax) throw refused('json.too-large', 0, `at most ${bytesMax} bytes`);
  const { depthMax = JSON_DEPTH_MAX, valuesMax = bytesMax } = limits;
  const reader: JsonReader = { text: decodeText(bytes), at: 0, values: 0, depthMax, valuesMax };
  skipBlanks(reader);
  const value = readValue(reader, 1);
  skipBlanks(reader);
  if (reader.at < reader.text.length) throw syntax(reader, 'nothing follows the value');
  return value;
}

interface JsonReader {
  readonly text: string;
  at: number;
  values: number;
  readonly depthMax: number;
  readonly valuesMax: number;
}

function decodeText(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) throw refused('json.encoding', 0, 'no byte-order mark');
  // A zero among the first two bytes is how JSON in UTF-16 or UTF-32 begins; in UTF-8 it is never JSON.
  if (first === 0 || second === 0) throw refused('json.encoding', 0, 'UTF-8');
  try {
    return DECODER.decode(bytes);
  } catch (cause) {
    throw new IimsError('json.encoding', { message: 'The text is not UTF-8.', rule: 'UTF-8 (RFC 3629)', cause });
  }
}

function readValue(reader: JsonReader, depth: number): JsonValue {
  reader.values += 1;
  if (reader.values > reader.valuesMax)
    throw refused('json.too-large', reader.at, `at most ${reader.valuesMax} values`);
  switch (reader.text[reader.at]) {
    case '{':
      return readObject(reader, depth);
    case '[':
      return readArray(reader, depth);
    case '"':
      return readString(reader);
    case 't':
      return readWord(reader, 'true', true);
    case 'f':
      return readWord(reader, 'false', false);
    case 'n':
      return readWord(reader, 'null', null);
    case undefined:
      throw syntax(reader, 'the value is complete');
    default:
      return readNumber(reader);
  }
}

function readObject(reader: JsonReader, depth: number): JsonValue {
  const object: Record<string, JsonValue> = {};
  if (opensEmpty(reader, depth, '}')) return object;
  do {
    skipBlanks(reader);
    const keyAt = reader.at;
    if (reader.text[keyAt] !== '"') throw syntax(reader, 'a key is a string');
    const key = readString(reader);
    if (isForbiddenKey(key)) throw refused('json.forbidden-key', keyAt, 'no key names a prototype');
    if (Object.hasOwn(object, key)) throw refused('json.duplicate-key', keyAt, 'each key once');
    skipBlanks(reader);
    if (reader.text[reader.at] !== ':') throw syntax(reader, 'a colon follows the key');
    reader.at++;
    skipBlanks(reader);
    object[key] = readValue(reader, depth + 1);
  } while (continues(reader, '}'));
  return object;
}

function readArray(reader: JsonReader, depth: number): JsonValue {
  const items: JsonValue[] = [];
  if (opensEmpty(reader, depth, ']')) return items;
  do {
    skipBlanks(reader);
    items.push(readValue(reader, depth + 1));
  } while (continues(reader, ']'));
  return items;
}

/** Steps over the opening bracket, and over the closing one if it follows at once. */
function opensEmpty(reader: JsonReader, depth: number, close: string): boolean {
  if (depth > reader.depthMax) throw refused('json.too-deep', reader.at, `nested at most ${reader.depthMax} deep`);
  reader.at++;
  skipBlanks(reader);
  if (reader.text[reader.at] !== close) return false;
  reader.at++;
  return true;
}

/** Steps over a comma (true) or the closing bracket (false). */
function continues(reader: JsonReader, close: string): boolean {
  skipBlanks(reader);
  const mark = reader.text[reader.at];
  if (mark !== ',' && mark !== close) throw syntax(reader, 'a comma or the closing bracket follows');
  reader.at++;
  return mark === ',';
}

function readString(reader: JsonReader): string {
  const { text } = reader;
  let value = '';
  let runStart = ++reader.at;
  for (;;) {
    const code = text.charCodeAt(reader.at);
    if (code === QUOTE) {
      value += text.slice(runStart, reader.at++);
      // UTF-8 cannot hold a lone surrogate, so one comes from an escape.
      if (!value.isWellFormed()) throw refused('json.lone-surrogate', runStart, 'surrogates come in pairs');
      return value.length <= COPIED_CHARACTERS_MAX ? copyOf(value) : value;
    }
    if (code === BACKSLASH) {
      value += text.slice(runStart, reader.at);
      value += readEscape(reader);
      runStart = reader.at;
    } else if (code >= 0x20) reader.at++;
    else throw syntax(reader, Number.isNaN(code) ? 'the string is closed' : 'control characters are escaped');
  }
}

/** A slice holds the whole text for as long as anybody keeps it: a name in a document of the trust list 54 kB. */
function copyOf(slice: string): string {
  return ` ${slice}`.slice(1);
}

function readEscape(reader: JsonReader): string {
  const letter = reader.text[reader.at + 1];
  if (letter === 'u') {
    const digits = reader.text.slice(reader.at + 2, reader.at + 6);
    if (!FOUR_HEX_DIGITS.test(digits)) throw syntax(reader, 'four hexadecimal digits follow \\u');
    reader.at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }
  const escaped = letter === undefined ? undefined : ESCAPES.get(letter);
  if (escaped === undefined) throw syntax(reader, 'an escape is one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u');
  reader.at += 2;
  return escaped;
}

function readNumber(reader: JsonReader): number {
  const start = reader.at;
  NUMBER.lastIndex = start;
  const literal = NUMBER.exec(reader.text)?.[0];
  if (literal === undefined) throw syntax(reader, 'a value is an object, array, string, number, true, false or null');
  reader.at += literal.length;
  if (literal.length > NUMBER_CHARACTERS_MAX)
    throw refused('json.number-range', start, `a number has at most ${NUMBER_CHARACTERS_MAX} characters`);
  const value = Number(literal);
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) throw refused('json.number-range', start, 'numbers within ±(2^53-1)');
  if (value === 0 && !ZERO.test(literal)) throw refused('json.number-range', start, 'no negative zero, no underflow');
  return value;
}

function readWord<T extends JsonValue>(reader: JsonReader, word: string, value: T): T {
  if (!reader.text.startsWith(word, reader.at)) throw syntax(reader, 'a word is true, false or null');
  reader.at += word.length;
  return value;
}

function skipBlanks(reader: JsonReader): void {
  for (;;) {
    const code = reader.text.charCodeAt(reader.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    reader.at++;
  }
}

function isForbiddenKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}

function syntax(reader: JsonReader, rule: string): IimsError {
  return refused('json.syntax', reader.at, rule);
}

function refused(code: ErrorCode, at: number, rule: string): IimsError {
  return new IimsError(code, { message: `The JSON text is refused at character ${at}.`, rule });
}

/** Length of a text where the caller names no other limit, in bytes. */
export const JSON_BYTES_MAX = 1_048_576;
/** Nesting where the caller names no other limit, in levels. */
export const JSON_DEPTH_MAX = 32;

/** Length of a number, in characters: no double needs more. */
const NUMBER_CHARACTERS_MAX = 32;
/** Longer ones are most of their text themselves. */
const COPIED_CHARACTERS_MAX = 256;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const FOUR_HEX_DIGITS = /^[0-9a-fA-F]{4}$/;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const ZERO = /^0(?:\.0+)?(?:[eE]|$)/;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
