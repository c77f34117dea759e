// SPDX-License-Identifier: Apache-2.0
// Dies at every point of a message's way, or at every nth: `node run.ts [--every N] [--victim GEO|UKR]`.
import { GEO, TestFederation, UKR } from '../federation/test-federation.ts';
import { type Crash, crashPointsOf, dieAtEach } from './crash-points.ts';
import { ToldProgram } from './told-program.ts';
import { checkWholeAfter } from './whole-after.ts';

const every = Math.max(1, Number(argumentAfter('--every') ?? '1'));
const only = argumentAfter('--victim');
for (const victim of [GEO, UKR].filter((state) => only === undefined || state === only)) {
  const federation = await TestFederation.found({ states: [GEO, UKR] });
  const program = await ToldProgram.open(federation, UKR);
  try {
    const found = await crashPointsOf({ federation, victim, program });
    const points = found.filter((_, n) => n % every === 0);
    process.stdout.write(`${victim}: ${found.length} points, dies at ${points.length} of them\n`);
    const { crashes, stories } = await dieAtEach({ federation, victim, program }, points, ({ call, nth, step }) =>
      process.stdout.write(`${victim} ${call} ${nth}: ${step}\n`),
    );
    await checkWholeAfter(federation, stories, program);
    process.stdout.write(`${victim}: ${stories.length} messages, nothing lost, nothing doubled; ${summary(crashes)}\n`);
  } finally {
    await program.close();
    await federation.close();
  }
}

function summary(crashes: readonly Crash[]): string {
  const counts = new Map<string, number>();
  for (const { step } of crashes) counts.set(step, (counts.get(step) ?? 0) + 1);
  return [...counts].map(([step, count]) => `${step} ${count}`).join(', ');
}

function argumentAfter(name: string): string | undefined {
  const place = process.argv.indexOf(name);
  return place < 0 ? undefined : process.argv[place + 1];
}
