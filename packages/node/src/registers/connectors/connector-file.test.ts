// SPDX-License-Identifier: Apache-2.0
// What a connector's file may say: no secret, no address without TLS, no name that leads elsewhere.

import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseConnectorFile } from './connector-file.ts';
import { listConnectorNames, readConnector } from './connector-folder.ts';
import { connectorFile } from './connectors.fixture.ts';
import { placeOf } from './open-source.ts';
import { cellText, valueAt } from './sources/json-path.ts';

const parse = (file: object) => parseConnectorFile('x', Buffer.from(JSON.stringify(file)));
const http = (more: object) =>
  connectorFile({ kind: 'http', url: 'https://registry.example/list', rows: '.', id: 'nr', ...more });
const database = { kind: 'postgresql', host: 'db', database: 'd', user: 'u', view: 'v', id: 'i' };

test('what a file may not say is refused with its field', () => {
  const refused: [object, string][] = [
    [http({ url: 'http://registry.example/list' }), 'source.url'],
    [http({ url: 'https://user:secret@registry.example/' }), 'source.url'],
    [http({ url: 'file:///etc/passwd' }), 'source.url'],
    [http({ url: 'http://127.0.0.1.registry.example/' }), 'source.url'],
    [connectorFile({ ...database, password: 'in the open' }), 'source.password'],
    [connectorFile({ ...database, password: { file: 'relative' } }), 'source.password.file'],
    [connectorFile({ ...database, query: 'select 1' }), 'source'],
    [connectorFile({ ...database, kind: 'mysql', host: '10.1.2.3' }), 'source.host'],
    [connectorFile({ ...database, kind: 'mysql', host: '127.0.0.1', ca: '/ca.pem' }), 'source.host'],
    [connectorFile({ kind: 'ftp' }), 'source.kind'],
    [connectorFile({ kind: 'folder', path: '../drop' }), 'source.path'],
    [connectorFile(database, { everySeconds: 1 }), 'everySeconds'],
    [connectorFile(database, { register: '../x' }), 'register'],
    [connectorFile(database, { mapping: undefined }), 'mapping'],
    [connectorFile(database, { mapping: { columns: { a: 'number' } } }), 'mapping.columns'],
    // A register that may be complete is read whole, and is of a kind that a State issues.
    [
      connectorFile({ ...database, removed: { column: 'gone', values: ['1'] } }, { positive: { completeFor: [] } }),
      'positive',
    ],
    [connectorFile(database, { positive: { completeFor: ['driving-licence'] } }), 'positive.completeFor'],
    [connectorFile(database, { kind: 'person', positive: { completeFor: [] } }), 'kind'],
  ];
  for (const [file, field] of refused) {
    assert.throws(() => parse(file), { code: 'connector.invalid', field });
  }
  assert.equal(parse(http({})).removalsPercent, 5);
  assert.equal(parse(http({ url: 'http://127.0.0.1:1/' })).source.kind, 'http');
});

test('a place shows no key that stands behind a question mark', () => {
  assert.equal(
    placeOf(parse(http({ url: 'https://registry.example/list?key=abc' })).source),
    'https://registry.example/list',
  );
});

test('a file that others can write to, a link, and a name with a path are no connectors', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-connector-files-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'one.json'), JSON.stringify(http({})), { mode: 0o600 });
  writeFileSync(join(folder, 'NOT.json'), '{}');
  symlinkSync(join(folder, 'one.json'), join(folder, 'link.json'));
  assert.deepEqual(await listConnectorNames(folder), ['link', 'one']);
  assert.equal((await readConnector(folder, 'one')).name, 'one');
  await assert.rejects(readConnector(folder, 'link'), { code: 'connector.unknown' });
  await assert.rejects(readConnector(folder, '../one'), { code: 'connector.unknown' });
  chmodSync(join(folder, 'one.json'), 0o666);
  await assert.rejects(readConnector(folder, 'one'), { code: 'connector.exposed' });
});

test('a path leads into rows and never into what every object has', () => {
  const row = { a: { b: [{ c: 7 }] }, t: true, n: null };
  assert.equal(cellText(valueAt(row, 'a.b.0.c')), '7');
  assert.equal(cellText(valueAt(row, 't')), 'true');
  assert.equal(cellText(valueAt(row, 'n')), '');
  for (const path of ['constructor', 'a.__proto__', 'a.b.length', 'a.b.-1', 't.x'])
    assert.equal(valueAt(row, path), undefined);
});
