// SPDX-License-Identifier: Apache-2.0
// `npm start`, `npm test` and the other scripts: installs what is missing, then runs the task under Node 24.
import { ensureConsoleBuilt, ensureInstalled, requireNodeToStart, run, runOrStop, Stop } from './runtime.js';

const TASKS = {
  start: { file: 'packages/cli/src/main.ts', args: ['demo'], console: true },
  test: { file: 'tools/test.ts', args: [], console: true },
  check: { file: 'tools/check.ts', args: [], console: false },
  bench: { file: 'bench/run.ts', args: [], console: false },
  'bench:matching': { file: 'bench/matching.ts', args: [], console: false },
  format: { file: 'node_modules/@biomejs/biome/bin/biome', args: ['check', '--write'], console: false },
};

await runOrStop(async () => {
  const [name, ...rest] = process.argv.slice(2);
  requireNodeToStart();
  if (name === 'install') return ensureInstalled(rest);
  const task = Object.hasOwn(TASKS, name ?? '') ? TASKS[name] : undefined;
  if (!task) throw new Stop(`Name a task: install, ${Object.keys(TASKS).join(', ')}.`, 2);
  ensureInstalled();
  if (task.console) ensureConsoleBuilt();
  await run(task.file, [...task.args, ...rest]);
});
