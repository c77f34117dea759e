// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isCalendarDate, isPartialDate } from './calendar-date.ts';

describe('calendar dates', () => {
  it('knows the days of the Gregorian calendar', () => {
    for (const date of ['1974-08-12', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])
      assert.equal(isCalendarDate(date), true, date);
    for (const date of [
      '1900-02-29',
      '2023-02-29',
      '1974-13-01',
      '1974-00-10',
      '1974-04-31',
      '1974-08-00',
      '0000-01-01',
    ])
      assert.equal(isCalendarDate(date), false, date);
  });

  it('takes a month or a year for a partial date only', () => {
    for (const date of ['1974-08', '1974']) {
      assert.equal(isPartialDate(date), true);
      assert.equal(isCalendarDate(date), false);
    }
    for (const date of ['', '74', '1974-8', '1974-08-1', '1974-08-12T00', '1974-08-12\n', '١٩٧٤'])
      assert.equal(isPartialDate(date), false, date);
  });
});
