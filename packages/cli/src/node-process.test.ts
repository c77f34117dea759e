// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { before, test } from 'node:test';
import type { RunsAs } from './node-process.fixture.ts';
import { NODE_FLAGS } from './node-process.ts';

const FIXTURE = join(import.meta.dirname, 'node-process.fixture.ts');

before(() => run());

test('the process that was started is the process of the node, with its flags and the words it was given', async () => {
  const { pid, runsAs } = await run({ words: ['--dir', 'a folder'] });
  assert.equal(runsAs.pid, pid);
  assert.deepEqual(
    NODE_FLAGS.filter((flag) => !runsAs.flags.includes(flag)),
    [],
  );
  assert.deepEqual(runsAs.words, ['--dir', 'a folder']);
  assert.equal(runsAs.arenas, '2');
});

test('flags and environment of somebody who chose otherwise stay, and stand last', async () => {
  const { runsAs } = await run({ flags: ['--max-old-space-size=900'], environment: { MALLOC_ARENA_MAX: '7' } });
  assert.equal(runsAs.flags.at(-1), '--max-old-space-size=900');
  assert.equal(runsAs.arenas, '7');
});

test('a size that stands in NODE_OPTIONS stays, beside the other flags', async () => {
  const { runsAs } = await run({ environment: { NODE_OPTIONS: '--max_old_space_size=900' } });
  assert.deepEqual(
    NODE_FLAGS.filter((flag) => !runsAs.flags.includes(flag)),
    ['--max-old-space-size=256'],
  );
  assert.ok(runsAs.heapBytesMax > 900 * 1_048_576, `${runsAs.heapBytesMax}`);
});

test('on a system that cannot exchange the program of a process it runs as it was started', async () => {
  const onWindows = `--import=data:text/javascript,Object.defineProperty(process,'platform',{value:'win32'})`;
  const { pid, runsAs } = await run({ flags: [onWindows] });
  assert.equal(runsAs.pid, pid);
  assert.deepEqual(runsAs.flags, [onWindows]);
});

test("what was stripped at an earlier start needs Node's stripper no more, in no thread", async () => {
  const { runsAs } = await run();
  assert.equal(runsAs.hasStripper, false);
  assert.equal(runsAs.threadHasStripper, false);
});

test("a node loads neither Node's own fetch nor what it comes with", () => {
  const program = `await import('@iims/node/start-node');
    process.stdout.write(process.moduleLoadList.join(' '));`;
  const { stdout } = spawnSync(process.execPath, [...NODE_FLAGS, '--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  assert.match(stdout, /NativeModule http/);
  assert.doesNotMatch(stdout, /undici/);
});

interface Start {
  readonly flags?: readonly string[];
  readonly words?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

async function run({ flags = [], words = [], environment }: Start = {}) {
  const child = spawn(process.execPath, [...flags, FIXTURE, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  return { pid: child.pid, runsAs: (await json(child.stdout)) as RunsAs };
}
