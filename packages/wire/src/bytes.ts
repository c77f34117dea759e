// SPDX-License-Identifier: Apache-2.0
// Byte strings: joining, comparing, and the three text forms (hexadecimal, base64, UTF-8), each accepted in one spelling only.
// Runs in a browser as well: no Buffer.
import { assert } from './assert.ts';
import { IimsError } from './errors.ts';
import { type Memory, ownMemory } from './passing-bytes.ts';

/** Joins byte strings into one that shares memory with none of them. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  return concatInto(ownMemory, ...parts);
}

/** The same in this memory. */
export function concatInto(memory: Memory, ...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = memory(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/**
 * Joins parts, each after its length as an unsigned 32-bit big-endian number, so that no two lists of parts give the same bytes.
 * Everything that is hashed or signed over more than one part goes through here.
 */
export function lengthPrefixed(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += LENGTH_BYTES + part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    assert(part.length <= LENGTH_MAX_BYTES, 'a length-prefixed part fits 32 bits');
    joined[offset] = part.length >>> 24;
    joined[offset + 1] = part.length >>> 16;
    joined[offset + 2] = part.length >>> 8;
    joined[offset + 3] = part.length;
    joined.set(part, offset + LENGTH_BYTES);
    offset += LENGTH_BYTES + part.length;
  }
  return joined;
}

/**
 * The parts that `lengthPrefixed` joined, as views of `joined`, one after the other.
 * @throws IimsError `bytes.malformed` where a part does not end within it
 */
export function* splitLengthPrefixed(joined: Uint8Array): Generator<Uint8Array, undefined> {
  const view = new DataView(joined.buffer, joined.byteOffset, joined.byteLength);
  for (let offset = 0; offset < joined.length; ) {
    const start = offset + LENGTH_BYTES;
    const end = start <= joined.length ? start + view.getUint32(offset) : Number.POSITIVE_INFINITY;
    if (end > joined.length) throw malformed('each part is as long as the number before it says');
    yield joined.subarray(start, end);
    offset = end;
  }
}

/** Whether two byte strings are equal. Leaves at the first difference: not for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  if (bytes.length <= KEY_SIZED_BYTES) return shortHex(bytes);
  let text = '';
  for (const byte of bytes) text += HEX_OF_BYTE[byte];
  return text;
}

/** In one piece: text that was joined from pieces is copied once more when it is looked up in a map, as key ids are. */
function shortHex(bytes: Uint8Array): string {
  const codes = new Array<number>(2 * bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    codes[2 * i] = HEX_DIGIT_CODES[bytes[i]! >>> 4]!;
    codes[2 * i + 1] = HEX_DIGIT_CODES[bytes[i]! & 0x0f]!;
  }
  return String.fromCharCode.apply(null, codes);
}

/**
 * Reads lower-case hexadecimal, two digits for each byte.
 * @throws IimsError `bytes.malformed`
 */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0) throw malformed('hexadecimal has two digits for each byte');
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = hexValue(text.charCodeAt(2 * i));
    const low = hexValue(text.charCodeAt(2 * i + 1));
    if (high < 0 || low < 0) throw malformed('hexadecimal uses only 0-9 and a-f');
    bytes[i] = high * 16 + low;
  }
  return bytes;
}

/** The value of a digit of lower-case hexadecimal, given as its character code; -1 for anything else. */
export function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x61 && code <= 0x66) return code - 0x61 + 10;
  return -1;
}

/** Base64 with the standard alphabet and padding (RFC 4648, 4). */
export function toBase64(bytes: Uint8Array): string {
  // As codes, of which the text is made at once: a string that grows by a digit takes a hundred times as long, and fifty times the memory.
  const codes = new Uint8Array(4 * Math.ceil(bytes.length / 3)).fill(PADDING_CODE);
  for (let i = 0, at = 0; i < bytes.length; i += 3, at += 4) {
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    codes[at] = BASE64_CODES[group >>> 18]!;
    codes[at + 1] = BASE64_CODES[(group >>> 12) & 63]!;
    if (i + 1 < bytes.length) codes[at + 2] = BASE64_CODES[(group >>> 6) & 63]!;
    if (i + 2 < bytes.length) codes[at + 3] = BASE64_CODES[group & 63]!;
  }
  return fromUtf8(codes);
}

/**
 * Reads base64 with padding, no blanks, and zero unused bits (RFC 4648, 3.5), so that each byte string has one spelling.
 * @throws IimsError `bytes.malformed`
 */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw malformed('base64 has four characters for each three bytes');
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let bitCount = 0;
  let offset = 0;
  for (let i = 0; i < digits; i++) {
    const code = text.charCodeAt(i);
    const value = code < BASE64_VALUE_OF_CODE.length ? BASE64_VALUE_OF_CODE[code]! : -1;
    if (value < 0) throw malformed('base64 uses only A-Z, a-z, 0-9, + and /');
    bits = ((bits << 6) | value) & 0xffff;
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      bytes[offset++] = (bits >>> bitCount) & 0xff;
    }
  }
  if ((bits & ((1 << bitCount) - 1)) !== 0) throw malformed('base64 leaves no bits over');
  return bytes;
}

/** UTF-8 bytes of a well-formed string. */
export function utf8(text: string): Uint8Array {
  assert(text.isWellFormed(), 'text holds no lone surrogate');
  return ENCODER.encode(text);
}

/**
 * Reads UTF-8; a byte-order mark is an ordinary character and stays.
 * @throws IimsError `bytes.malformed`
 */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return DECODER.decode(bytes);
  } catch (cause) {
    throw new IimsError('bytes.malformed', { message: 'The bytes are not UTF-8.', rule: 'RFC 3629', cause });
  }
}

function malformed(rule: string): IimsError {
  return new IimsError('bytes.malformed', { message: 'The text is not a well-formed byte string.', rule });
}

const LENGTH_BYTES = 4;
const LENGTH_MAX_BYTES = 0xffff_ffff;
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const KEY_SIZED_BYTES = 32;
const HEX_DIGIT_CODES = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const BASE64_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64_VALUE_OF_CODE = new Int8Array(128).fill(-1);
for (let value = 0; value < 64; value++) BASE64_VALUE_OF_CODE[BASE64_DIGITS.charCodeAt(value)] = value;
const BASE64_CODES = Uint8Array.from(BASE64_DIGITS, (digit) => digit.charCodeAt(0));
const PADDING_CODE = 0x3d;
