// SPDX-License-Identifier: Apache-2.0
// The two public lists, in synthetic files of their layout: what is taken out of them, and what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadEntry } from './draft.ts';
import { ADD_CSV, ALT_CSV, COMMENTS_CSV, inPortions, SDN_CSV, UN_XML } from './list-files.fixture.ts';
import { datesOf, paperNumber } from './list-words.ts';
import { readOfacSdn } from './ofac-sdn.ts';
import { readUnConsolidated } from './un-consolidated.ts';

const FILES = { 'sdn.csv': SDN_CSV, 'alt.csv': ALT_CSV, 'add.csv': ADD_CSV, 'sdn_comments.csv': COMMENTS_CSV };
const readSdn = (files: Readonly<Record<string, string>> = FILES): ReadEntry[] => [
  ...readOfacSdn(new Map(Object.entries(files).map(([name, text]) => [name, inPortions(text)]))),
];

test('an SDN entry gives names, dates, nationalities and papers from all four files', () => {
  const [erika, ship, ole, few] = readSdn();
  assert.deepEqual(erika, {
    kind: 'person',
    line: 1,
    person: {
      number: '36',
      reference: '36',
      names: [
        { script: 'Latn', form: 'national', surname: 'MUSTERFRAU', given: 'Erika Maria', quality: 'primary' },
        { script: 'Latn', form: 'national', surname: 'MUSTER', given: 'Erika', quality: 'strong-alias' },
        { script: 'Latn', form: 'national', surname: 'SAMPLE', given: 'THE', quality: 'weak-alias' },
      ],
      birthDates: ['1974-08-12', '1973'],
      placesOfBirth: ['Musterstadt, Utopia'],
      nationalities: ['GEO', 'UKR'],
      documents: [
        { number: 'AB1234567', documentType: 'passport', issuingState: 'GEO' },
        { number: '77-88', documentType: 'passport' },
        { number: '01001012345', documentType: 'identity-card', issuingState: 'GEO' },
      ],
      sex: 'F',
      programme: 'DEMO, TRIAL',
      address: '1 Sample Street, Musterstadt, Utopia',
    },
  });
  assert.deepEqual(ship, { kind: 'refused', line: 2, reason: 'other-kind' });
  assert.ok(ole?.kind === 'person');
  assert.deepEqual(ole.person.birthDates, ['1953', '1954', '1955', '1956', '1957']);
  assert.deepEqual(ole.person.placesOfBirth, ['Nowhere'], 'the comment goes on where the remarks were cut');
  assert.deepEqual(ole.person.names[0], {
    script: 'Latn',
    form: 'national',
    surname: 'EKSEMPEL',
    given: 'Ole Jr.',
    quality: 'primary',
  });
  assert.deepEqual(few, { kind: 'refused', line: 4, reason: 'columns' });
});

test('a file beside sdn.csv that is broken refuses the list: an alias that is missed is a person who is missed', () => {
  assert.throws(() => readSdn({ ...FILES, 'alt.csv': '36,12\n' }), { code: 'import.columns', field: 'line 1' });
});

test('a UN individual keeps the original script, the quality of aliases, partial dates and papers', () => {
  const [erika, entity] = [...readUnConsolidated(inPortions(UN_XML))];
  const latin = (surname: string, given: string, quality: string) => ({
    script: 'Latn',
    form: 'national',
    surname,
    given,
    quality,
  });
  assert.deepEqual(erika, {
    kind: 'person',
    line: 4,
    person: {
      number: '1001',
      reference: 'DEi.001',
      names: [
        latin('MUSTERFRAU', 'ERIKA', 'primary'),
        { script: 'Cyrl', form: 'original', surname: 'Ко', given: 'Еріка Мустер &', quality: 'primary' },
        latin('Rika', '', 'weak-alias'),
        latin('M.', 'Erika', 'weak-alias'),
        latin('Beispiel', 'Erika', 'strong-alias'),
      ],
      birthDates: ['1970', '1971', '1972', '1974', '1973-11'],
      placesOfBirth: ['Musterstadt, Utopia'],
      nationalities: ['TUR'],
      documents: [{ number: '513519', documentType: 'passport', issuingState: 'GEO' }],
      sex: 'F',
      programme: 'DEMO',
      listedOn: '2015-04-07',
    },
  });
  assert.deepEqual(entity, { kind: 'refused', line: 22, reason: 'other-kind' });
});

test('another document than the list is refused', () => {
  assert.throws(() => [...readUnConsolidated(inPortions('<LIST/>'))], { code: 'import.markup', field: 'line 1' });
});

test('dates and numbers of papers are read as lists write them', () => {
  const dates: readonly [string, readonly string[]][] = [
    ['27 Mar 1978', ['1978-03-27']],
    ['Mar 1978', ['1978-03']],
    ['circa 12 Mar 1978', ['1978']],
    ['circa 1950-1952', ['1950', '1951', '1952']],
    ['01 Jan 1950 to 31 Dec 1951', ['1950', '1951']],
    ['1940 to 1990', ['1940', '1990']],
    ['31 Feb 1978', []],
    ['possibly', []],
  ];
  for (const [text, expected] of dates) assert.deepEqual(datesOf(text), expected, text);
  const papers: readonly [string, string | undefined][] = [
    ['A1234 (Expires 18 Jun. 2018)', 'A1234'],
    ['French passport number 05AT521433', '05AT521433'],
    ['#H0044232', 'H0044232'],
    ['unknown', undefined],
  ];
  for (const [text, expected] of papers) assert.equal(paperNumber(text), expected, text);
});

test('an entry whose text grows without end is refused, and is not kept', () => {
  const text = `<x>${'a<!---->'.repeat(300_000)}</x>`;
  const list = `<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL>${text}</INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>`;
  const startedAt = performance.now();
  assert.deepEqual(
    [...readUnConsolidated(inPortions(list, 65_536))],
    [{ kind: 'refused', line: 1, reason: 'too-long' }],
  );
  assert.ok(performance.now() - startedAt < 3_000);
});

test('what is longer than any date is none, and is not looked through for spans', () => {
  const before = process.cpuUsage();
  assert.deepEqual(datesOf(`${'1234-'.repeat(100_000)}x`), []);
  assert.ok(process.cpuUsage(before).user < 100_000);
});

test('aliases of the United Nations are read surname first where a comma says so, and in their own script where brackets hold it', () => {
  const aliases = [
    'MUSTER, Yasin Ali',
    'Yusuf Muster (يوسف مستر)',
    'Ali Muster (the elder)',
    'One; Two Muster',
    'مستر (A Muster; B Muster)',
  ];
  const list = `<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>X</FIRST_NAME>${aliases
    .map((name) => `<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>${name}</ALIAS_NAME></INDIVIDUAL_ALIAS>`)
    .join('')}</INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>`;
  const [entry] = [...readUnConsolidated(inPortions(list))];
  assert.deepEqual(
    entry?.kind === 'person' &&
      entry.person.names.slice(1).map(({ surname, given, script }) => [surname, given, script]),
    [
      ['MUSTER', 'Yasin Ali', 'Latn'],
      ['Muster', 'Yusuf', 'Latn'],
      ['مستر', 'يوسف', 'Arab'],
      ['Muster', 'Ali', 'Latn'],
      ['One', '', 'Latn'],
      ['Muster', 'Two', 'Latn'],
      ['مستر', '', 'Arab'],
      ['Muster', 'A', 'Latn'],
      ['Muster', 'B', 'Latn'],
    ],
  );
});
