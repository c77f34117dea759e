// SPDX-License-Identifier: Apache-2.0
// A part of a plate: what is read as one, and which plates fit.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { detectSubjects } from './detect.ts';
import { lookupKeys } from './lookup-keys.ts';
import { confusionFold } from './number-form.ts';
import { plateMatcher, readPlatePattern } from './plate-pattern.ts';
import { subjectSchema } from './query.ts';

describe('a part of a plate', () => {
  it('is read with or without its State, in any case, with separators and look-alikes', () => {
    for (const [input, platePattern, registrationState] of [
      ['aa?12 34', 'AA?1234', undefined],
      ['АА?1234', 'AA?1234', undefined],
      ['UKR AA?1*', 'AA?1*', 'UKR'],
      ['plate: ukr aa?1*', 'AA?1*', 'UKR'],
      ['**234**', '*234*', undefined],
    ] as const) {
      const { kind, subjects, notices } = detectSubjects(input);
      const state = registrationState === undefined ? {} : { registrationState };
      assert.deepEqual(subjects, [{ kind: 'vehicle', platePattern, ...state }], input);
      assert.deepEqual([kind, notices], ['plate', ['plate-in-part']]);
      assert.ok(subjectSchema.safeParse(subjects[0]).success);
      assert.deepEqual(lookupKeys(subjects[0]!), [], 'no key tells it');
    }
  });

  it('is refused with fewer than three known characters, too many places, or other marks', () => {
    for (const input of ['AB*', '?*?', 'A?B?', 'A*B*C*D', 'ABCDEFGHIJKL?', 'plate: A?']) {
      assert.throws(() => detectSubjects(input), { code: 'input.invalid', rule: /at least 3/ }, input);
    }
    for (const input of ['AB?12|', '{{7*7}}', 'no input ?'])
      assert.throws(() => detectSubjects(input), { code: 'input.unreadable' });
  });

  it('stands alone in its subject, in canonical form', () => {
    for (const more of [
      { plate: 'AA1234BB' },
      { vin: 'WVWZZZ1JZXW000001' },
      { platePattern: 'aa?1' },
      { platePattern: 'AA1234' },
    ]) {
      assert.ok(
        !subjectSchema.safeParse({ kind: 'vehicle', platePattern: 'AA?1', ...more }).success,
        JSON.stringify(more),
      );
    }
  });

  it('fits plates of its length where nothing else is said, and forgives look-alike characters', () => {
    const fitting = (text: string, ...plates: string[]) =>
      plates.filter((plate) => plateMatcher(readPlatePattern(text)!)(confusionFold(plate)));
    assert.deepEqual(fitting('AA?234', 'AA1234', 'AA12345', 'BA1234', 'XAA1234'), ['AA1234']);
    assert.deepEqual(fitting('AA1*', 'AA1', 'AA1234BB', 'BAA1'), ['AA1', 'AA1234BB']);
    assert.deepEqual(fitting('*O0I*', 'XX0011', 'XX2'), ['XX0011']);
  });
});
