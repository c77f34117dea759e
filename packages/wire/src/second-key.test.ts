// SPDX-License-Identifier: Apache-2.0
// What an officer adds after a compare is asked together with what was asked before.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { subjectSchema } from './query.ts';
import { detectWithSecondKey } from './second-key.ts';
import { SUBJECTS_MAX } from './subject.ts';

const NAME = { form: 'original', script: 'Latn', surname: 'ERIKSSON', given: 'ANNA MARIA' } as const;
const ZONE = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10';

describe('a second key', () => {
  it('that is a document is asked as every kind of paper, beside name and date', () => {
    const { subjects, label } = detectWithSecondKey('ERIKSSON, ANNA MARIA 1974-08-12', 'uto l89 8902');
    const person = { names: [NAME], birthDate: '1974-08-12' };
    assert.deepEqual(subjects, [
      { kind: 'person', ...person },
      { kind: 'travel-document', number: 'L898902', issuingState: 'UTO', holder: person },
      { kind: 'official-document', number: 'L898902', issuingState: 'UTO' },
    ]);
    assert.equal(label, 'ERIKSSON ANNA MARIA 1974-08-12 + uto l89 8902');
  });

  it('that is a date of birth makes the date whole', () => {
    for (const [input, typed] of [
      ['ERIKSSON, ANNA MARIA', '12.08.1974'],
      ['ERIKSSON, ANNA MARIA 1974', '1974-08-12'],
    ] as const) {
      const { subjects } = detectWithSecondKey(input, typed);
      assert.deepEqual(subjects, [{ kind: 'person', names: [NAME], birthDate: '1974-08-12' }]);
    }
  });

  it('stands beside the paper that was scanned, within the bound of subjects', () => {
    const { subjects } = detectWithSecondKey(ZONE, 'ID 445566');
    assert.deepEqual(
      subjects.map(({ kind }) => kind),
      ['travel-document', 'person', 'travel-document', 'official-document'],
    );
    assert.ok(subjects.length <= SUBJECTS_MAX);
    for (const subject of subjects) assert.ok(subjectSchema.safeParse(subject).success);
  });

  it('that is left empty changes nothing', () => {
    assert.equal(detectWithSecondKey('ERIKSSON, ANNA MARIA', ' ').subjects.length, 1);
  });

  it('is refused where it is no key, contradicts what was asked, or nobody was asked about', () => {
    for (const [input, typed] of [
      ['ERIKSSON, ANNA MARIA', 'tall'],
      ['ERIKSSON, ANNA MARIA', '1'.repeat(65)],
      ['ERIKSSON, ANNA MARIA', '30.02.1974'],
      ['ERIKSSON, ANNA MARIA 1974', '12.08.1975'],
      ['ERIKSSON, ANNA MARIA 1974-08-12', '12.08.1974'],
      ['AA1234BB', 'L898902'],
    ] as const) {
      assert.throws(() => detectWithSecondKey(input, typed), { code: 'input.invalid', field: 'secondKey' }, typed);
    }
  });
});
