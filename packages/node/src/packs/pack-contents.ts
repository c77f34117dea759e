// SPDX-License-Identifier: Apache-2.0
// The alerts of an offline pack, as they are laid into it and found in it (spec/offline-pack.md, bytes): rows of tokens in ascending
// order, and a sealed cell for each alert.

import type { OpenedPack } from '@iims/crypto/pack-envelope';
import {
  type BegunPack,
  type FinishedPack,
  PACK_BLOCK_BYTES,
  PACK_TOKEN_BYTES,
  type PackSigners,
  packDamaged,
} from '@iims/crypto/pack-envelope';
import type { Alert } from '@iims/wire/alert';
import { assert } from '@iims/wire/assert';
import { concatBytes } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { alertKeys } from '@iims/wire/lookup-keys';
import { type PackAbout, parsePackAbout } from '@iims/wire/pack-documents';
import type { PackedAlert } from './may-travel.ts';

/** Lets other work pass now and then. */
export type Pause = () => Promise<void>;

/** Takes alerts one by one; those on persons first. */
export class PackWriter {
  readonly #pack: BegunPack;
  readonly #ends = new GrowingWords();
  #rows = new Uint8Array(ROW_BYTES * 1_024);
  #rowCount = 0;
  #block = new Uint8Array(PACK_BLOCK_BYTES);
  #filled = 0;
  #cellsBytes = 0;

  constructor(pack: BegunPack) {
    this.#pack = pack;
  }

  get alerts(): number {
    return this.#ends.length;
  }

  /** `register` is its place among those that the pack's description names. */
  add(register: number, packed: PackedAlert): void {
    const number = this.alerts;
    // Keys are those of what may lead to a person or thing: nothing that was left behind is among them.
    for (const { key } of alertKeys(packed as Alert)) this.#addRow(this.#pack.tokenOf(key), number);
    const cell = this.#pack.sealCell(number, encodeCbor({ register, alert: packed }));
    this.#cellsBytes += cell.length;
    this.#ends.push(this.#cellsBytes);
    this.#addCell(cell);
  }

  async finish(about: Omit<PackAbout, 'rows' | 'alerts'>, signers: PackSigners, pause: Pause): Promise<FinishedPack> {
    if (this.#filled > 0) this.#pack.addBlock(this.#block.slice(0, this.#filled));
    const rows = await sortedRows(this.#rows, this.#rowCount, pause);
    const said = encodeCbor(parsePackAbout({ ...about, rows: this.#rowCount, alerts: this.alerts }));
    return this.#pack.finish(concatBytes(u32(said.length), said, rows, this.#ends.bytes()), signers);
  }

  #addRow(token: Uint8Array, number: number): void {
    const offset = this.#rowCount * ROW_BYTES;
    if (offset === this.#rows.length) {
      const grown = new Uint8Array(2 * this.#rows.length);
      grown.set(this.#rows);
      this.#rows = grown;
    }
    this.#rows.set(token, offset);
    viewOf(this.#rows).setUint32(offset + PACK_TOKEN_BYTES, number);
    this.#rowCount += 1;
  }

  #addCell(cell: Uint8Array): void {
    for (let from = 0; from < cell.length; ) {
      const part = cell.subarray(from, from + PACK_BLOCK_BYTES - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
      if (this.#filled < PACK_BLOCK_BYTES) continue;
      this.#pack.addBlock(this.#block);
      this.#block = new Uint8Array(PACK_BLOCK_BYTES);
      this.#filled = 0;
    }
  }
}

/** An alert of an opened pack. */
export interface FoundAlert {
  /** Place of its register in the description. */
  readonly register: number;
  readonly alert: Alert;
}

/** The alerts of an opened pack. */
export class PackReader {
  readonly about: PackAbout;
  readonly #pack: Pick<OpenedPack, 'tokenOf' | 'openCell'>;
  readonly #rows: Uint8Array;
  readonly #ends: DataView;
  readonly #cells: Uint8Array;

  /** @throws IimsError `pack.malformed`, `pack.damaged` */
  constructor(pack: OpenedPack, cells: Uint8Array) {
    const { content } = pack;
    const aboutBytes = content.length < WORD_BYTES ? -1 : viewOf(content).getUint32(0);
    if (aboutBytes < 0 || aboutBytes > content.length - WORD_BYTES) throw packDamaged();
    this.about = aboutOf(content.slice(WORD_BYTES, WORD_BYTES + aboutBytes));
    const rowsStart = WORD_BYTES + aboutBytes;
    const rowsEnd = rowsStart + this.about.rows * ROW_BYTES;
    if (content.length !== rowsEnd + this.about.alerts * WORD_BYTES) throw packDamaged();
    this.#pack = pack;
    this.#rows = content.subarray(rowsStart, rowsEnd);
    this.#ends = viewOf(content.subarray(rowsEnd));
    this.#cells = cells;
  }

  /** The alerts that stand under a key, by number. */
  find(key: string): readonly number[] {
    const token = this.#pack.tokenOf(key);
    const numbers: number[] = [];
    for (let row = this.#firstRow(token); row < this.about.rows && this.#compare(row, token) === 0; row += 1) {
      numbers.push(viewOf(this.#rows).getUint32(row * ROW_BYTES + PACK_TOKEN_BYTES));
    }
    return numbers;
  }

  /** Opens one alert. @throws IimsError `pack.damaged` */
  open(number: number): FoundAlert {
    if (number >= this.about.alerts) throw packDamaged();
    const start = number === 0 ? 0 : this.#ends.getUint32((number - 1) * WORD_BYTES);
    const cell = this.#cells.subarray(start, this.#ends.getUint32(number * WORD_BYTES));
    const content = this.#pack.openCell(number, cell);
    if (content === undefined) throw packDamaged();
    const found = decodeCbor(content) as FoundAlert;
    content.fill(0);
    // Covert alerts do not travel, so what travels is none.
    return { register: found.register, alert: { ...found.alert, legalBasis: '', covert: false } };
  }

  #firstRow(token: Uint8Array): number {
    let low = 0;
    let high = this.about.rows;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(middle, token) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(row: number, token: Uint8Array): number {
    return compareTokens(this.#rows, row * ROW_BYTES, token, 0);
  }
}

/** Read before the signatures can be verified: anybody may have sealed it. */
function aboutOf(bytes: Uint8Array): PackAbout {
  let value: unknown;
  try {
    value = decodeCbor(bytes);
  } catch {
    throw packDamaged();
  }
  return parsePackAbout(value);
}

/** Tokens are spread evenly, so those that begin alike are few: buckets by their first 16 bits, each sorted by itself. */
async function sortedRows(rows: Uint8Array, count: number, pause: Pause): Promise<Uint8Array> {
  const starts = new Uint32Array(BUCKETS + 1);
  const bucketOf = (row: number): number => rows[row * ROW_BYTES]! * 256 + rows[row * ROW_BYTES + 1]!;
  for (let row = 0; row < count; row += 1) starts[bucketOf(row) + 1]! += 1;
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) starts[bucket + 1]! += starts[bucket]!;
  const places = starts.slice(0, BUCKETS);
  const sorted = new Uint8Array(count * ROW_BYTES);
  for (let row = 0; row < count; row += 1) {
    if (row % PAUSE_ROWS === 0) await pause();
    const bucket = bucketOf(row);
    insertRow(sorted, starts[bucket]!, places[bucket]!, rows.subarray(row * ROW_BYTES, (row + 1) * ROW_BYTES));
    places[bucket]! += 1;
  }
  return sorted;
}

/** Into the sorted rows from `first` to before `end`. */
function insertRow(sorted: Uint8Array, first: number, end: number, row: Uint8Array): void {
  let place = end;
  while (place > first && compareTokens(sorted, (place - 1) * ROW_BYTES, row, 0) > 0) {
    sorted.copyWithin(place * ROW_BYTES, (place - 1) * ROW_BYTES, place * ROW_BYTES);
    place -= 1;
  }
  sorted.set(row, place * ROW_BYTES);
}

function compareTokens(one: Uint8Array, oneAt: number, other: Uint8Array, otherAt: number): number {
  for (let place = 0; place < PACK_TOKEN_BYTES; place += 1) {
    const difference = one[oneAt + place]! - other[otherAt + place]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

class GrowingWords {
  #words = new Uint8Array(WORD_BYTES * 1_024);
  length = 0;

  push(word: number): void {
    assert(word < 2 ** 32, 'the cells of a pack take less than 4 GiB');
    if (this.length * WORD_BYTES === this.#words.length) {
      const grown = new Uint8Array(2 * this.#words.length);
      grown.set(this.#words);
      this.#words = grown;
    }
    viewOf(this.#words).setUint32(this.length * WORD_BYTES, word);
    this.length += 1;
  }

  bytes(): Uint8Array {
    return this.#words.subarray(0, this.length * WORD_BYTES);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(WORD_BYTES);
  viewOf(bytes).setUint32(0, value);
  return bytes;
}

const WORD_BYTES = 4;
const ROW_BYTES = PACK_TOKEN_BYTES + WORD_BYTES;
const BUCKETS = 65_536;
const PAUSE_ROWS = 512;
