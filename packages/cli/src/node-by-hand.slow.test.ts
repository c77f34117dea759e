// SPDX-License-Identifier: Apache-2.0
// A State puts up a node by hand, as spec/cli.md tells: init, the entry into the State's document, signatures, start.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { readHolderSigners } from '@iims/node/keys/seed-files';
import { reissueState } from '@iims/node/trust/found';
import { killDemos, startDemo } from './demo.fixture.ts';
import { MAIN, runIims } from './run-iims.fixture.ts';

const PORT = 8600;
const folder = mkdtempSync(join(tmpdir(), 'iims-by-hand-'));
const nodes: ChildProcess[] = [];

after(async () => {
  for (const node of nodes) node.kill('SIGKILL');
  await killDemos();
  rmSync(folder, { recursive: true, force: true });
});

test('a node made by hand serves once its entry is signed, and the others learn of it and answer it', async () => {
  const demo = await startDemo({ port: PORT, directory: join(folder, 'demo') });
  process.kill(demo.pidOf('GEO'), 'SIGKILL');

  const directory = join(folder, 'geo-2');
  const made = await runIims(
    ['node', 'init', '--json', '--dir', directory, '--state', 'GEO', '--name', 'Georgia', '--node-id', 'geo-2'].concat(
      ['--authority', 'Border Guard', '--trust-root', join(demo.directory, 'trust-root')],
      ['--officer-port', `${PORT + 20}`, '--partner-port', `${PORT + 21}`, '--partner-host', '127.0.0.1'],
    ),
  );
  assert.equal(made.status, 0, made.stdout);
  const officers = await readHolderSigners(join(demo.directory, 'officers/GEO'));
  const held = join(demo.directory, 'GEO/trust/states');
  const file = reissueState({
    file: readFileSync(join(held, 'GEO.json')),
    changes: { nodes: [JSON.parse(made.stdout)] },
    officers,
    now: Date.now(),
  });
  cpSync(held, join(directory, 'trust/states'), { recursive: true });
  writeFileSync(join(directory, 'trust/states/GEO.json'), file);
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, 'correct horse battery staple\n', { mode: 0o600 });
  const account = ['--user', 'nino', '--password-file', passwordFile];
  assert.equal((await runIims(['user', 'add', '--dir', directory, '--role', 'officer', ...account])).status, 0);

  // One other State takes the signed file in by hand; the rest learn of it from that State.
  process.kill(demo.pidOf('UKR'), 'SIGKILL');
  while (isAlive(demo.pidOf('UKR'))) await setTimeout(20);
  writeFileSync(join(demo.directory, 'UKR/trust/states/GEO.json'), file);
  await startNode(join(demo.directory, 'UKR'));
  const url = await startNode(directory);
  const asking = ['query', '--json', '--node', url, ...account, '--purpose', 'border-check', '--case', 'A-1'];
  let stdout = '';
  for (let turn = 0; turn < TURNS_MAX && !EVERYBODY_ANSWERS.every((says) => stdout.includes(says)); turn++) {
    ({ stdout } = await runIims([...asking, 'UTO L898902C3']));
  }
  for (const says of EVERYBODY_ANSWERS) assert.ok(stdout.includes(says), stdout);
  // It has no registers: that is unknown, and not a no-hit.
  assert.ok(stdout.includes('"state":"GEO","outcome":"unavailable"'), stdout);
  assert.equal((await runIims(['audit', 'verify', '--dir', directory])).status, 0);
  await demo.end();
});

/** Resolves to the address of its officer's edge. */
async function startNode(directory: string): Promise<string> {
  const words = [MAIN, 'node', 'start', '--json', '--dir', directory];
  const node = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  nodes.push(node);
  const [line] = (await once(node.stdout!.setEncoding('utf8'), 'data')) as [string];
  const { ready, url } = JSON.parse(line) as { ready: boolean; url: string };
  assert.equal(ready, true, line);
  return url;
}

const EVERYBODY_ANSWERS = [
  '"state":"UKR","outcome":"hit"',
  '"state":"AZE","outcome":"no-hit"',
  '"state":"MDA","outcome":"no-hit"',
];
const TURNS_MAX = 10;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
