// SPDX-License-Identifier: Apache-2.0
// One node as a process of its own, so that a scenario can kill it: `node node-process.ts DIRECTORY` says `ready` when it serves.
import { startNode } from '@iims/node/start-node';

await startNode({ directory: process.argv[2]! });
process.stdout.write('ready\n');
// The channel ends with the process that started this one, however that ends.
process.once('disconnect', () => process.exit());
