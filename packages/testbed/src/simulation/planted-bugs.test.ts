// SPDX-License-Identifier: Apache-2.0
// The simulation is only as good as what it finds: each planted bug is found, and as the law that it breaks.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LAWS } from './laws.ts';
import { PLANTED_BUGS, type PlantedBug } from './planted-bugs.ts';
import { type RunResult, simulate } from './simulate.ts';

const SEEDS_MAX = 2000;

function firstFailure({ parts }: PlantedBug): RunResult | undefined {
  for (let seed = 1; seed <= SEEDS_MAX; seed++) {
    const result = simulate({ seed, parts });
    if (result.failure) return result;
  }
  return undefined;
}

describe('planted bugs', () => {
  it('break each of the laws', () => {
    const broken = new Set(Object.values(PLANTED_BUGS).map((bug) => bug.breaks));
    deepEqual([...broken].sort(), [...LAWS].sort());
  });

  for (const [name, bug] of Object.entries(PLANTED_BUGS)) {
    it(`finds the shell that ${name.replaceAll('-', ' ')}`, (t) => {
      const result = firstFailure(bug);
      ok(result, `not found within ${SEEDS_MAX} seeds`);
      t.diagnostic(`${name}: seed ${result.seed}, ${result.failure!.message}`);
      equal(result.failure!.law, bug.breaks, result.failure!.message);
      equal(simulate({ seed: result.seed }).failure, undefined, 'without the bug the same seed holds every law');
    });
  }
});
