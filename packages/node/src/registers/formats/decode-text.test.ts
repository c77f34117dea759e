// SPDX-License-Identifier: Apache-2.0
// Text from bytes: what is refused, and in which line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatBytes, utf8 } from '@iims/wire/bytes';
import { decodeText, type TextEncoding } from './decode-text.ts';
import { inPortions } from './list-files.fixture.ts';

const read = (bytes: Uint8Array, encoding?: TextEncoding, portion = 5): string =>
  [...decodeText(inPortions(bytes, portion), encoding)].join('');

test('UTF-8 is read with and without a byte-order mark, however it is cut', () => {
  const text = 'Київ\nთბილისი\nBakı\n';
  for (let portion = 1; portion < 20; portion += 1) {
    assert.equal(read(utf8(text), undefined, portion), text);
    assert.equal(read(concatBytes(Uint8Array.of(0xef, 0xbb, 0xbf), utf8(text)), undefined, portion), text);
  }
});

test('what is not UTF-8 is refused with its line, and the fix names the option', () => {
  const cyrillic = concatBytes(utf8('one\ntwo\nthree '), Uint8Array.of(0xca, 0xe8, 0xbf, 0xe2), utf8('\nfour\n'));
  for (const portion of [3, 8, 16, 64]) {
    assert.throws(() => read(cyrillic, undefined, portion), {
      code: 'import.encoding',
      field: 'line 3',
      fix: /--encoding windows-1251/,
    });
  }
  assert.equal(read(cyrillic, 'windows-1251'), 'one\ntwo\nthree Київ\nfour\n');
  assert.throws(() => read(utf8('a\nї').subarray(0, 3)), { code: 'import.encoding', field: 'line 2' });
});

test('UTF-16 is refused unless it is said', () => {
  const wide = Uint8Array.from(Buffer.from('\ufeffa\nb', 'utf16le'));
  assert.throws(() => read(wide, undefined, 64), { code: 'import.encoding', fix: /utf-16le/ });
  assert.equal(read(wide, 'utf-16le'), 'a\nb');
});

test('zero bytes and archives are refused', () => {
  assert.throws(() => read(utf8('one\ntwo\0')), { code: 'import.encoding', field: 'line 2' });
  assert.throws(() => read(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), undefined, 64), {
    code: 'import.encoding',
    rule: /ZIP/,
  });
});

test('UTF-8 that says so is refused where another encoding is named: every byte of it would read as a letter', () => {
  const marked = concatBytes(Uint8Array.of(0xef, 0xbb, 0xbf), utf8('id,Київ\n'));
  assert.throws(() => read(marked, 'windows-1251', 64), { code: 'import.encoding', field: 'line 1', rule: /utf-8/ });
});
