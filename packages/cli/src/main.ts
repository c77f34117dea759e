// SPDX-License-Identifier: Apache-2.0
// `iims`: hands the words of the command line to the program and ends with its status.
import { enableCompileCache } from 'node:module';
import { COMPILE_CACHE_FOLDER } from './compile-cache.ts';
import { becomeNodeProcess } from './node-process.ts';

const words = process.argv.slice(2);
if (words[0] === 'node' && words[1] === 'start') becomeNodeProcess();

// Stripping types and compiling is most of a short command's time.
enableCompileCache(COMPILE_CACHE_FOLDER);

const { runCommandLine } = await import('./command-line.ts');
process.exitCode = await runCommandLine(words);
