// SPDX-License-Identifier: Apache-2.0
// Changes to bytes, each a small value: fuzzers draw lists of them, and a list that finds something can be made shorter.
import { concatBytes, utf8 } from '@iims/wire/bytes';

/** What is done, where (a fraction of the length, in 2^32nds), and with which number. */
export interface Mutation {
  readonly kind: (typeof MUTATION_KINDS)[number];
  readonly at: number;
  readonly value: number;
}

export const MUTATION_KINDS = [
  'flip-bit',
  'set-byte',
  'add-to-byte',
  'set-length',
  'insert-word',
  'insert-bytes',
  'remove',
  'repeat',
  'swap',
  'cut-end',
  'take-other',
] as const;

/** What mutations draw on beside the input. */
export interface Material {
  readonly words: readonly Uint8Array[];
  /** Other inputs, from which parts are taken. */
  readonly others: readonly Uint8Array[];
  /** Longer results are cut off. */
  readonly bytesMax: number;
}

export function mutate(bytes: Uint8Array, mutations: readonly Mutation[], material: Material): Uint8Array {
  let changed = bytes;
  for (const mutation of mutations) changed = CHANGES[mutation.kind](changed, mutation, material);
  return changed.subarray(0, material.bytesMax).slice();
}

type Change = (bytes: Uint8Array, mutation: Mutation, material: Material) => Uint8Array;

const CHANGES: Readonly<Record<Mutation['kind'], Change>> = {
  'flip-bit': (bytes, { at, value }) => withByte(bytes, at, (byte) => byte ^ (1 << (value & 7))),
  'set-byte': (bytes, { at, value }) => withByte(bytes, at, () => EDGE_BYTES[value % EDGE_BYTES.length]!),
  'add-to-byte': (bytes, { at, value }) => withByte(bytes, at, (byte) => byte + (value % 16) - 8),
  'set-length': (bytes, { at, value }) => {
    const changed = bytes.slice();
    const place = placeIn(changed, at);
    const edge = EDGE_LENGTHS[value % EDGE_LENGTHS.length]!;
    for (let i = 0; i < 4 && place + i < changed.length; i++) changed[place + i] = edge >>> (24 - 8 * i);
    return changed;
  },
  'insert-word': (bytes, { at, value }, { words }) => {
    const word = words[value % Math.max(1, words.length)];
    return word === undefined ? bytes : inserted(bytes, at, word);
  },
  'insert-bytes': (bytes, { at, value }) => {
    const count = 1 + (value % 9);
    return inserted(
      bytes,
      at,
      Uint8Array.from({ length: count }, (_, i) => (value >>> (i % 24)) & 0xff),
    );
  },
  remove: (bytes, { at, value }) => {
    const start = placeIn(bytes, at);
    return concatBytes(bytes.subarray(0, start), bytes.subarray(start + lengthOf(value)));
  },
  repeat: (bytes, { at, value }, { bytesMax }) => {
    const start = placeIn(bytes, at);
    const part = bytes.subarray(start, start + lengthOf(value));
    const times = 2 ** REPEAT_EXPONENTS[value >>> 27]!;
    const room = Math.ceil(bytesMax / Math.max(1, part.length));
    return inserted(bytes, at, concatBytes(...Array.from({ length: Math.min(times, room) }, () => part)));
  },
  swap: (bytes, { at, value }) => {
    const changed = bytes.slice();
    const [one, other] = [placeIn(bytes, at), placeIn(bytes, Math.imul(at, 0x9e3779b1) >>> 0)];
    const count = Math.min(lengthOf(value), bytes.length - Math.max(one, other));
    changed.set(bytes.subarray(other, other + count), one);
    changed.set(bytes.subarray(one, one + count), other);
    return changed;
  },
  'cut-end': (bytes, { at }) => bytes.subarray(0, placeIn(bytes, at)),
  'take-other': (bytes, { at, value }, { others }) => {
    const other = others[value % Math.max(1, others.length)] ?? bytes;
    const start = placeIn(other, Math.imul(value, 0x85ebca6b) >>> 0);
    return inserted(bytes, at, other.subarray(start, start + lengthOf(value >>> 8)));
  },
};

/** Words as bytes; each also with the length before it, as CBOR writes a short text. */
export function wordsOf(words: readonly string[]): Uint8Array[] {
  return words.map(utf8).flatMap((word) => [word, concatBytes(Uint8Array.of(0x60 | (word.length % 24)), word)]);
}

function withByte(bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  if (bytes.length === 0) return bytes;
  const changed = bytes.slice();
  const place = placeIn(bytes, at) % bytes.length;
  changed[place] = change(changed[place]!);
  return changed;
}

function inserted(bytes: Uint8Array, at: number, part: Uint8Array): Uint8Array {
  const place = placeIn(bytes, at);
  return concatBytes(bytes.subarray(0, place), part, bytes.subarray(place));
}

/** From 0 to the length. */
function placeIn(bytes: Uint8Array, at: number): number {
  return Math.floor((at / 2 ** 32) * (bytes.length + 1));
}

/** Short parts more often than long ones. */
function lengthOf(value: number): number {
  return 1 + ((value & 0xffff) >>> (8 + ((value >>> 16) & 7)));
}

/** Mostly a few times; now and then so often that what is not linear shows. */
const REPEAT_EXPONENTS = [...Array.from({ length: 30 }, (_, i) => i % 5), 9, 15];
const EDGE_BYTES = [
  0x00, 0x01, 0x17, 0x18, 0x1f, 0x20, 0x22, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d, 0x7f, 0x80, 0x9f, 0xbf, 0xfe, 0xff,
];
const EDGE_LENGTHS = [
  0, 1, 15, 16, 23, 24, 255, 256, 4_095, 4_097, 65_535, 65_536, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff,
];
