#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// `npx iims`: runs the command line under Node 24, whichever Node started it.
import { ensureConsoleBuilt, requireNodeToStart, run, runOrStop } from '../../../tools/runtime.js';

await runOrStop(async () => {
  requireNodeToStart();
  const args = process.argv.slice(2);
  const servesConsole = args[0] === 'demo' || (args[0] === 'node' && args[1] === 'start');
  if (servesConsole) ensureConsoleBuilt();
  await run('packages/cli/src/main.ts', args);
});
