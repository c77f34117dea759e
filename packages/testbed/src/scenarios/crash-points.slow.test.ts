// SPDX-License-Identifier: Apache-2.0
// Either node dies before a write that a message on its way makes, and goes on: nothing is lost and nothing doubled. All the points
// there are, one after another: `node packages/testbed/src/crash-points/run.ts`.
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { skipOrFail } from '@iims/node/store/skip-or-fail.fixture';
import { dieAtEach } from '../crash-points/crash-points.ts';
import type { Story } from '../crash-points/story.ts';
import { ToldProgram } from '../crash-points/told-program.ts';
import { checkWholeAfter } from '../crash-points/whole-after.ts';
import type { CrashPoint } from '../federation/driven-node.ts';
import { GEO, TestFederation, UKR } from '../federation/test-federation.ts';

/** Some way into what a node writes when it has started. */
const POINT: CrashPoint = { call: 'pwrite64', nth: 125 };

if (spawnSync('strace', ['--version']).error) {
  skipOrFail('nodes that die at a call', 'strace is not installed: apt-get install strace');
} else {
  describe('a node that dies before a write, with a message on its way', { timeout: 240_000 }, () => {
    let federation: TestFederation;
    let program: ToldProgram;
    const stories: Story[] = [];
    before(async () => {
      federation = await TestFederation.found({ states: [GEO, UKR] });
      program = await ToldProgram.open(federation, UKR);
    });
    after(async () => {
      await program?.close();
      await federation?.close();
    });

    for (const [role, victim] of [
      ['releases, sends and recalls', GEO],
      ['receives, announces, checks and opens', UKR],
    ] as const) {
      it(`as the one that ${role}, goes on`, async () => {
        stories.push(...(await dieAtEach({ federation, victim, program }, [POINT])).stories);
      });
    }

    it('has lost nothing and doubled nothing', () => checkWholeAfter(federation, stories, program));
  });
}
