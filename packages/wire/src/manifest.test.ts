// SPDX-License-Identifier: Apache-2.0
// Lists as they come from ferries, buses and scanners: every line is somebody to ask about or a refusal, and none stops another.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { IimsError } from './errors.ts';
import { MANIFEST_BYTES_MAX, onlyLines, readManifest, TRAVELLERS_MAX } from './manifest.ts';
import { manifestText } from './manifest-text.ts';
import type { Subject } from './subject.ts';

const TD3 = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'];
const TD2 = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'];
const TD1 = ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<BENGT<<<<<<<<<<<<<<<'];
const VISA = ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L8988901C4XXX4009078F96121096ZE184226B<<<<<<'];

function understood(text: string): { travellers: [number, string][]; refused: [number, string][] } {
  const { travellers, refused } = readManifest(text);
  return {
    travellers: travellers.map(({ line, label }) => [line, label]),
    refused: refused.map(({ line, error }) => [line, error.code!]),
  };
}

function subjectsOf(text: string): readonly Subject[] {
  return readManifest(text).travellers.flatMap(({ subjects }) => subjects);
}

describe('zones that were pasted or scanned', () => {
  it('are put together with or without empty lines, with any line end, and under what a scanner adds', () => {
    const blocks = [TD3, TD2, TD1, VISA];
    for (const [within, between] of [
      ['\n', '\n'],
      ['\r\n', '\r\n\r\n'],
      ['\n\n', '\n'],
      ['\r', '\r'],
    ] as const) {
      const text = blocks.map((lines) => lines.join(within)).join(between);
      const { travellers, refused } = readManifest(text);
      assert.deepEqual(refused, []);
      assert.deepEqual(
        travellers.map(({ subjects }) => subjects.map(({ kind }) => kind)),
        blocks.map(() => ['travel-document', 'person']),
      );
    }
    const scanned = `\ufeff\x02${TD3.join('\x03\r\n\x02')}\x03\r\n\x1a`;
    assert.deepEqual(understood(scanned), { travellers: [[1, 'UTO L898902C3 ERIKSSON ANNA MARIA']], refused: [] });
    assert.equal(readManifest(TD3.join('').toLowerCase()).travellers.length, 1, 'as one line');
  });

  it('refuse a zone that is not whole at its first line, and go on with the next', () => {
    const cut = [TD3[0]!.slice(0, 41), TD3[1]!];
    assert.deepEqual(understood([...cut, ...TD2].join('\n')).refused, [[1, 'mrz.unreadable']]);
    assert.equal(understood([...cut, ...TD2].join('\n')).travellers.length, 1);
    const without = [TD3[0]!, ...TD2, TD1[0]!, TD1[2]!, TD3[1]!, ...VISA];
    assert.deepEqual(understood(without.join('\n')), {
      travellers: [
        [2, 'UTO D23145890 ERIKSSON ANNA MARIA'],
        [7, 'UTO L8988901C ERIKSSON ANNA MARIA'],
      ],
      refused: [
        [1, 'mrz.unreadable'],
        [4, 'mrz.unreadable'],
      ],
    });
  });

  it('never take a second line without its first for a name', () => {
    assert.deepEqual(understood(TD3[1]!), { travellers: [], refused: [[1, 'mrz.unreadable']] });
  });

  it('tell a second line that begins with letters from the next zone', () => {
    const second = `AABCD12344${TD3[1]!.slice(10)}`;
    assert.equal(readManifest([TD3[0], second, ...TD2].join('\n')).travellers.length, 2);
  });
});

describe('tables', () => {
  it('are read by their header, whatever divides them and in each of the six languages', () => {
    const person = { surname: 'Коваленко', given: 'Тарас Григорович', script: 'Cyrl', form: 'original' };
    for (const text of [
      'Surname,Given names,Date of birth,Passport number,Issuing State,Nationality,Sex\nКоваленко,Тарас Григорович,1974-03-09,FA 123456,UA,UKR,M',
      'Прізвище;Ім’я;Дата народження;Номер паспорта;Країна видачі;Громадянство;Стать\r\nКоваленко;Тарас Григорович;09.03.1974;FA123456;UKR;UKR;чоловіча\r\n',
      'გვარი\tსახელი\tდაბადების თარიღი\tპასპორტის ნომერი\tგამცემი\tმოქალაქეობა\tსქესი\nКоваленко\tТарас Григорович\t09.03.1974\tFA123456\tUKR\tUKR\tმამრობითი',
      'SOYAD|AD|DOĞUM TARİXİ|SƏNƏDİN NÖMRƏSİ|VERƏN DÖVLƏT|VƏTƏNDAŞLIQ|CİNS\nКоваленко|Тарас Григорович|09/03/1974|FA123456|UKR|UA|kişi',
      'Nume,Prenume,Data nașterii,Număr pașaport,Emitent,Cetățenie,Sex\nКоваленко,Тарас Григорович,19740309,FA-123456,UKR,UKR,m',
      'Фамилия;Имя;Дата рождения;№ паспорта;Номер;Страна выдачи;Гражданство;Пол\nКоваленко;Тарас Григорович;1974-03-09 00:00:00;;FA123456;UKR;UKR;муж',
    ]) {
      assert.deepEqual(
        subjectsOf(text),
        [
          { kind: 'travel-document', number: 'FA123456', issuingState: 'UKR' },
          { kind: 'person', names: [person], birthDate: '1974-03-09', sex: 'M', nationality: 'UKR' },
        ],
        text,
      );
    }
  });

  it('take a document alone, a person alone, and the cells that Excel writes', () => {
    const text =
      'sep=;\nNumber;Name;Birth date;Seat\n="0123456";;;12A\n;"KOVAL, ""IVAN""";1980;\n;Koval Petro;1980-02-29;7\n;"LI, AN";1980;\n';
    const { header, travellers, refused } = readManifest(text);
    assert.deepEqual(header, { line: 2, ignoredColumns: 1 });
    assert.deepEqual(
      travellers.map(({ line, label, notices }) => [line, label, notices]),
      [
        [3, '0123456', ['person-not-asked']],
        [5, 'Koval Petro 1980-02-29', ['name-order-unknown', 'document-not-asked']],
        [6, 'LI AN 1980', ['birth-date-in-part', 'document-not-asked']],
      ],
    );
    assert.deepEqual(
      refused.map(({ line, error }) => [line, error.code, error.field]),
      [[4, 'input.invalid', 'name']],
    );
  });

  it('refuse a bad line by number, code and field, and repeat nothing of it', () => {
    const lines: [text: string, code: string, field: string][] = [
      ['KOVAL,IVAN,31.02.1980,', 'input.invalid', 'birthDate'],
      ['KOVAL,IVAN,27253,', 'input.invalid', 'birthDate'],
      ['KOVAL,IVAN,08/25/1980,', 'input.invalid', 'birthDate'],
      ['K0VAL,IVAN,1980-02-29,', 'input.invalid', 'name'],
      ['=HYPERLINK(A1),IVAN,1980-02-29,', 'input.invalid', 'name'],
      [',,,=1+1', 'input.invalid', 'number'],
      [',,,ABCDEF', 'input.invalid', 'number'],
      ['KOVAL,IVAN,,', 'manifest.too-little', 'line'],
      ['KOVAL,IVAN,1980-02-29,AB123456,more', 'manifest.columns', 'columns'],
      ['"KOVAL,IVAN,1980-02-29,AB123456', 'input.unreadable', 'line'],
      ['KO\u202eVAL,IVAN,1980-02-29,AB123456', 'input.control-character', 'line'],
      ['KO\0VAL,IVAN,1980-02-29,AB123456', 'input.control-character', 'line'],
      ['KO\ud800VAL,IVAN,1980-02-29,AB123456', 'input.control-character', 'line'],
      [`${'K'.repeat(1_025)},IVAN,1980-02-29,AB123456`, 'input.too-long', 'line'],
      [`${'K'.repeat(101)},IVAN,1980-02-29,AB123456`, 'input.invalid', 'name'],
    ];
    const good = 'SHEVCHENKO,TARAS,1974-08-12,AB123456';
    const text = ['surname,given,birth date,number', ...lines.map(([line]) => line), good].join('\n');
    const { travellers, refused } = readManifest(text);
    assert.deepEqual(
      refused.map(({ line, error }) => [line, error.code, error.field]),
      lines.map(([, code, field], i) => [i + 2, code, field]),
    );
    assert.deepEqual(
      travellers.map(({ line }) => line),
      [lines.length + 2],
    );
    assert.doesNotMatch(JSON.stringify(refused), /KOVAL|IVAN|HYPERLINK|123456/);
  });

  it('refuse the whole list for a column that stands twice or a header without a name and a number', () => {
    for (const text of ['surname,surname\nA,B', 'number,passport\nA,B', 'ad,soyad,adı\nA,B,C'])
      assert.throws(() => readManifest(text), { code: 'manifest.columns' }, text);
  });
});

describe('lines without a header', () => {
  it('are read as in the one box, whatever divides them', () => {
    const text = [
      'ERIKSSON, ANNA MARIA, 1974-08-12',
      'ERIKSSON;BENGT;12.08.1975',
      'ERIKSSON\tCARL\t1976',
      'ERIKSSON<<DORA 770812',
      'UTO L898902C3',
      'Passengers, ferry to Odesa',
      'nobody at all',
      'plate: AA12*',
    ].join('\n');
    assert.deepEqual(understood(text), {
      travellers: [
        [1, 'ERIKSSON ANNA MARIA 1974-08-12'],
        [2, 'ERIKSSON BENGT 1975-08-12'],
        [3, 'ERIKSSON CARL 1976'],
        [4, 'ERIKSSON DORA 1977-08-12'],
        [5, 'UTO L898902C3'],
      ],
      refused: [
        [6, 'manifest.too-little'],
        [7, 'input.unreadable'],
        [8, 'input.unreadable'],
      ],
    });
  });
});

describe('bounds', () => {
  it('name the same traveller once and the lines that repeat it', () => {
    const { travellers, duplicates } = readManifest(Array(400).fill('ERIKSSON, ANNA, 1974-08-12').join('\n'));
    assert.equal(travellers.length, 1);
    assert.equal(duplicates.length, 399);
    assert.deepEqual(duplicates.at(-1), { line: 400, sameAs: 1 });
    const again = 'Ériksson;Anna;12.08.1974\nERIKSSON, ANNA, 1974-08-12\nERIKSSON, ANNA, 1975-08-12';
    assert.deepEqual(readManifest(again).duplicates, [{ line: 2, sameAs: 1 }]);
  });

  it('refuse one traveller, one byte, or nothing too many: nothing is asked', () => {
    const list = (count: number) => Array.from({ length: count }, (_, i) => `AB${100_000 + i}`).join('\n');
    assert.equal(readManifest(list(TRAVELLERS_MAX)).travellers.length, TRAVELLERS_MAX);
    assert.throws(() => readManifest(list(TRAVELLERS_MAX + 1)), { code: 'manifest.too-many' });
    assert.throws(() => readManifest('x\n'.repeat(TRAVELLERS_MAX + 1)), { code: 'manifest.too-many' });
    assert.throws(() => readManifest('ї'.repeat(MANIFEST_BYTES_MAX / 2 + 1)), { code: 'manifest.too-large' });
    assert.deepEqual(understood('ї'.repeat(MANIFEST_BYTES_MAX / 2)).refused, [[1, 'input.too-long']]);
    for (const text of ['', ' \r\n\t\n', '\ufeff']) assert.throws(() => readManifest(text), { code: 'input.empty' });
  });

  it('cost no more than their length, whatever the text', () => {
    for (const piece of ['<', '"', '="', ' ', '\t', 'A<<', '\n<', '0', 'P<UTO<<\n', '";"\n', '\u202e']) {
      const text = piece.repeat(Math.floor(MANIFEST_BYTES_MAX / piece.length / 3));
      const startedAt = performance.now();
      try {
        readManifest(text);
      } catch (fault) {
        assert.ok(fault instanceof IimsError);
      }
      assert.ok(performance.now() - startedAt < 2_000, JSON.stringify(piece));
    }
  });

  it('throw nothing but codes, and give subjects with a line each, for any text', () => {
    const unit = fc.constantFrom(
      'A',
      '<',
      'P<UTO',
      TD3[1]!,
      '\n',
      '\r',
      ',',
      ';',
      '"',
      '1974-08-12',
      'surname',
      ' ',
      'ї',
      '\0',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
        try {
          const { travellers, refused, duplicates } = readManifest(text);
          const lines = [...travellers, ...refused, ...duplicates].map(({ line }) => line);
          assert.equal(new Set(lines).size, lines.length);
        } catch (fault) {
          assert.ok(fault instanceof IimsError, String(fault));
        }
      }),
    );
  });
});

describe('asking some lines again', () => {
  it('keeps the header and the line numbers', () => {
    const zones = `${TD3.join('\n')}\n${TD2.join('\r\n')}\r${TD1.join('\n\n')}`;
    const again = (text: string, lines: number[]) => {
      const part = onlyLines(text, readManifest(text), new Set(lines));
      return readManifest(part).travellers.map(({ line, label }) => [line, label]);
    };
    assert.deepEqual(again(zones, [3]), [[3, 'UTO D23145890 ERIKSSON ANNA MARIA']]);
    assert.deepEqual(again(zones, [5]), [[5, 'UTO D23145890 ERIKSSON BENGT']]);
    const table = 'sep=,\nnumber,seat\nAB123456,1\n\nAB123457,2\nbad;\n';
    assert.deepEqual(again(table, [5]), [[5, 'AB123457']]);
  });
});

describe('a file', () => {
  it('is UTF-8, or UTF-16 with its mark; nothing is guessed', () => {
    const text = 'Прізвище\tНомер\nШевченко\tFA123456';
    const wide = new Uint8Array(new Uint16Array([0xfeff, ...[...text].map((letter) => letter.charCodeAt(0))]).buffer);
    for (const bytes of [new TextEncoder().encode(text), wide])
      assert.equal(readManifest(manifestText(bytes)).travellers.length, 1);
    for (const bytes of [
      [0xd8, 0xe5, 0xe2],
      [0x50, 0x4b, 3, 4, 0, 0],
      [0xff, 0xfe, 0x41],
    ])
      assert.throws(() => manifestText(new Uint8Array(bytes)), { code: 'input.invalid' });
  });
});
