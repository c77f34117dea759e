// SPDX-License-Identifier: Apache-2.0
// Runs seeds from the command line: `node run.ts --seeds 1..10000`, and one failing seed again with its trace: `node run.ts --seed 4711`.
import { PLANTED_BUGS } from './planted-bugs.ts';
import { type ShellParts, SOUND_PARTS } from './shell-parts.ts';
import { type RunResult, simulate } from './simulate.ts';

const USAGE = `usage: node run.ts --seeds FIRST..LAST [--bug NAME]
       node run.ts --seed N [--bug NAME]
--bug plants one of: ${Object.keys(PLANTED_BUGS).join(', ')}
exit: 0 all laws held, 1 a law was broken, 2 the arguments cannot be read
`;
const TRACE_LINES_MAX = 400;

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  const seeds = readSeeds(args);
  const parts = readParts(args);
  if (!seeds || !parts) {
    process.stderr.write(USAGE);
    return 2;
  }
  const startedAt = performance.now();
  let steps = 0;
  let queries = 0;
  for (let seed = seeds.first; seed <= seeds.last; seed++) {
    const result = simulate({ seed, parts });
    steps += result.steps;
    queries += result.queries;
    if (result.failure || seeds.first === seeds.last) printTrace(seed, parts);
    if (result.failure) return reportFailure(result, args);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const count = seeds.last - seeds.first + 1;
  process.stdout.write(
    `${count} seeds, ${queries} queries, ${steps} steps: all laws held; ${Math.round(count / seconds)} seeds/s\n`,
  );
  return 0;
}

function reportFailure({ seed, failure }: RunResult, args: readonly string[]): number {
  const bug = argumentAfter(args, '--bug');
  const again = `node packages/testbed/src/simulation/run.ts --seed ${seed}${bug ? ` --bug ${bug}` : ''}`;
  process.stdout.write(`seed ${seed}: ${failure!.message}\nagain: ${again}\n`);
  return 1;
}

function printTrace(seed: number, parts: ShellParts): void {
  const lines: string[] = [];
  simulate({ seed, parts, onLine: (line) => lines.push(line) });
  const shown = lines.slice(-TRACE_LINES_MAX);
  if (shown.length < lines.length) process.stdout.write(`(${lines.length - shown.length} earlier lines left out)\n`);
  for (const line of shown) process.stdout.write(`${line}\n`);
}

function readSeeds(args: readonly string[]): { first: number; last: number } | undefined {
  const one = /^(\d{1,15})$/.exec(argumentAfter(args, '--seed') ?? '');
  if (one) return { first: Number(one[1]), last: Number(one[1]) };
  const range = /^(\d{1,15})\.\.(\d{1,15})$/.exec(argumentAfter(args, '--seeds') ?? '');
  if (!range || Number(range[1]) > Number(range[2])) return undefined;
  return { first: Number(range[1]), last: Number(range[2]) };
}

function readParts(args: readonly string[]): ShellParts | undefined {
  const name = argumentAfter(args, '--bug');
  return name === undefined ? SOUND_PARTS : PLANTED_BUGS[name]?.parts;
}

function argumentAfter(args: readonly string[], name: string): string | undefined {
  const index = args.indexOf(name);
  return index < 0 ? undefined : args[index + 1];
}
