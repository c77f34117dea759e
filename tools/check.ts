// SPDX-License-Identifier: Apache-2.0
// `npm run check`: format and lint, types, structure. Every part runs even when an earlier one failed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './root.ts';

const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const PARTS: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: 'format and lint', command: [join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'ci'] },
  { name: 'types', command: [TSC, '--noEmit', '-p', 'tsconfig.json'] },
  { name: 'types of the console', command: [TSC, '--noEmit', '-p', 'packages/console/tsconfig.json'] },
  { name: 'structure', command: [join(ROOT, 'tools', 'tidy.ts')] },
];

const failed = PARTS.filter((part) => !passes(part)).map((part) => part.name);
if (failed.length > 0) {
  process.stdout.write(`check: failed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write('check: all passed\n');
}

function passes(part: (typeof PARTS)[number]): boolean {
  const startedAt = performance.now();
  const { status } = spawnSync(process.execPath, part.command, { cwd: ROOT, stdio: 'inherit' });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`check: ${part.name}: ${status === 0 ? 'passed' : 'FAILED'} (${seconds} s)\n`);
  return status === 0;
}
