// SPDX-License-Identifier: Apache-2.0
// Data keys: one for each class of data and calendar month, wrapped in the table `data_key` (spec/at-rest.md, 3).
// A process that writes holds one of these beside its writing connection, and one beside the connection that reads.

import type { KeyObject } from 'node:crypto';
import { AEAD_KEY_BYTES, AEAD_NONCE_BYTES, aeadKey, aeadOpen, aeadSeal } from '@iims/crypto/primitives';
import { assert } from '@iims/wire/assert';
import { concatBytes, lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { systemRandom } from '../clock.ts';
import type { AtRestKeys } from './at-rest-keys.ts';
import {
  DATA_CLASSES,
  type DataClass,
  keyNumberOf,
  Nonces,
  openCell,
  type RowKey,
  type SealedColumn,
  sealCell,
} from './sealed-cell.ts';
import type { Statements } from './sql.ts';

/** What a cell holds, or why it cannot be read. */
export type Unsealed =
  | { readonly kind: 'open'; readonly content: Uint8Array }
  | { readonly kind: 'erased'; readonly month: string }
  | { readonly kind: 'damaged' };

interface DataKey {
  readonly no: number;
  readonly dataClass: DataClass;
  readonly month: string;
  /** Absent when it is erased. */
  readonly key?: KeyObject;
}

export class DataKeys {
  readonly #root: AtRestKeys;
  readonly #classes: readonly DataClass[];
  readonly #nonces = new Nonces(systemRandom);
  readonly #byNumber = new Map<number, DataKey>();
  #loading: Promise<void> | undefined;
  /** Keys by class of the month that was written to last; groups of writes rarely leave it. */
  #writing: { readonly month: string; readonly keys: ReadonlyMap<DataClass, DataKey> } | undefined;

  /** Whoever needs some classes only holds no keys of others: nobody tells a thread beside the store what was erased meanwhile. */
  constructor(root: AtRestKeys, classes: readonly DataClass[] = DATA_CLASSES) {
    this.#root = root;
    this.#classes = classes;
  }

  tokenOf(text: string): string {
    return this.#root.tokenOf(text);
  }

  /** Reads the table anew; what was erased meanwhile is forgotten. */
  async load(reader: Pick<Statements, 'all'>): Promise<void> {
    const rows = await reader.all('select key_no, class, period, wrapped from data_key order by key_no');
    this.forget();
    for (const row of rows) {
      const about = { no: row.key_no as number, dataClass: row.class as DataClass, month: row.period as string };
      if (!this.#classes.includes(about.dataClass)) continue;
      const key = row.wrapped === null ? {} : { key: this.#unwrap(about, row.wrapped as Uint8Array) };
      this.#byNumber.set(about.no, { ...about, ...key });
    }
  }

  /** Lets go of all keys; they are read again when one is needed. */
  forget(): void {
    this.#byNumber.clear();
    this.#writing = undefined;
  }

  /** Whether cells of this time can be sealed without another key. */
  hasKeysFor(atMs: number): boolean {
    return this.#keysOf(atMs) !== undefined;
  }

  /** Makes the keys that are missing for these times. The caller commits, and calls `forget` when that fails. */
  async make(transaction: Statements, times: Iterable<number>): Promise<void> {
    assert(this.#classes === DATA_CLASSES, 'whoever gives numbers knows all that were given');
    await this.load(transaction);
    let next = 1 + Math.max(0, ...this.#byNumber.keys());
    for (const atMs of times) {
      const month = monthOf(atMs);
      for (const dataClass of DATA_CLASSES) {
        if (this.#find(dataClass, month) !== undefined) continue;
        const about = { no: next++, dataClass, month };
        const bytes = systemRandom(AEAD_KEY_BYTES);
        const wrapped = this.#wrap(about, bytes);
        await transaction.run('insert into data_key (key_no, class, period, wrapped, made_at) values (?, ?, ?, ?, ?)', [
          about.no,
          dataClass,
          month,
          wrapped,
          atMs,
        ]);
        this.#byNumber.set(about.no, { ...about, key: aeadKey(bytes) });
        bytes.fill(0);
      }
    }
  }

  /** A cell that opens at this place, under the key of this time's month. */
  seal(column: SealedColumn, row: RowKey, atMs: number, content: Uint8Array): Uint8Array {
    const { no, key } = this.#keysOf(atMs)?.get(column.dataClass) ?? {};
    assert(no !== undefined && key !== undefined, 'the keys of the month are made before something is sealed');
    return sealCell({ no, key }, this.#nonces, column, row, content);
  }

  /**
   * Seals under the newest key of a class that ends with no month: for who prepares cells beside the connection that writes, and does not
   * know whose month it will be written in. `load` comes before.
   */
  newestSealing(column: SealedColumn): (row: RowKey, content: Uint8Array) => Uint8Array {
    assert(column.dataClass === 'alert', 'only the keys of alerts outlive what is being prepared');
    const { no, key } = this.#newest(column.dataClass) ?? {};
    assert(no !== undefined && key !== undefined, 'whoever approved was logged, under keys of its month');
    return (row, content) => sealCell({ no, key }, this.#nonces, column, row, content);
  }

  /** Opens a cell, at once where its key is known; the table is read again for a key that another process has made. */
  unseal(
    reader: Pick<Statements, 'all'>,
    column: SealedColumn,
    row: RowKey,
    cell: Uint8Array,
  ): Unsealed | Promise<Unsealed> {
    const no = keyNumberOf(cell);
    if (no === undefined) return DAMAGED;
    if (this.#byNumber.has(no)) return this.#open(no, column, row, cell);
    return this.#loadFor(reader, no).then(() => this.#open(no, column, row, cell));
  }

  #open(no: number, column: SealedColumn, row: RowKey, cell: Uint8Array): Unsealed {
    const held = this.#byNumber.get(no);
    if (held === undefined || held.dataClass !== column.dataClass) return DAMAGED;
    if (held.key === undefined) return { kind: 'erased', month: held.month };
    const content = openCell(held.key, column, row, cell);
    return content === undefined ? DAMAGED : { kind: 'open', content };
  }

  /** Rows are opened side by side: those that meet a new key together read the table once. */
  async #loadFor(reader: Pick<Statements, 'all'>, no: number): Promise<void> {
    if (this.#loading !== undefined) {
      await this.#loading;
      // What was under way may have been read before the key was made.
      if (this.#byNumber.has(no)) return;
    }
    this.#loading ??= this.load(reader).finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  #keysOf(atMs: number): ReadonlyMap<DataClass, DataKey> | undefined {
    const month = monthOf(atMs);
    if (this.#writing?.month === month) return this.#writing.keys;
    const keys = new Map<DataClass, DataKey>();
    for (const dataClass of DATA_CLASSES) {
      const key = this.#find(dataClass, month);
      if (key === undefined) return undefined;
      keys.set(dataClass, key);
    }
    this.#writing = { month, keys };
    return keys;
  }

  /** A month whose key was erased gets another one, should a clock lead back to it. */
  #find(dataClass: DataClass, month: string): DataKey | undefined {
    for (const held of this.#byNumber.values()) {
      if (held.dataClass === dataClass && held.month === month && held.key !== undefined) return held;
    }
    return undefined;
  }

  #newest(dataClass: DataClass): DataKey | undefined {
    let newest: DataKey | undefined;
    for (const held of this.#byNumber.values()) {
      if (held.dataClass === dataClass && held.key !== undefined && held.no > (newest?.no ?? -1)) newest = held;
    }
    return newest;
  }

  #wrap(about: DataKey, bytes: Uint8Array): Uint8Array {
    const nonce = systemRandom(AEAD_NONCE_BYTES);
    const input = { key: this.#root.wrapping, nonce, aad: wrappedFor(about) };
    return concatBytes(nonce, aeadSeal('aes-256-gcm', input, bytes));
  }

  #unwrap(about: DataKey, wrapped: Uint8Array): KeyObject {
    const nonce = wrapped.subarray(0, AEAD_NONCE_BYTES);
    const input = { key: this.#root.wrapping, nonce, aad: wrappedFor(about) };
    const bytes =
      nonce.length === AEAD_NONCE_BYTES
        ? aeadOpen('aes-256-gcm', input, wrapped.subarray(AEAD_NONCE_BYTES))
        : undefined;
    if (bytes === undefined) {
      throw new IimsError('store.failed', {
        message: 'A data key of the database does not open.',
        field: 'data_key',
        rule: 'wrapped by this node',
        fix: 'Check the disk, keep the evidence, restore a backup.',
      });
    }
    const key = aeadKey(bytes);
    bytes.fill(0);
    return key;
  }
}

/** Calendar month of a time, in UTC: `2026-11`. */
export function monthOf(atMs: number): string {
  if (atMs < month.from || atMs >= month.until) month = monthAround(atMs);
  return month.name;
}

/** The month that was asked for last: every write asks. */
let month = monthAround(0);

function monthAround(atMs: number): { readonly name: string; readonly from: number; readonly until: number } {
  const at = new Date(atMs);
  const [year, place] = [at.getUTCFullYear(), at.getUTCMonth()];
  return {
    name: at.toISOString().slice(0, 'YYYY-MM'.length),
    from: Date.UTC(year, place),
    until: Date.UTC(year, place + 1),
  };
}

function wrappedFor({ no, dataClass, month }: DataKey): Uint8Array {
  return lengthPrefixed(utf8('iims/at-rest/key'), utf8(String(no)), utf8(dataClass), utf8(month));
}

const DAMAGED: Unsealed = { kind: 'damaged' };
