// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectSubjects } from '@iims/wire/detect';
import { readManifest } from '@iims/wire/manifest';
import { textOfTraveller } from './text-of-traveller.ts';

const YEAR = 2026;
const textsOf = (list: string) =>
  readManifest(list, { referenceYear: YEAR }).travellers.map((traveller) => textOfTraveller(list, traveller, YEAR));

test('what the one box reads by itself goes there as it was written', () => {
  const zone = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10';
  assert.deepEqual(textsOf(`UTO L898902C3\r\n${zone.replace('\n', '\r\n')}\r\nERIKSSON, BENGT, 1975-08-12`), [
    'UTO L898902C3',
    zone,
    'ERIKSSON, BENGT, 1975-08-12',
  ]);
});

test('a row of a table becomes the person whom it names, else its document', () => {
  const table = [
    'Surname;Given;Birth date;Number;Issuing State',
    'Коваленко;Тарас;09.03.1974;FA123456;UKR',
    'ERIKSSON;ANNA MARIA;1974;;',
    ';;;FA123457;UKR',
  ].join('\n');
  const texts = textsOf(table);
  assert.deepEqual(texts, ['Коваленко, Тарас 1974-03-09', 'ERIKSSON, ANNA MARIA 1974', 'UKR FA123457']);
  for (const text of texts) assert.ok(detectSubjects(text, { referenceYear: YEAR }).subjects.length > 0, text);
});
