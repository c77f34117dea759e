// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { detectSubjects, INPUT_CHARACTERS_MAX } from './detect.ts';
import { IimsError } from './errors.ts';
import { lookupKeys } from './lookup-keys.ts';
import { subjectSchema } from './query.ts';
import { readWhileTyping } from './read-while-typing.ts';
import { SUBJECTS_MAX, type Subject } from './subject.ts';
import { validate } from './validate.ts';

const FIRST = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<';
const SECOND = 'L898902C36UTO7408122F1204159ZE184226B<<<<<10';
const kinds = (subjects: readonly Subject[]): string[] => subjects.map((subject) => subject.kind);

describe('the one box', () => {
  it('asks for a holder of the State that registered the vehicle alone, and by no part of a plate', () => {
    assert.deepEqual(detectSubjects('holder: UKR AA1234BB').notices, ['holder-asked']);
    for (const input of ['holder: AA1234BB', 'holder: UKR AA?1234', 'holder: UKR'])
      assert.throws(() => detectSubjects(input), { name: 'IimsError' }, input);
    assert.throws(() => detectSubjects('holder: AA1234BB'), { code: 'input.invalid', field: 'input' });
  });

  it('takes a machine-readable zone for a document and a person', () => {
    const { kind, subjects, notices } = detectSubjects(`${FIRST}\r\n${SECOND}\r\n`);
    assert.equal(kind, 'mrz');
    assert.deepEqual(notices, []);
    assert.deepEqual(subjects, [
      { kind: 'travel-document', number: 'L898902C3', checked: true, issuingState: 'UTO', documentType: 'passport' },
      {
        kind: 'person',
        names: [{ script: 'Latn', form: 'mrz', surname: 'ERIKSSON', given: 'ANNA MARIA' }],
        birthDate: '1974-08-12',
        sex: 'F',
        nationality: 'UTO',
      },
    ]);
  });

  it('takes a zone that came on one line, as some scanners send it', () => {
    assert.equal(detectSubjects(FIRST + SECOND).kind, 'mrz');
  });

  it('asks the number as given and as repaired where its digit fails, and says so', () => {
    const { subjects, notices } = detectSubjects(`${FIRST}\n${SECOND.replace('L898902C3', 'L8989O2C3')}`);
    const [document] = subjects;
    assert.ok(document?.kind === 'travel-document');
    assert.equal(document.number, 'L8989O2C3');
    assert.ok(document.alternatives?.includes('L898902C3'));
    assert.equal(document.checked, undefined);
    assert.deepEqual(notices, ['check-digit-fails', 'repaired-value-asked']);
  });

  it('still asks look-alikes where the digit holds but cannot tell 6 from G', () => {
    const vectors = JSON.parse(readFileSync(new URL('../../../spec/vectors/mrz/mrz.json', import.meta.url), 'utf8'));
    const escaped = vectors.read.find((vector: { name: string }) => vector.name.includes('escapes every check digit'));
    const [document] = detectSubjects(escaped.lines.join('\n')).subjects;
    assert.ok(lookupKeys(document!).some((key) => key.matchedOn === 'confusable'));
  });

  it('asks the document alone where the birth date is not fully known', () => {
    const { subjects, notices } = detectSubjects(`${FIRST}\n${SECOND.replace('7408122', '74<<<<1')}`);
    assert.deepEqual(kinds(subjects), ['travel-document']);
    assert.ok(notices.includes('person-not-asked'));
  });

  it('gives the Cyrillic name of an internal passport beside its own transliteration', () => {
    const vectors = JSON.parse(readFileSync(new URL('../../../spec/vectors/mrz/mrz.json', import.meta.url), 'utf8'));
    const internal = vectors.read.find((vector: { cyrillicName?: object }) => vector.cyrillicName !== undefined);
    const [document, person] = detectSubjects(internal.lines.join('\n')).subjects;
    assert.ok(document?.kind === 'travel-document' && person?.kind === 'person');
    assert.equal(document.number, '4510123456');
    assert.deepEqual(
      person.names.map((name) => [name.script, name.form, name.surname]),
      [
        ['Latn', 'mrz', 'WUKINA'],
        ['Cyrl', 'original', 'ЩУКИНА'],
      ],
    );
  });

  const single: readonly (readonly [string, string, Subject])[] = [
    ['1M8GDM9AXKP042788', 'vin', { kind: 'vehicle', vin: '1M8GDM9AXKP042788' }],
    ['WVWZZZ1JZXW000001', 'vin', { kind: 'vehicle', vin: 'WVWZZZ1JZXW000001' }],
    ['JTDKCX644C3ZVNEWW', 'vin', { kind: 'vehicle', vin: 'JTDKCX644C3ZVNEWW' }],
    ['wvw zzz 1jz xw 000001', 'vin', { kind: 'vehicle', vin: 'WVWZZZ1JZXW000001' }],
    [
      'crypto: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
      'crypto-address',
      { kind: 'object', objectType: 'crypto-address', number: '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa' },
    ],
    [
      'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
      'crypto-address',
      { kind: 'object', objectType: 'crypto-address', number: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4' },
    ],
    [
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      'crypto-address',
      { kind: 'object', objectType: 'crypto-address', number: '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed' },
    ],
    [
      'licence: GEO AB-123456',
      'document',
      { kind: 'official-document', documentType: 'driving-licence', number: 'AB123456', issuingState: 'GEO' },
    ],
    [
      'visa: UKR 1234567',
      'document',
      { kind: 'travel-document', documentType: 'visa', number: '1234567', issuingState: 'UKR' },
    ],
    ['IMO 9074729', 'object', { kind: 'object', objectType: 'boat', number: '9074729' }],
    ['imo9074729', 'object', { kind: 'object', objectType: 'boat', number: '9074729' }],
    ['plate: MAXIMUM1', 'plate', { kind: 'vehicle', plate: 'MAXIMUM1' }],
    ['plate: UKR БОРОДА', 'plate', { kind: 'vehicle', plate: 'БOPOДA', registrationState: 'UKR' }],
    ['object: ENGINE-12345', 'object', { kind: 'object', objectType: 'other', number: 'ENGINE12345' }],
    ['firearm: GLOCKA', 'object', { kind: 'object', objectType: 'firearm', number: 'GLOCKA' }],
    [
      'licence: GBR MORGA753116SM9IJ',
      'document',
      {
        ...{ kind: 'official-document', documentType: 'driving-licence' },
        ...{ number: 'MORGA753116SM9IJ', issuingState: 'GBR' },
      },
    ],
    ['imo: 9074729', 'object', { kind: 'object', objectType: 'boat', number: '9074729' }],
    ['CSQU 305438 3', 'container', { kind: 'object', objectType: 'container', number: 'CSQU3054383' }],
    [
      'GE29 NB00 0000 0101 9049 17',
      'account',
      { kind: 'object', objectType: 'account', number: 'GE29NB0000000101904917' },
    ],
    ['49-015420-323751-8', 'device', { kind: 'object', objectType: 'device', number: '490154203237518' }],
    ['plate: BOSS', 'plate', { kind: 'vehicle', plate: 'BOSS' }],
    ['vin: UKR 1M8GDM9AXKP042788', 'vin', { kind: 'vehicle', vin: '1M8GDM9AXKP042788', registrationState: 'UKR' }],
    ['holder: ukr АА 1234 ВВ', 'plate', { kind: 'vehicle', plate: 'AA1234BB', registrationState: 'UKR', holder: true }],
    [
      'Holder : UKR 1M8GDM9AXKP042788',
      'vin',
      { kind: 'vehicle', vin: '1M8GDM9AXKP042788', registrationState: 'UKR', holder: true },
    ],
    ['Plate: ukr АА 1234 ВВ', 'plate', { kind: 'vehicle', plate: 'AA1234BB', registrationState: 'UKR' }],
    ['passport: UTO L898902C3', 'document', { kind: 'travel-document', number: 'L898902C3', issuingState: 'UTO' }],
    ['document: 12-34', 'document', { kind: 'official-document', number: '1234' }],
    ['vin: T12345', 'vin', { kind: 'vehicle', vin: 'T12345' }],
    ['firearm: SB-0815', 'object', { kind: 'object', objectType: 'firearm', number: 'SB0815' }],
    ['imei: 490154203237519', 'device', { kind: 'object', objectType: 'device', number: '490154203237519' }],
  ];
  for (const [input, kind, subject] of single) {
    it(`takes ${JSON.stringify(input)} for one ${kind}`, () => {
      const detection = detectSubjects(input);
      assert.equal(detection.kind, kind);
      assert.deepEqual(detection.subjects, [subject]);
    });
  }

  it('asks every kind that a bare number may be, with the State before it', () => {
    assert.deepEqual(detectSubjects('ukr АА 1234 ВВ').subjects, [
      { kind: 'travel-document', number: 'AA1234BB', issuingState: 'UKR' },
      { kind: 'official-document', number: 'AA1234BB', issuingState: 'UKR' },
      { kind: 'vehicle', plate: 'AA1234BB', registrationState: 'UKR' },
    ]);
    assert.deepEqual(detectSubjects('D C01X00T47').subjects[0], {
      kind: 'travel-document',
      number: 'C01X00T47',
      issuingState: 'D',
    });
  });

  it('also asks the whole as a plate where the State may be its letters', () => {
    const { subjects, notices } = detectSubjects('LTU 123');
    assert.deepEqual(subjects.at(-1), { kind: 'vehicle', plate: 'LTU123' });
    assert.ok(notices.includes('state-may-be-plate'));
  });

  it('asks an address whose check fails all the same, once the officer says what it is', () => {
    const { subjects, notices } = detectSubjects('crypto: bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5');
    assert.deepEqual([subjects.length, notices], [1, ['check-digit-fails']]);
  });

  it('asks a failing container or device number as a document too', () => {
    for (const input of ['CSQU3054384', '490154203237519']) {
      const { subjects, checks } = detectSubjects(input);
      assert.deepEqual(kinds(subjects), ['object', 'travel-document', 'official-document']);
      assert.equal(checks[0]?.ok, false);
    }
  });

  it('asks a ship whose check digit fails as a document too', () => {
    const { subjects, notices } = detectSubjects('IMO 9074728');
    assert.deepEqual(kinds(subjects), ['object', 'travel-document', 'official-document', 'vehicle']);
    assert.deepEqual(notices, ['check-digit-fails', 'several-kinds-asked']);
  });

  it('asks a number as long as that of a device, without its check digit or with its software version, as a device too', () => {
    for (const input of ['49015420323751', '4901542032375199']) {
      const { subjects, notices } = detectSubjects(input);
      assert.deepEqual(kinds(subjects), ['travel-document', 'official-document', 'object']);
      assert.deepEqual(subjects.at(-1), { kind: 'object', objectType: 'device', number: input });
      assert.deepEqual(notices, ['several-kinds-asked']);
      const [held] = lookupKeys({ kind: 'object', objectType: 'device', number: '490154203237518' });
      assert.ok(lookupKeys(subjects.at(-1)!).some(({ key }) => key === held!.key));
    }
  });

  for (const input of ['art: Madonna', 'art: St George', 'passport: Kovalenko 1990', 'firearm: Beretta 92'])
    it(`takes ${JSON.stringify(input)} for no number, since a no-hit would be taken for knowledge`, () => {
      assert.throws(() => detectSubjects(input), { code: 'input.unreadable' });
    });

  it('asks a VIN with I, O or Q as given and as repaired', () => {
    assert.deepEqual(detectSubjects('1M8GDM9AXKPO42788').subjects, [
      { kind: 'vehicle', vin: '1M8GDM9AXKPO42788', alternatives: ['1M8GDM9AXKP042788'] },
    ]);
  });

  it('asks eight characters that end a VIN as plate and VIN', () => {
    const { subjects, notices } = detectSubjects('KP042788');
    assert.deepEqual(subjects.at(-1), { kind: 'vehicle', plate: 'KP042788', vin: 'KP042788' });
    assert.ok(notices.includes('vin-last-8-only'));
  });

  const persons: readonly (readonly [string, string, string, string, string, string])[] = [
    ['ERIKSSON, ANNA MARIA 1974-08-12', 'ERIKSSON', 'ANNA MARIA', 'original', 'Latn', '1974-08-12'],
    ['Коваленко Тарас 09.03.1974', 'Коваленко', 'Тарас', 'original', 'Cyrl', '1974-03-09'],
    ['ბერიძე ნინო 9/3/1974', 'ბერიძე', 'ნინო', 'original', 'Geor', '1974-03-09'],
    ['SURNAME<<GIVEN 740812', 'SURNAME', 'GIVEN', 'mrz', 'Latn', '1974-08-12'],
    ['petrov<<ivan<ivanovich 1974-08-12', 'PETROV', 'IVAN IVANOVICH', 'mrz', 'Latn', '1974-08-12'],
    ['Əliyeva-Şah, Günay, 1974.8.1', 'Əliyeva-Şah', 'Günay', 'original', 'Latn', '1974-08-01'],
  ];
  for (const [input, surname, given, form, script, birthDate] of persons) {
    it(`takes ${JSON.stringify(input)} for a person`, () => {
      assert.deepEqual(detectSubjects(input).subjects, [
        { kind: 'person', names: [{ script, form, surname, given }], birthDate },
      ]);
    });
  }

  it('takes no stray mark for a name', () => {
    for (const input of ['. Коваленко 09.03.1974', "' Коваленко . 09.03.1974", 'Коваленко - 09.03.1974']) {
      const [subject] = detectSubjects(input).subjects;
      assert.deepEqual(subject?.kind === 'person' && subject.names[0]?.surname, 'Коваленко', input);
    }
  });

  it('reads a two-digit birth year within the reference year', () => {
    const [person] = detectSubjects('A<<B 260101', { referenceYear: 2025 }).subjects;
    assert.ok(person?.kind === 'person');
    assert.equal(person.birthDate, '1926-01-01');
  });

  it('takes what is known of a date, and says that it is not all', () => {
    for (const [input, birthDate] of [
      ['ERIKSSON ANNA 1974', '1974'],
      ['Шевченко, Тарас 1974-08', '1974-08'],
    ] as const) {
      const { subjects, notices } = detectSubjects(input);
      assert.equal(subjects[0]?.kind === 'person' && subjects[0].birthDate, birthDate);
      assert.ok(notices.includes('birth-date-in-part'));
    }
  });

  it('takes a name alone where its comma or fillers say that it is one', () => {
    for (const input of ['ERIKSSON, ANNA MARIA', 'ERIKSSON<<ANNA<MARIA']) {
      const { subjects, notices } = detectSubjects(input);
      assert.ok(subjects[0]?.kind === 'person' && !('birthDate' in subjects[0]), input);
      assert.ok(notices.includes('birth-date-missing'));
    }
  });

  const refused: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'input.empty'],
    ['blanks', ' \r\n\t ', 'input.empty'],
    ['an oversized input', 'A1'.repeat(INPUT_CHARACTERS_MAX), 'input.too-long'],
    ['NUL', 'AB\u0000123', 'input.control-character'],
    ['escape', '\u001b[31mAB123', 'input.control-character'],
    ['a character that turns the direction of text', 'AB\u202e123', 'input.control-character'],
    ['a lone surrogate', 'AB\ud800123', 'input.control-character'],
    ['SQL', "' OR '1'='1", 'input.unreadable'],
    ['SQL with a date', "X'); DROP TABLE alerts;-- 1974-08-12", 'input.unreadable'],
    ['HTML', '<script>alert(1)</script>', 'input.unreadable'],
    ['HTML with a date', '<img src=x onerror=alert(1)> 1974-08-12', 'input.unreadable'],
    ['a template', `\${7*7}`, 'input.unreadable'],
    ['a path', '../../etc/passwd', 'input.unreadable'],
    ['a State alone', 'UTO', 'input.unreadable'],
    ['a name without a date', 'ERIKSSON ANNA', 'input.unreadable'],
    ['a name with digits that are no date', 'ERIKSSON ANNA 740812', 'input.unreadable'],
    ['a name with a short year', 'ERIKSSON ANNA 12.8.74', 'input.invalid'],
    ['a name with a year only that is none', 'ERIKSSON ANNA 1974-13', 'input.invalid'],
    ['a surname alone', 'ERIKSSON,', 'input.unreadable'],
    ['a name with an impossible date', 'ERIKSSON ANNA 31.02.1974', 'input.invalid'],
    ['a name that is too long', `${'A'.repeat(101)}, B 1974-08-12`, 'input.invalid'],
    ['a name and a date of 17 characters together', 'ERIKSSONANN740812', 'input.unreadable'],
    ['an emoji', '🚗 123', 'input.unreadable'],
    ['an unknown word before a colon', 'weapon: 123', 'input.unreadable'],
    ['a kind without a number', 'firearm:', 'input.unreadable'],
    ['a number of 21 characters', '1'.repeat(21), 'input.unreadable'],
    ['one line of a zone', FIRST, 'mrz.unreadable'],
    ['a zone with a line cut', `${FIRST}\n${SECOND.slice(1)}`, 'mrz.unreadable'],
    ['a zone of fillers', `${'<'.repeat(44)}\n${'<'.repeat(44)}`, 'mrz.unreadable'],
    ['two lines of text', 'ERIKSSON\nANNA', 'mrz.unreadable'],
  ];
  for (const [name, input, code] of refused) {
    it(`refuses ${name} with field, rule and fix`, () => {
      assert.throws(
        () => detectSubjects(input),
        (error) => {
          assert.ok(error instanceof IimsError);
          assert.equal(error.code, code);
          assert.ok(error.field && error.rule && error.fix);
          return true;
        },
      );
    });
  }

  it('gives valid subjects or a catalogue error for whatever comes, and asks a key or a name', () => {
    const unit = fc.constantFrom(
      ...'AaBbZz019<<, .:-/\n',
      'ə',
      'Ж',
      'ნ',
      '1974-08-12',
      ' 09.03.1974',
      'P<UTO',
      'UKR ',
      'firearm:',
      "'",
      '\u0000',
    );
    const input = fc.oneof(fc.string({ unit, maxLength: 30 }), fc.string({ unit: 'binary', maxLength: 60 }));
    fc.assert(
      fc.property(input, (candidate) => {
        const typing = readWhileTyping(candidate);
        let detection: ReturnType<typeof detectSubjects>;
        try {
          detection = detectSubjects(candidate);
        } catch (error) {
          assert.ok(error instanceof IimsError);
          assert.notEqual(typing.kind, 'detected');
          return;
        }
        assert.deepEqual(typing, { kind: 'detected', detection });
        assert.ok(detection.subjects.length >= 1 && detection.subjects.length <= SUBJECTS_MAX);
        for (const subject of detection.subjects) {
          validate(subjectSchema, subject);
          // Who has no whole date of birth is asked by name alone, which needs no key.
          assert.ok(lookupKeys(subject).length > 0 || subject.kind === 'person');
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the box while typing', () => {
  it('waits at the beginning of a name, a number or a zone', () => {
    assert.deepEqual(readWhileTyping('  '), { kind: 'empty' });
    for (const input of ['P', 'P<', 'ERIKSSON', 'ERIKSSON,', 'ERIKSSON ANNA', 'UTO', 'firearm:']) {
      assert.deepEqual(readWhileTyping(input), { kind: 'incomplete' }, input);
    }
  });

  it('counts the characters of a zone and shows each digit as it is typed', () => {
    assert.deepEqual(readWhileTyping(FIRST.slice(0, 20)), {
      kind: 'partial-mrz',
      progress: { line: 1, characters: 20 },
      checks: [],
    });
    assert.deepEqual(readWhileTyping(`${FIRST}\n${SECOND.slice(0, 20)}`), {
      kind: 'partial-mrz',
      format: 'TD3',
      progress: { line: 2, characters: 20, lines: 2, charactersMax: 44 },
      checks: [
        { field: 'documentNumber', ok: true },
        { field: 'birthDate', ok: true },
      ],
    });
  });

  it('never says less of a zone than that it is on its way, from its issuer to its last character but one', () => {
    const zones = [
      `${FIRST}\n${SECOND}`,
      'I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<',
      'V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<',
    ];
    for (const zone of zones) {
      for (let length = 5; length < zone.length; length++) {
        assert.equal(readWhileTyping(zone.slice(0, length)).kind, 'partial-mrz', `${zone.slice(0, 5)} at ${length}`);
      }
      assert.equal(readWhileTyping(zone).kind, 'detected');
    }
  });

  it('shows what is wrong as data', () => {
    const typing = readWhileTyping('<script>');
    assert.ok(typing.kind === 'unreadable');
    assert.equal(typing.error.code, 'input.unreadable');
  });
});
