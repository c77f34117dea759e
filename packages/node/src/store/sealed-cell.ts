// SPDX-License-Identifier: Apache-2.0
// A value of the database, sealed (spec/at-rest.md, 5 and 6). It opens at its own place only.
//
//   cell = u32 number of the data key | nonce 12 | ciphertext | tag 16

import type { KeyObject } from 'node:crypto';
import { AEAD_NONCE_BYTES, AEAD_TAG_BYTES, aeadOpen, aeadSealInto } from '@iims/crypto/primitives';
import { lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { passingMemory } from '@iims/wire/passing-bytes';

/** Kinds of data whose keys come and go together. */
export const DATA_CLASSES = ['entry', 'alert', 'answer', 'account', 'content', 'receipt'] as const;
export type DataClass = (typeof DATA_CLASSES)[number];

/** A column whose values are sealed. */
export interface SealedColumn {
  readonly dataClass: DataClass;
  /** What stands before the row in the associated data. */
  readonly label: Uint8Array;
}

/** A row by what never changes about it: a number, bytes, or a text that stands for its UTF-8. */
export type RowKey = number | Uint8Array | string;

export function sealedColumn(dataClass: DataClass, table: string, column: string): SealedColumn {
  return { dataClass, label: lengthPrefixed(utf8('iims/at-rest/cell'), utf8(table), utf8(column)) };
}

/** Nonces of one opening of a database: eight random bytes and a count, so that none depends on what the disk says. */
export class Nonces {
  readonly #random: (length: number) => Uint8Array;
  #prefix: Uint8Array;
  #count = 0;

  constructor(random: (length: number) => Uint8Array) {
    this.#random = random;
    this.#prefix = random(PREFIX_BYTES);
  }

  writeNext(target: Uint8Array, offset: number): void {
    if (this.#count === COUNT_END) {
      this.#prefix = this.#random(PREFIX_BYTES);
      this.#count = 0;
    }
    target.set(this.#prefix, offset);
    writeUint32(target, offset + PREFIX_BYTES, this.#count);
    this.#count += 1;
  }
}

/** Seals `content` for a row, in memory that passes: a cell goes to the database at once. */
export function sealCell(
  key: { readonly no: number; readonly key: KeyObject },
  nonces: Nonces,
  column: SealedColumn,
  row: RowKey,
  content: Uint8Array,
): Uint8Array {
  const cell = passingMemory(CELL_HEAD_BYTES + content.length + AEAD_TAG_BYTES);
  writeUint32(cell, 0, key.no);
  nonces.writeNext(NONCE, 0);
  cell.set(NONCE, NUMBER_BYTES);
  const input = { key: key.key, nonce: NONCE, aad: placeOf(column, row) };
  aeadSealInto('aes-256-gcm', input, content, cell, CELL_HEAD_BYTES);
  return cell;
}

/** The content; undefined when key, place and cell do not belong together. */
export function openCell(key: KeyObject, column: SealedColumn, row: RowKey, cell: Uint8Array): Uint8Array | undefined {
  if (cell.length < CELL_HEAD_BYTES) return undefined;
  const nonce = cell.subarray(NUMBER_BYTES, CELL_HEAD_BYTES);
  return aeadOpen('aes-256-gcm', { key, nonce, aad: placeOf(column, row) }, cell.subarray(CELL_HEAD_BYTES));
}

/** Number of the data key that a cell names; undefined for what is too short to be one. */
export function keyNumberOf(cell: Uint8Array): number | undefined {
  if (cell.length < CELL_HEAD_BYTES) return undefined;
  return cell[0]! * 2 ** 24 + cell[1]! * 2 ** 16 + cell[2]! * 2 ** 8 + cell[3]!;
}

/** How a cell begins that is sealed under the key of this number. */
export function cellsOfKeyBegin(no: number): Uint8Array {
  const bytes = new Uint8Array(NUMBER_BYTES);
  writeUint32(bytes, 0, no);
  return bytes;
}

/** Of use until the next call. */
function placeOf({ label }: Pick<SealedColumn, 'label'>, row: RowKey): Uint8Array {
  if (typeof row === 'string') return placeOfText(label, row);
  const rowBytes = typeof row === 'number' ? ROW_NUMBER_BYTES : row.length;
  const place = placeOfLength(label.length + rowBytes);
  place.set(label);
  if (typeof row === 'number') {
    writeUint32(place, label.length, Math.floor(row / 2 ** 32));
    writeUint32(place, label.length + NUMBER_BYTES, row);
  } else {
    place.set(row, label.length);
  }
  return place;
}

/** Nearly all are short ASCII: a character after the other takes less time than an encoder. */
function placeOfText(label: Uint8Array, row: string): Uint8Array {
  const place = placeOfLength(label.length + row.length);
  place.set(label);
  for (let at = 0; at < row.length; at += 1) {
    const code = row.charCodeAt(at);
    if (code > ASCII_MAX) return placeOf({ label }, utf8(row));
    place[label.length + at] = code;
  }
  return place;
}

function placeOfLength(length: number): Uint8Array {
  if (length > PLACE.length) return new Uint8Array(length);
  PLACES[length] ??= PLACE.subarray(0, length);
  return PLACES[length];
}

/** The lower 32 bits, big-endian. */
function writeUint32(target: Uint8Array, offset: number, value: number): void {
  target[offset] = value >>> 24;
  target[offset + 1] = value >>> 16;
  target[offset + 2] = value >>> 8;
  target[offset + 3] = value;
}

const ASCII_MAX = 0x7f;
const NUMBER_BYTES = 4;
const ROW_NUMBER_BYTES = 8;
const PREFIX_BYTES = 8;
const CELL_HEAD_BYTES = NUMBER_BYTES + AEAD_NONCE_BYTES;
const COUNT_END = 2 ** 32;
/**
 * What a cipher is told beside the content, in the same memory each time, since a cell is sealed in one go and every write seals several.
 * In buffers of their own: an array as short as these that is made for a call is copied out of V8's heap for it.
 */
const NONCE = new Uint8Array(new ArrayBuffer(AEAD_NONCE_BYTES));
const PLACE = new Uint8Array(new ArrayBuffer(256));
/** The first bytes of `PLACE`, by how many. */
const PLACES: Uint8Array[] = [];
