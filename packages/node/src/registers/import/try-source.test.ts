// SPDX-License-Identifier: Apache-2.0
// The beginning of a file, tried under a mapping.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toBase64, utf8 } from '@iims/wire/bytes';
import { type Trial, trialSchema, trySource } from './try-source.ts';

const TEXT = 'Nr;Name;Tag\n1;MUSTER;12.08.1974\n2;;1.1.1980\n3;BEISPIEL;1.1.1980\n4;"CUT';
const MAPPING = {
  dateFormat: 'DD.MM.YYYY',
  columns: { Nr: 'id', Name: 'names.0.surname', Tag: 'birthDates.0' },
  constants: {
    kind: 'person',
    category: 'wanted-arrest',
    legalBasis: 'Act 1',
    offenceCategory: 'fraud',
    action: 'arrest',
    handling: 'H1',
  },
};
const attempt = (more: Partial<Trial> = {}) =>
  trySource(
    trialSchema.parse({ register: 'wanted', format: 'csv', head: toBase64(utf8(TEXT)), isWhole: false, ...more }),
    { register: undefined, now: 0, owner: { state: 'GEO', authority: 'Border Guard' } },
  );

test('columns are told with their values, and the first rows as the alerts that they would be', () => {
  const { columns, rows, fault } = attempt({ mapping: MAPPING });
  assert.deepEqual(columns, [
    { name: 'Nr', samples: ['1', '2', '3'] },
    { name: 'Name', samples: ['MUSTER', 'BEISPIEL'] },
    { name: 'Tag', samples: ['12.08.1974', '1.1.1980'] },
  ]);
  assert.equal(fault, undefined);
  assert.deepEqual(
    rows.map((row) => ('alert' in row ? row.alert.id : 'reason' in row && [row.line, row.reason, row.field])),
    ['GEO-WANTED-1', [3, 'field', 'names'], 'GEO-WANTED-3'],
  );
});

test('a last line that the beginning cuts off is told where the file ends there, and else left out', () => {
  const head = toBase64(utf8('Nr;Name;Tag\n1;MUSTER;12.08.1974\n2;BEISPIEL;1.1.1980'));
  const idsOf = (isWhole: boolean) =>
    attempt({ mapping: MAPPING, head, isWhole }).rows.map((row) => ('alert' in row ? row.alert.id : row));
  assert.deepEqual(idsOf(false), ['GEO-WANTED-1']);
  assert.deepEqual(idsOf(true), ['GEO-WANTED-1', 'GEO-WANTED-2']);
});

test('twenty rows are told of more', () => {
  const lines = Array.from({ length: 25 }, (_, i) => `${i + 1};MUSTER;12.08.1974\n`);
  const { rows } = attempt({ mapping: MAPPING, head: toBase64(utf8(`Nr;Name;Tag\n${lines.join('')}`)) });
  assert.deepEqual([rows.length, rows.at(-1)?.line], [20, 21]);
});

test('rows for a positive register are told as the entries that they would be', () => {
  const { rows, fault } = attempt({
    register: 'vehicles',
    kind: 'vehicle',
    positive: { completeFor: [] },
    head: toBase64(utf8('id,plate,standing,sex\n')),
  });
  assert.deepEqual([rows, fault?.code], [[], 'import.columns']);
  const tried = attempt({
    register: 'vehicles',
    kind: 'vehicle',
    positive: { completeFor: [] },
    head: toBase64(utf8('id,plate,standing\n7,AA001AA,valid\n8,BB002BB,good\n')),
    isWhole: true,
  });
  assert.deepEqual(tried.rows, [
    { line: 2, issued: { id: 'GEO-VEHICLES-7', kind: 'vehicle', plate: 'AA001AA', standing: 'valid' } },
    { line: 3, reason: 'field', field: 'standing' },
  ]);
});

test('without a mapping, or under a broken one, the columns are told with the fault', () => {
  const unmapped = attempt();
  assert.deepEqual([unmapped.columns.length, unmapped.rows, unmapped.fault?.code], [3, [], 'import.columns']);
  const broken = attempt({ mapping: { columns: { Nr: 'id', Name: 'id' } } });
  assert.deepEqual([broken.columns.length, broken.fault?.code], [3, 'import.mapping']);
});

test('what is no text is refused, and a head beyond the bound', () => {
  assert.throws(() => attempt({ head: toBase64(Uint8Array.of(0x69, 0xff, 0x0a)) }), { code: 'import.encoding' });
  assert.throws(() => attempt({ head: toBase64(new Uint8Array(70_000)) }), { name: 'ZodError' });
});
