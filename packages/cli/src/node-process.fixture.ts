// SPDX-License-Identifier: Apache-2.0
// Becomes the process of a node and says as what it runs, and as what a thread of it does.
import { getHeapStatistics } from 'node:v8';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { becomeNodeProcess } from './node-process.ts';

export interface RunsAs {
  readonly pid: number;
  readonly flags: readonly string[];
  readonly words: readonly string[];
  readonly arenas: string | undefined;
  readonly heapBytesMax: number;
  /** Whether Node's stripper of types was loaded. */
  readonly hasStripper: boolean;
  readonly threadHasStripper: boolean;
}

if (isMainThread) {
  becomeNodeProcess();
  const thread = new Worker(new URL(import.meta.url));
  thread.once('message', (threadHasStripper: boolean) => {
    const runsAs: RunsAs = {
      pid: process.pid,
      flags: process.execArgv,
      words: process.argv.slice(2),
      arenas: process.env.MALLOC_ARENA_MAX,
      heapBytesMax: getHeapStatistics().heap_size_limit,
      hasStripper: hasStripper(),
      threadHasStripper,
    };
    process.stdout.write(JSON.stringify(runsAs));
  });
} else {
  parentPort!.postMessage(hasStripper());
}

function hasStripper(): boolean {
  const { moduleLoadList } = process as unknown as { readonly moduleLoadList: readonly string[] };
  return moduleLoadList.some((name) => name.includes('amaro'));
}
