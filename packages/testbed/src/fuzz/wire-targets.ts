// SPDX-License-Identifier: Apache-2.0
// Readers of outside bytes in `wire`: values, questions and answers, machine-readable zones, and whatever an officer types.

import { parseAlert } from '@iims/wire/alert';
import { assert } from '@iims/wire/assert';
import { equalBytes, fromBase64, fromHex, fromUtf8, toBase64, toHex, utf8 } from '@iims/wire/bytes';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { detectSubjects } from '@iims/wire/detect';
import { lookupKeys } from '@iims/wire/lookup-keys';
import { parseMrz } from '@iims/wire/mrz';
import { parseAnswer, parseQuestion } from '@iims/wire/query';
import { ANSWER_SLOT_BYTES, fillSlot, readSlot } from '@iims/wire/slot';
import { parseStrictJson } from '@iims/wire/strict-json';
import { stolenPassport } from '../federation/stolen-passport.ts';
import type { FuzzTarget } from './target.ts';

const QUERY_ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const QUESTION = {
  id: QUERY_ID,
  subjects: [
    { kind: 'travel-document', number: 'AA1234567', issuingState: 'UTO', documentType: 'passport' },
    { kind: 'person', names: [{ form: 'mrz', surname: 'ERIKSSON', given: 'ANNA MARIA' }], birthDate: '1974-08-12' },
    { kind: 'vehicle', vin: 'WVWZZZ1JZXW000001', plate: 'AB123CD', registrationState: 'UTO' },
  ],
  purpose: 'border-check',
  caseRef: 'CASE-1',
  askedAt: 1_767_600_000_000,
  asker: { state: 'GEO', authority: 'Border Guard', officer: 'officer-7' },
  exercise: false,
};
const ANSWER = {
  questionHash: new Uint8Array(32).fill(7),
  queryId: QUERY_ID,
  outcome: 'hit',
  asOf: 1_767_600_000_000,
  registers: 1,
  behind: 0,
  hits: [
    {
      band: 'hit',
      alertId: 'GEO-STD-1',
      register: 'documents',
      category: 'stolen',
      subjectKind: 'travel-document',
      matchedOn: 'as-given',
      why: ['document-number'],
      authority: 'Border Guard',
      action: 'keep-document',
      cautions: [],
      handling: 'H1',
      since: '2026-01-05',
      reviewedOn: '2026-02-01',
      facts: [{ label: 'description', value: 'SYNTHETIC' }],
    },
  ],
  more: false,
  repeated: false,
};
const JSON_TEXT = '{"a":[1,-2.5e3,true,null,"\\u00e9\\n",{"b":{}}],"c":"x"}';
const PASSPORT = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10';
const IDENTITY_CARD = [
  'I<UTOD231458907<<<<<<<<<<<<<<<',
  '7408122F1204159UTO<<<<<<<<<<<6',
  'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
].join('\n');

export const WIRE_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'cbor',
    seeds: [encodeCbor(QUESTION), encodeCbor(ANSWER), encodeCbor([0, -1, 2 ** 40, 'é', null, true, new Uint8Array(3)])],
    words: ['__proto__', 'constructor', 'a'],
    read(bytes) {
      // One value has one encoding.
      assert(equalBytes(encodeCbor(decodeCbor(bytes)), bytes), 'what is read is written again as it was');
    },
  },
  {
    name: 'strict-json',
    seeds: [utf8(JSON_TEXT), utf8(JSON.stringify(QUESTION))],
    words: ['"a":1,', '__proto__', '\\ud800', '1e999', '-0', '9007199254740993', '[[[[', '\ufeff'],
    read(bytes) {
      const value = parseStrictJson(bytes);
      // The lenient parser of the platform reads the same where the strict one reads at all.
      assert(JSON.stringify(value) === JSON.stringify(JSON.parse(fromUtf8(bytes))), 'both parsers read the same');
    },
  },
  {
    name: 'question',
    seeds: [encodeCbor(QUESTION)],
    words: ['subjects', 'kind', 'person', 'vehicle', 'object', 'names', 'alternatives', 'mrz'],
    read(bytes) {
      const question = parseQuestion(decodeCbor(bytes));
      for (const subject of question.subjects) lookupKeys(subject);
      assert(equalBytes(encodeCbor(question), bytes), 'a question is the bytes that were hashed');
    },
  },
  {
    name: 'answer',
    seeds: [fillSlot(encodeCbor(ANSWER), ANSWER_SLOT_BYTES)!],
    words: ['hits', 'outcome', 'refused', 'unavailable', 'compare', 'facts'],
    read(bytes) {
      parseAnswer(decodeCbor(readSlot(bytes, ANSWER_SLOT_BYTES)));
    },
  },
  {
    name: 'alert',
    seeds: [encodeCbor(stolenPassport('AA1234567'))],
    words: ['covert', 'facts', 'cautions'],
    read(bytes) {
      parseAlert(decodeCbor(bytes));
    },
  },
  {
    name: 'machine-readable-zone',
    seeds: [utf8(PASSPORT), utf8(IDENTITY_CARD)],
    words: ['<', '<<', 'P<', 'I<', 'V<', '\n'],
    read(bytes) {
      parseMrz(textOf(bytes).split('\n'));
    },
  },
  {
    name: 'officer-input',
    seeds: [
      PASSPORT,
      'WVWZZZ1JZXW000001',
      'AA1234567',
      'Эрикссон Анна 12.08.1974',
      '490154203237518',
      'MSKU1234565',
    ].map(utf8),
    words: ['<', '\n', '0', 'O', '\u0301', '\u200b', 'ი', 'Ğ', 'ς', ' ', '-'],
    read(bytes) {
      for (const subject of detectSubjects(textOf(bytes)).subjects) lookupKeys(subject);
    },
  },
  {
    name: 'base64',
    seeds: [utf8('AAECAwQFBgc='), utf8('+/+/')],
    words: ['=', '==', '-', '_', '\n'],
    read(bytes) {
      const text = textOf(bytes);
      assert(toBase64(fromBase64(text)) === text, 'bytes have one spelling');
    },
  },
  {
    name: 'hexadecimal',
    seeds: [utf8('00ff10')],
    words: ['A', 'g', '０'],
    read(bytes) {
      const text = textOf(bytes);
      assert(toHex(fromHex(text)) === text, 'bytes have one spelling');
    },
  },
];

/** Any bytes as a text, as if somebody had typed it. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
