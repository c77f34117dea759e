// SPDX-License-Identifier: Apache-2.0
// Virtual time runs forward, in the order of times and then of planning.
import { deepEqual, equal, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AssertionFailure } from '@iims/wire/assert';
import fc from 'fast-check';
import { Schedule } from './schedule.ts';

describe('schedule', () => {
  it('takes what is due first, and what was planned first at equal times', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 }), { maxLength: 60 }), (times) => {
        const schedule = new Schedule();
        const seen: [number, number][] = [];
        for (const [i, time] of times.entries()) schedule.at(time, () => seen.push([schedule.now, i]));
        while (schedule.runNext());
        const expected = times.map((time, i): [number, number] => [time, i]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        deepEqual(seen, expected);
      }),
    );
  });

  it('plans from within a step, also for the same moment', () => {
    const schedule = new Schedule();
    const seen: string[] = [];
    schedule.after(5, () => {
      schedule.after(0, () => seen.push(`second at ${schedule.now}`));
      seen.push(`first at ${schedule.now}`);
    });
    while (schedule.runNext());
    deepEqual(seen, ['first at 5', 'second at 5']);
    equal(schedule.runNext(), false);
  });

  it('refuses the past', () => {
    const schedule = new Schedule();
    schedule.at(5, () => {});
    schedule.runNext();
    throws(() => schedule.at(4, () => {}), AssertionFailure);
  });
});
