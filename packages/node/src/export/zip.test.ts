// SPDX-License-Identifier: Apache-2.0
// A zip is read only as it would be written: no packed file, no path that leads out, no second reading of one file.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { concatBytes, utf8 } from '@iims/wire/bytes';
import { readZip, writeZip } from './zip.ts';

const FILES = [
  { name: 'mimetype', bytes: utf8('application/x') },
  { name: 'META-INF/a.xml', bytes: utf8('<a/>') },
  { name: 'empty.txt', bytes: new Uint8Array(0) },
];
const ZIP = writeZip(FILES);

test('what is written is read, byte for byte, and is the same each time', () => {
  const read = readZip(ZIP)!.map(({ name, bytes }) => ({ name, bytes: new Uint8Array(bytes) }));
  assert.deepEqual(read, FILES);
  assert.deepEqual(writeZip(FILES), ZIP);
});

test('no byte of it can be another but in the content, where the checksum changes', () => {
  for (const place of ZIP.keys()) {
    const flipped = ZIP.slice();
    flipped[place]! ^= 0x20;
    assert.equal(readZip(flipped), undefined, `byte ${place}`);
  }
});

test('what is cut off, preceded or followed by anything is none', () => {
  for (let length = 0; length < ZIP.length; length += 7) assert.equal(readZip(ZIP.slice(0, length)), undefined);
  assert.equal(readZip(concatBytes(ZIP, utf8('x'))), undefined);
  assert.equal(readZip(concatBytes(utf8('MZ'), ZIP)), undefined);
  assert.equal(readZip(concatBytes(ZIP, ZIP)), undefined);
});

test('a path that leads out, a hidden file, a name twice or one that another system reads otherwise is none', () => {
  const renamed = (name: string) => {
    assert.equal(name.length, 'META-INF/a.xml'.length);
    const text = Buffer.from(ZIP).toString('latin1').replaceAll('META-INF/a.xml', name);
    return new Uint8Array(Buffer.from(text, 'latin1'));
  };
  const names = [
    '../../../a.xml',
    '/etc/abc/a.xml',
    'META-INF\\a.xml',
    '.hidden/aa.xml',
    'META-INF/a.xm\0',
    'META-INF//.xml',
  ];
  for (const name of names) assert.equal(readZip(renamed(name)), undefined, name);
  assert.equal(readZip(writeZip([FILES[0]!, FILES[0]!])), undefined);
});

test('a packed file is not unpacked: there are no bombs', () => {
  const packed = deflateRawSync(new Uint8Array(1_000_000));
  const bomb = writeZip([{ name: 'bomb', bytes: new Uint8Array(packed) }]);
  bomb[8] = 8; // method: deflated
  new DataView(bomb.buffer).setUint32(22, 1_000_000, true);
  assert.equal(readZip(bomb), undefined);
});
