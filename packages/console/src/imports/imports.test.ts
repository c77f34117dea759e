// SPDX-License-Identifier: Apache-2.0
// What the page of imports works out by itself: the fingerprint of a file, what it seems to be, its mapping, the refused rows as a file.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { utf8 } from '@iims/wire/bytes';
import { fingerprintOf, guess, inOrder, partsOf } from './list-file.ts';
import { beginMapping, placeColumn, placesSaidOnce, sayDateFormat, sayOnce, sayValue } from './mapping-draft.ts';
import { refusedCsv } from './refused-csv.ts';
import { Sha256 } from './sha-256.ts';

const named = (name: string, content: string) => ({ name, file: new Blob([content]) });

test('the fingerprint is SHA-256, however the bytes are cut', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 1_000]) {
    const bytes = new Uint8Array(length).map((_, i) => i * 31);
    const digest = new Sha256();
    for (let at = 0; at < length; at += 7) digest.update(bytes.subarray(at, at + 7));
    assert.equal(digest.digest(), createHash('sha256').update(bytes).digest('hex'), `${length}`);
  }
});

test('a file goes on where the node has it, over the borders of files', async () => {
  const files = [named('alt.csv', 'abc'), named('sdn.csv', 'defg')];
  const sent: string[] = [];
  for await (const part of partsOf(files, 2)) sent.push(new TextDecoder().decode(part));
  assert.deepEqual(sent, ['c', 'defg']);
  assert.equal(await fingerprintOf(files, () => undefined), createHash('sha256').update('abcdefg').digest('hex'));
});

test('format and encoding are proposed from how a file begins; what is no UTF-8 is asked for', () => {
  const list = [named('list', '')];
  assert.deepEqual(guess(list, utf8('{"id":1}')), { format: 'jsonl', encoding: 'utf-8' });
  assert.deepEqual(guess(list, utf8('\ufeff<?xml?>')), { format: 'un-consolidated', encoding: 'utf-8' });
  assert.deepEqual(guess(list, Uint8Array.of(0x69, 0x64, 0x3b, 0xca, 0xe8)), { format: 'csv', encoding: undefined });
  assert.deepEqual(guess(list, Uint8Array.of(0xff, 0xfe, 0x69, 0)), { format: 'csv', encoding: 'utf-16le' });
  const ofac = inOrder([named('SDN.CSV', 'a'), named('alt.csv', 'b')]);
  assert.deepEqual(
    ofac?.map(({ name }) => name),
    ['alt.csv', 'sdn.csv'],
  );
  assert.equal(guess(ofac!, utf8('36,')).format, 'ofac-sdn');
  assert.equal(inOrder([named('a.csv', ''), named('b.csv', '')]), undefined);
});

test('a mapping begins with what the names of the columns say, or with the last one', () => {
  const names = ['Nr', 'Прізвище', 'First name', 'DOB', 'Note'];
  const mapping = beginMapping(names, 'person', undefined);
  assert.deepEqual(mapping.columns, {
    Nr: 'id',
    Прізвище: 'names.0.surname',
    'First name': 'names.0.given',
    DOB: 'birthDates.0',
  });
  const known = { columns: { Nr: 'id', Gone: 'sex' }, dateFormat: 'DD.MM.YYYY' };
  assert.deepEqual(beginMapping(names, 'person', known), { columns: { Nr: 'id' }, dateFormat: 'DD.MM.YYYY' });
});

test('a column takes no place from another; what a column fills is not said once', () => {
  let mapping = sayOnce({ columns: { A: 'id', B: 'sex' } }, 'category', 'sanctioned');
  assert.deepEqual(mapping.constants, { category: 'sanctioned' });
  mapping = placeColumn(mapping, 'C', 'category');
  assert.deepEqual(mapping, { columns: { A: 'id', B: 'sex', C: 'category' } });
  assert.ok(!placesSaidOnce('person', mapping).includes('category'));
  mapping = placeColumn(mapping, 'A', 'sex');
  assert.deepEqual(mapping.columns, { B: 'sex', C: 'category', A: 'sex' });
  mapping = placeColumn(mapping, 'B', '');
  assert.deepEqual(mapping.columns, { C: 'category', A: 'sex' });
  mapping = sayValue(mapping, 'sex', 'ж', 'F');
  assert.deepEqual(mapping.values, { sex: { ж: 'F' } });
  assert.deepEqual(sayValue(mapping, 'sex', 'ж', '').values, undefined);
  assert.equal(sayDateFormat(sayDateFormat(mapping, 'DD.MM.YYYY'), 'YYYY-MM-DD').dateFormat, undefined);
});

test('refused rows are told by line, reason and field alone', () => {
  assert.equal(
    refusedCsv([
      { line: 7, reason: 'field', field: 'names.0.surname' },
      { line: 9, reason: 'no-id' },
    ]),
    '\ufeffline,reason,field\r\n7,field,names.0.surname\r\n9,no-id,\r\n',
  );
});
