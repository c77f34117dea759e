// SPDX-License-Identifier: Apache-2.0
// `npm run bench:matching -- [DIR] [--ten-million]`: how well names are matched on the sets of a folder, then how fast persons are found among
// a million, or ten, beside pg_trgm in the same run.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'ten-million': { type: 'boolean', default: false }, queries: { type: 'string', default: '500' } },
});
const folder = positionals[0];

say('Accuracy');
if (folder === undefined) say('no sets of names were named: npm run bench:matching -- DIR');
else if (!existsSync(folder)) say(`there is no folder ${folder}: no accuracy`);
else run('matching-accuracy.ts', folder);
say('\nLatency');
const persons = values['ten-million'] ? 10_000_000 : 1_000_000;
run('person-index.ts', String(persons), '--queries', values.queries, '--beside-trigrams');

/** In a process of its own: what the one leaves in memory does not slow the other. */
function run(file: string, ...args: readonly string[]): void {
  const { status } = spawnSync(
    process.execPath,
    ['--max-old-space-size=8192', join(import.meta.dirname, file), ...args],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exitCode = 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
