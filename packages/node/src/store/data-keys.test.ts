// SPDX-License-Identifier: Apache-2.0
// Data keys, as many cells that are read at once meet them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '@iims/wire/bytes';
import { atRestKeysOf } from './at-rest-keys.ts';
import { DataKeys } from './data-keys.ts';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Row, SqlValue, Statements } from './sql.ts';

const COLUMN = sealedColumn('content', 'message', 'summary');

/** The table of keys alone. */
class KeyTable {
  readonly rows: Row[] = [];
  reads = 0;
  readonly statements = {
    all: async () => {
      this.reads += 1;
      return [...this.rows];
    },
    run: async (_sql: string, [no, dataClass, period, wrapped]: readonly SqlValue[] = []) => {
      this.rows.push({ key_no: no!, class: dataClass!, period: period!, wrapped: wrapped! });
      return 1;
    },
  } as Statements;
}

test('cells that are read at once with keys that are not known yet read the keys once', async () => {
  const table = new KeyTable();
  const writing = new DataKeys(atRestKeysOf(new Uint8Array(32).fill(1)));
  const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2026, month, 2));
  await writing.make(table.statements, months);
  const cells = months.map((at, no) => writing.seal(COLUMN, no, at, utf8('said')));
  const reading = new DataKeys(atRestKeysOf(new Uint8Array(32).fill(1)));
  table.reads = 0;
  const opened = await Promise.all(cells.map((cell, no) => reading.unseal(table.statements, COLUMN, no, cell)));
  assert.ok(opened.every(({ kind }) => kind === 'open'));
  assert.equal(table.reads, 1);

  const later = Date.UTC(2027, 0, 2);
  const old = reading.unseal(table.statements, COLUMN, 0, cells[0]!);
  await writing.make(table.statements, [later]);
  const cell = writing.seal(COLUMN, 99, later, utf8('new'));
  assert.equal((await reading.unseal(table.statements, COLUMN, 99, cell)).kind, 'open', 'a key that was made since');
  assert.equal((await old).kind, 'open');
});

test('who holds the keys of one class opens nothing of another', async () => {
  const table = new KeyTable();
  const at = Date.UTC(2026, 0, 2);
  const writing = new DataKeys(atRestKeysOf(new Uint8Array(32).fill(1)));
  await writing.make(table.statements, [at]);
  const alerts = sealedColumn('alert', 'alert', 'body');
  const ofAlerts = new DataKeys(atRestKeysOf(new Uint8Array(32).fill(1)), ['alert']);
  const opened = (column: typeof COLUMN) =>
    ofAlerts.unseal(table.statements, column, 7, writing.seal(column, 7, at, utf8('said')));
  assert.equal((await opened(alerts)).kind, 'open');
  assert.equal((await opened(COLUMN)).kind, 'damaged');
});

test('a row that is said as a text is that of its UTF-8', async () => {
  const table = new KeyTable();
  const at = Date.UTC(2026, 0, 2);
  const keys = new DataKeys(atRestKeysOf(new Uint8Array(32).fill(1)));
  await keys.make(table.statements, [at]);
  const opens = async (row: RowKey, cell: Uint8Array) =>
    (await keys.unseal(table.statements, COLUMN, row, cell)).kind === 'open';
  for (const text of ['', 'docs\nUKR-1', 'docs\nУКР-1', 'docs\n1\u{1f6c2}', `docs\n${'a'.repeat(300)}`]) {
    const cell = keys.seal(COLUMN, text, at, utf8('said'));
    assert.equal(await opens(utf8(text), cell), true, text);
    assert.equal(await opens(text, keys.seal(COLUMN, utf8(text), at, utf8('said'))), true, text);
    assert.equal(await opens(`${text}x`, cell), false, text);
  }
  assert.equal(await opens('УКР-2', keys.seal(COLUMN, 'УКР-1', at, utf8('said'))), false);
});
