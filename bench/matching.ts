// SPDX-License-Identifier: Apache-2.0
// `npm run bench:matching -- [DIR] [--quick] [--persons N] [--queries N]`: how well names are matched on the sets of a folder, then how fast
// persons are found among a million and ten million beside pg_trgm in the same run. `--quick` shows it at work within two minutes.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    persons: { type: 'string', multiple: true },
    queries: { type: 'string' },
  },
});
const QUICK = { persons: ['30000'], queries: '100', rounds: '2' };
const WHOLE = { persons: ['1000000', '10000000'], queries: '500', rounds: '3' };

const folder = positionals[0];
const plan = values.quick ? QUICK : WHOLE;

const startedAt = performance.now();
say('Accuracy');
if (folder === undefined) say('no sets of names were named: npm run bench:matching -- DIR');
else if (!existsSync(folder)) say(`there is no folder ${folder}: no accuracy`);
else run('matching-accuracy.ts', folder);
for (const persons of values.persons ?? plan.persons) {
  say(`\nLatency, ${loadavg()[0]!.toFixed(1)} processes at work on this machine`);
  const queries = values.queries ?? plan.queries;
  run('person-index.ts', persons, '--queries', queries, '--rounds', plan.rounds, '--beside-trigrams');
}

say(`\nAll in ${Math.round((performance.now() - startedAt) / 1_000)} s`);

/** In a process of its own: what the one leaves in memory does not slow the other. */
function run(file: string, ...args: readonly string[]): void {
  const { status } = spawnSync(
    process.execPath,
    ['--max-old-space-size=4096', join(import.meta.dirname, file), ...args],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exitCode = 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
