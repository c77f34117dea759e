// SPDX-License-Identifier: Apache-2.0
// The command that CI and a person with a failing seed use.
import { equal, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

const RUN = new URL('./run.ts', import.meta.url).pathname;

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [RUN, ...args], { encoding: 'utf8', timeout: 20_000 });
}

describe('simulation from the command line', () => {
  it('runs a range of seeds and says that all laws held', () => {
    const { status, stdout } = run('--seeds', '1..5');
    equal(status, 0);
    match(stdout, /^5 seeds, \d+ queries, \d+ steps: all laws held; \d+ seeds\/s\n$/);
  });

  it('prints the trace of the first failing seed, and how to see it again', () => {
    const { status, stdout } = run('--seeds', '1..5', '--bug', 'closes-twice');
    equal(status, 1);
    match(stdout, /entry query\.asked q0/);
    match(stdout, /seed 1: a query closes once: q0\nagain: .*run\.ts --seed 1 --bug closes-twice\n$/);
  });

  it('prints the trace of one seed', () => {
    const { status, stdout } = run('--seed', '3');
    equal(status, 0);
    match(stdout, /officer gets/);
  });

  it('refuses what it cannot read and says how it is used', () => {
    for (const args of [[], ['--seeds', '5..1'], ['--seeds', 'all'], ['--seed', '1', '--bug', 'no-such-bug']]) {
      const { status, stderr } = run(...args);
      equal(status, 2, args.join(' '));
      match(stderr, /^usage: node run\.ts --seeds FIRST\.\.LAST/);
    }
  });
});
