// SPDX-License-Identifier: Apache-2.0
// Work times that differ must leave at the same time.
import { equal, ok, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AssertionFailure } from '@iims/wire/assert';
import fc from 'fast-check';
import { GRID_MS, nextReleaseAt } from './release-grid.ts';

describe('release grid', () => {
  it('holds an answer until the next line, counted from the arrival', () => {
    equal(nextReleaseAt({ arrivedAt: 101, readyAt: 101.4 }), 103);
    equal(nextReleaseAt({ arrivedAt: 101, readyAt: 103 }), 103);
    equal(nextReleaseAt({ arrivedAt: 101, readyAt: 103.1 }), 105);
  });

  it('never lets an answer leave at its arrival', () => {
    equal(nextReleaseAt({ arrivedAt: 101, readyAt: 101 }), 101 + GRID_MS);
  });

  it('stops when the answer is ready before its question', () => {
    throws(() => nextReleaseAt({ arrivedAt: 2, readyAt: 1 }), AssertionFailure);
  });

  it('gives all work times between two lines one release, at any arrival', () => {
    const time = fc.double({ min: 0, max: 1e10, noNaN: true });
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    fc.assert(
      fc.property(time, fc.nat({ max: 500 }), share, share, (arrivedAt, line, first, second) => {
        const release = (within: number): number =>
          nextReleaseAt({ arrivedAt, readyAt: arrivedAt + (line + within) * GRID_MS });
        equal(release(first), release(second));
        ok(release(first) > arrivedAt);
      }),
    );
  });
});
