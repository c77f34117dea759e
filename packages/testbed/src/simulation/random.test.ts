// SPDX-License-Identifier: Apache-2.0
// The simulation's chance: repeatable, spread, within its bounds.
import { deepEqual, equal, notDeepEqual, ok, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AssertionFailure } from '@iims/wire/assert';
import { SeededRandom } from './random.ts';

const draw = (random: SeededRandom, count: number): number[] => Array.from({ length: count }, () => random.below(1000));

describe('seeded random', () => {
  it('gives the same numbers for the same seed and stream, and others for others', () => {
    deepEqual(draw(new SeededRandom(7), 20), draw(new SeededRandom(7), 20));
    notDeepEqual(draw(new SeededRandom(7), 20), draw(new SeededRandom(8), 20));
    notDeepEqual(draw(new SeededRandom(7, 1), 20), draw(new SeededRandom(7, 2), 20));
    notDeepEqual(draw(new SeededRandom(7), 20), draw(new SeededRandom(7 + 2 ** 32), 20));
  });

  it('spreads over its range and never leaves it', () => {
    const random = new SeededRandom(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) counts[random.below(10)]! += 1;
    for (const count of counts) ok(count > 850 && count < 1150, `${count}`);
    for (let i = 0; i < 1000; i++) ok([3, 4, 5].includes(random.between(3, 5)));
  });

  it('gives times in eighths of a millisecond', () => {
    const random = new SeededRandom(2);
    for (let i = 0; i < 1000; i++) {
      const time = random.milliseconds(0, 5);
      ok(time >= 0 && time <= 5 && Number.isInteger(time * 8));
    }
  });

  it('never and always mean it', () => {
    const random = new SeededRandom(3);
    for (let i = 0; i < 1000; i++) {
      equal(random.chance(0), false);
      equal(random.chance(1), true);
    }
  });

  it('shuffles a copy without loss', () => {
    const items = [1, 2, 3, 4, 5, 6, 7, 8];
    const shuffled = new SeededRandom(4).shuffle(items);
    notDeepEqual(shuffled, items);
    deepEqual([...shuffled].sort(), items);
  });

  it('stops at a seed or bound without sense', () => {
    throws(() => new SeededRandom(-1), AssertionFailure);
    throws(() => new SeededRandom(1).below(0), AssertionFailure);
    throws(() => new SeededRandom(1).between(2, 1), AssertionFailure);
  });
});
