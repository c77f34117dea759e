// SPDX-License-Identifier: Apache-2.0
// What the writing and the reading of deterministic CBOR hold each other to: first bytes, bounds, and what a key may be.

export const UNSIGNED = 0x00;
export const NEGATIVE = 0x20;
export const BYTES = 0x40;
export const TEXT = 0x60;
export const ARRAY = 0x80;
export const MAP = 0xa0;
export const TAG = 0xc0;
export const SIMPLE = 0xe0;
export const FALSE = 0xf4;
export const TRUE = 0xf5;
export const NULL = 0xf6;

/** Nesting of arrays and maps, in levels. */
export const CBOR_DEPTH_MAX = 32;
/** In all, arrays and maps beside what they hold. */
export const CBOR_VALUES_MAX = 65_536;
/** Length of a map's key, in characters. */
export const CBOR_KEY_CHARACTERS_MAX = 64;

/** What would reach an object's prototype in place of a field. */
export function isForbiddenKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}

/** Bytewise order of the encoded keys (RFC 8949, 4.2.1): for ASCII keys the length, then the characters. */
export function keyFollows(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
