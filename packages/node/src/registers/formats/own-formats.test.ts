// SPDX-License-Identifier: Apache-2.0
// CSV under a mapping, CSV with our own column names, and JSON Lines.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { utf8 } from '@iims/wire/bytes';
import { readCsvAlerts } from './csv-alerts.ts';
import { checkMapping, parseMapping } from './csv-mapping.ts';
import { LINE_BYTES_MAX, readJsonl } from './jsonl.ts';
import { inPortions } from './list-files.fixture.ts';

const MAPPING = checkMapping({
  dateFormat: 'DD.MM.YYYY',
  columns: {
    Nr: 'id',
    Nachname: 'names.0.surname',
    Vorname: 'names.0.given',
    Geb: 'birthDates.0',
    Grund: 'category',
    Pass: 'documents.0.number',
    Land: 'nationalities',
  },
  constants: {
    kind: 'person',
    legalBasis: 'Act 1',
    action: 'arrest',
    handling: 'H1',
    covert: false,
    'names.0.form': 'national',
  },
  values: { category: { W: 'wanted-arrest' } },
});

test('a mapping puts columns, constants and words of the file into the fields of an alert', () => {
  const text =
    'Nr;Nachname;Vorname;Geb;Grund;Pass;Land;Rest\n7;Muster;"Erika";12.8.1974;W;="007";GEO|UKR;x\n8;Muster;Otto;32.1.1974;W;;;\n9;a\n';
  const [first, second, third] = [...readCsvAlerts(inPortions(text), { mapping: MAPPING })];
  assert.deepEqual(first, {
    kind: 'alert',
    line: 2,
    fields: {
      kind: 'person',
      legalBasis: 'Act 1',
      action: 'arrest',
      handling: 'H1',
      covert: false,
      id: '7',
      names: [{ form: 'national', surname: 'Muster', given: 'Erika' }],
      birthDates: ['1974-08-12'],
      category: 'wanted-arrest',
      documents: [{ number: '007' }],
      nationalities: ['GEO', 'UKR'],
    },
  });
  assert.deepEqual(second, { kind: 'refused', line: 3, reason: 'field', field: 'birthDates.0' });
  assert.deepEqual(third, { kind: 'refused', line: 4, reason: 'columns' });
});

test('without a mapping the columns are the fields of an alert; an apostrophe before a formula is taken away', () => {
  const text = 'id,kind,number,facts,covert\nGEO-A-1,object,\'=1+1,"[{""label"":""place"",""value"":""x""}]",no\n';
  assert.deepEqual(
    [...readCsvAlerts(inPortions(text), {})],
    [
      {
        kind: 'alert',
        line: 2,
        fields: {
          id: 'GEO-A-1',
          kind: 'object',
          number: '=1+1',
          facts: [{ label: 'place', value: 'x' }],
          covert: false,
        },
      },
    ],
  );
  assert.throws(() => [...readCsvAlerts(inPortions('id,secret\n1,2\n'), {})], {
    code: 'import.columns',
    rule: /^column 2 is named as one of id, kind, .*birthDates, /,
    fix: /--mapping/,
  });
  assert.throws(() => [...readCsvAlerts(inPortions('id,secret\n1,2\n'), { holds: 'issued' })], {
    code: 'import.columns',
    rule: 'column 2 is named as one of id, kind, number, documentType, issuedOn, validUntil, standing, plate, vin, make, model, colour, year, holder',
  });
  assert.throws(() => [...readCsvAlerts(inPortions('id,id\n1,2\n'), {})], { code: 'import.columns' });
});

test('a mapping that breaks a rule names the field', () => {
  assert.throws(() => checkMapping({ columns: { a: 'constructor.prototype' } }), {
    code: 'import.mapping',
    field: 'constructor.prototype',
  });
  assert.throws(() => checkMapping({ columns: { a: 'names.0.surname.x' } }), {
    code: 'import.mapping',
    field: 'columns.a',
  });
  assert.throws(() => checkMapping({ columns: {}, dateFormat: 'whenever' }), {
    code: 'import.mapping',
    field: 'dateFormat',
  });
  assert.throws(() => parseMapping(utf8('{"columns":{"__proto__":"id"}}')), { code: 'json.forbidden-key' });
  assert.throws(() => [...readCsvAlerts(inPortions('Nr\n1\n'), { mapping: MAPPING })], {
    code: 'import.mapping',
    field: /^columns\../u,
  });
});

test('a line of JSON that is no alert is refused, and the next one is read', () => {
  const text = '\ufeff{"a":1}\r\n\n{"a":1,"a":2}\n[1]\n{"b":2}';
  for (const portion of [1, 3, 100]) {
    assert.deepEqual(
      [...readJsonl(inPortions(text, portion))],
      [
        { kind: 'alert', line: 1, fields: { a: 1 } },
        { kind: 'refused', line: 3, reason: 'json' },
        { kind: 'refused', line: 4, reason: 'json' },
        { kind: 'alert', line: 5, fields: { b: 2 } },
      ],
    );
  }
});

test('bytes that are no UTF-8, zeros and lines without end refuse the file with the line', () => {
  const bad = (bytes: Uint8Array) => [...readJsonl(inPortions(bytes, 1_000))];
  assert.throws(() => bad(Uint8Array.of(0x7b, 0x7d, 0x0a, 0x22, 0xff, 0x22)), {
    code: 'import.encoding',
    field: 'line 2',
  });
  assert.throws(() => bad(Uint8Array.of(0x7b, 0x7d, 0x0a, 0x22, 0x00)), { code: 'import.encoding', field: 'line 2' });
  function* endless(): Generator<Uint8Array> {
    for (;;) yield new Uint8Array(65_536).fill(0x20);
  }
  assert.throws(() => [...readJsonl(endless())], {
    code: 'import.line-too-long',
    field: 'line 1',
    rule: new RegExp(`${LINE_BYTES_MAX}`),
  });
});

test('names that every object has are columns and words like any others', () => {
  const columns = { id: 'id', Grund: 'category', Warnung: 'cautions' };
  const mapping = checkMapping({ columns, values: { category: { W: 'wanted-arrest' }, cautions: { G: 'armed' } } });
  const text = 'id,Grund,Warnung,constructor,__proto__\n1,W,toString,x,y\n';
  assert.deepEqual(
    [...readCsvAlerts(inPortions(text), { mapping })],
    [{ kind: 'alert', line: 2, fields: { id: '1', category: 'wanted-arrest', cautions: ['toString'] } }],
  );
});

test('a mapping in which columns share a place, or a constant cannot be read, is refused', () => {
  for (const [mapping, field] of [
    [{ columns: { a: 'number', b: 'number' } }, 'number'],
    [{ columns: { a: 'names.0', b: 'names.0.surname' } }, 'names.0'],
    [{ columns: { a: 'id' }, constants: { covert: 'perhaps' } }, 'constants.covert'],
    [{ columns: { a: 'id' }, constants: { names: '[' } }, 'constants.names'],
  ] as const) {
    assert.throws(() => checkMapping(mapping), { code: 'import.mapping', field }, field);
  }
});

test('an empty column for an alias leaves no gap before the next one', () => {
  const columns = { id: 'id', A: 'names.0.surname', B: 'names.1.surname', C: 'names.2.surname' };
  const [entry] = [...readCsvAlerts(inPortions('id,A,B,C\n1,ONE,,THREE\n'), { mapping: checkMapping({ columns }) })];
  assert.deepEqual(entry?.kind === 'alert' && entry.fields.names, [{ surname: 'ONE' }, { surname: 'THREE' }]);
});

test('a header row with more columns than any list has is refused, quickly', () => {
  const header = Array.from({ length: 150_000 }, (_, i) => `c${i.toString(36)}`).join(',');
  assert.throws(() => [...readCsvAlerts(inPortions(`${header}\n`, 65_536), {})], {
    code: 'import.columns',
    field: 'line 1',
  });
});
