// SPDX-License-Identifier: Apache-2.0
// The little of DER (X.690) that certificates and signatures of fixed forms need: writing all of it, and reading where a part stands.
import { assert } from '@iims/wire/assert';
import { concatBytes } from '@iims/wire/bytes';

export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...parts);
  const size = content.length;
  assert(size < 0x10000, 'a part is below 64 KiB');
  if (size < 0x80) return concatBytes(Uint8Array.of(tag, size), content);
  if (size < 0x100) return concatBytes(Uint8Array.of(tag, 0x81, size), content);
  return concatBytes(Uint8Array.of(tag, 0x82, size >> 8, size & 0xff), content);
}

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return der(SEQUENCE, ...parts);
}

/** In ascending order of their encodings (X.690, 11.6). */
export function setOf(...parts: readonly Uint8Array[]): Uint8Array {
  return der(SET, ...parts.toSorted((a, b) => Buffer.compare(a, b)));
}

/** UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280, 4.1.2.5; RFC 5652, 11.3). Whole seconds. */
export function time(atMs: number): Uint8Array {
  const digits = `${new Date(atMs).toISOString().replace(/[-:T]|\.\d+/gu, '')}`;
  const isUtcTime = Number(digits.slice(0, 4)) < 2050;
  const ascii = new TextEncoder().encode(isUtcTime ? digits.slice(2) : digits);
  return der(isUtcTime ? UTC_TIME : GENERALIZED_TIME, ascii);
}

export const explicit = (tagNumber: number): number => 0xa0 | tagNumber;
export const implicit = (tagNumber: number): number => 0x80 | tagNumber;

/** The part that begins at a place, tag and length included; undefined where none does, or it reaches beyond the end. */
export function partAt(
  bytes: Uint8Array,
  start: number,
): { readonly content: number; readonly end: number } | undefined {
  const first = bytes[start + 1];
  if (first === undefined) return undefined;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 2 || first === 0x80) return undefined;
  let size = lengthBytes === 0 ? first : 0;
  for (let place = 0; place < lengthBytes; place += 1) size = (size << 8) | (bytes[start + 2 + place] ?? 0);
  const content = start + 2 + lengthBytes;
  return content + size > bytes.length ? undefined : { content, end: content + size };
}

export const BOOLEAN = 0x01;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const UTF8_STRING = 0x0c;
export const PRINTABLE_STRING = 0x13;
export const SEQUENCE = 0x30;
export const SET = 0x31;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
