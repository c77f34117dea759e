// SPDX-License-Identifier: Apache-2.0
// `iims`: hands the words of the command line to the program and ends with its status.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Stripping types and compiling is half of a node's start. The cache lies with the packages and not in the system's folder of
// temporary files, where others could plant code. Where it cannot be written, everything works as without.
enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/iims-compiled', import.meta.url)));

const { runCommandLine } = await import('./command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));
