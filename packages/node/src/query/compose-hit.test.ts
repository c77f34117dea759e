// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectSubjects } from '@iims/wire/detect';
import { detectWithSecondKey } from '@iims/wire/second-key';
import type { Subject } from '@iims/wire/subject';
import { passportAlert } from './alert.fixture.ts';
import { byBandThenId, composeHit, probedKeys } from './compose-hit.ts';

const TODAY = '2026-11-22';
/** Its number was typed with O for 0, which the check digit tells. */
const MISREAD = 'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8989O2C36UTO7408122F1204159ZE184226B<<<<<10';

test('a number that is asked as given counts as that, where another subject has it as a repaired one', () => {
  const repaired: Subject = { kind: 'travel-document', number: 'H1T1', alternatives: ['HIT1'] };
  const given: Subject = { kind: 'travel-document', number: 'HIT1' };
  const standing = (...subjects: Subject[]) => {
    const { matchedOn, most } = probedKeys(subjects).get('td||HIT1')!;
    return [matchedOn, most];
  };
  assert.deepEqual(standing(repaired), ['repaired', 'compare']);
  assert.deepEqual(standing(repaired, given), ['as-given', 'hit']);
  assert.deepEqual(standing(given, repaired), ['as-given', 'hit']);
  assert.equal(probedKeys([repaired, given]).size, probedKeys([repaired]).size, 'each key once');
});

test('a second key makes the number of a misread zone one that was given', () => {
  const key = 'td|UTO|L898902C3';
  assert.equal(probedKeys(detectSubjects(MISREAD).subjects).get(key)?.most, 'compare');
  for (const secondKey of ['UTO L898902C3', 'L898902C3']) {
    const { subjects } = detectWithSecondKey(MISREAD, secondKey);
    const keys = probedKeys(subjects);
    assert.ok(
      [key, 'td||L898902C3'].some((one) => keys.get(one)?.most === 'hit'),
      secondKey,
    );
  }
});

test('hits stand before what is to be compared, each by id', () => {
  const met = { matchedOn: 'as-given', why: [], keys: [] } as const;
  const hitOf = (serial: number, band: 'hit' | 'compare') =>
    composeHit(passportAlert('AA1', serial), 'documents', { ...met, band }, TODAY);
  const hits = [hitOf(1, 'compare'), hitOf(4, 'hit'), hitOf(2, 'compare'), hitOf(3, 'hit')];
  assert.deepEqual(
    hits.sort(byBandThenId).map(({ alertId }) => alertId),
    ['UKR-STD-3', 'UKR-STD-4', 'UKR-STD-1', 'UKR-STD-2'],
  );
});
