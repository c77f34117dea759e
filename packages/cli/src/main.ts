// SPDX-License-Identifier: Apache-2.0
// `iims`: hands the words of the command line to the program and ends with its status.
import { enableCompileCache } from 'node:module';
import { COMPILE_CACHE_FOLDER } from './compile-cache.ts';

// Stripping types and compiling is half of a node's start.
enableCompileCache(COMPILE_CACHE_FOLDER);

const { runCommandLine } = await import('./command-line.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));
