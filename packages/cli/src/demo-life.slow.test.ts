// SPDX-License-Identifier: Apache-2.0
// The demonstration's life: it starts, dies in every way, and goes on from where it was.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { killDemos, spawnDemo, startDemo } from './demo.fixture.ts';
import { runIims } from './run-iims.fixture.ts';

const PORT = 8720;
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'iims-demo-'));
});

afterEach(async () => {
  await killDemos();
  rmSync(directory, { recursive: true, force: true });
});

test('a second start goes on with the same accounts and log, after kill -9 of a node and at another port', async () => {
  const first = await startDemo({ port: PORT, directory });
  process.kill(first.pidOf('AZE'), 'SIGKILL');
  const incomplete = await first.query('GEO', ['UTO L898902C3', 'F<<NOBODY<<SYNTHETIC 1980-02-29']);
  assert.equal(incomplete.status, 3);
  assert.match(incomplete.lines[0]!, /^\{"verdict":"hit","complete":false,/);
  assert.match(incomplete.lines[1]!, /^\{"verdict":"incomplete","complete":false,/);
  assert.match(incomplete.lines[1]!, /"state":"AZE","outcome":"unavailable","reason":"connection-refused"/);
  first.child.kill('SIGTERM');
  assert.equal(await first.ended, 0);
  const before = await logSize('GEO');

  const second = await startDemo({ port: PORT + 20, directory });
  assert.deepEqual(second.ready.accounts, first.ready.accounts);
  assert.deepEqual(second.ready.samples, first.ready.samples);
  assert.match(second.urlOf('GEO'), new RegExp(`:${PORT + 20}$`));
  const complete = await second.query('AZE', ['UTO L898902C3']);
  assert.equal(complete.status, 0, complete.stdout);
  // As from a terminal.
  second.child.kill('SIGINT');
  assert.equal(await second.ended, 0);
  assert.ok((await logSize('GEO')) > before);
  for (const state of ['UKR', 'AZE', 'MDA']) await logSize(state);
});

test('kill -9 of the demonstration takes its nodes down, and the next start does not trip over them', async () => {
  const first = await startDemo({ port: PORT, directory });
  first.child.kill('SIGKILL');
  assert.equal(await first.ended, 'SIGKILL');
  const second = await startDemo({ port: PORT, directory });
  assert.deepEqual(second.ready.accounts, first.ready.accounts);
  for (const { pid } of first.ready.nodes) assert.ok(!isRunning(pid));
  second.child.kill('SIGTERM');
  assert.equal(await second.ended, 0);
  for (const { pid } of second.ready.nodes) assert.ok(!isRunning(pid));
});

test('SIGTERM at any moment of the first start ends with 0 and all nodes down; kill -9 leaves nothing that counts', async () => {
  let moment = 0;
  for (; moment < MOMENTS_MAX; moment++) {
    const signal = moment % 2 === 0 ? 'SIGTERM' : 'SIGKILL';
    const { child, ended, firstLine, stderr } = spawnDemo(directory, PORT);
    const line = await Promise.race([firstLine, setTimeout(MOMENT_MS * GROWTH ** moment)]);
    // Before its own code runs, the process has no handler; once it talks, it has.
    const talked = stderr() !== '';
    child.kill(signal);
    const ending = await ended;
    if (signal === 'SIGTERM' && talked) assert.equal(ending, 0, `moment ${moment}`);
    if (line !== undefined) break;
  }
  assert.ok(moment > 2, 'it was interrupted while it was made');
  const demo = await startDemo({ port: PORT, directory });
  assert.deepEqual(
    readdirSync(directory)
      .filter((name) => !name.startsWith('demo.lock'))
      .sort(),
    ['AZE', 'GEO', 'MDA', 'UKR', 'demo.json', 'officers', 'passwords', 'root-holders', 'trust-root'],
  );
  demo.child.kill('SIGTERM');
  assert.equal(await demo.ended, 0);
  assert.ok(!(await answers(PORT)));
});

test('an account made while the node was down can sign in when it is up', async () => {
  const first = await startDemo({ port: PORT, directory });
  first.child.kill('SIGTERM');
  await first.ended;
  const about = ['--dir', join(directory, 'UKR'), '--json'];
  const added = await runIims(['user', 'add', ...about, '--user', 'olena', '--role', 'officer'], PASSWORD);
  assert.equal(added.status, 0, added.stdout);
  const passwordFile = join(directory, 'olena');
  writeFileSync(passwordFile, PASSWORD, { mode: 0o600 });
  const second = await startDemo({ port: PORT, directory });
  const who = ['--node', second.urlOf('UKR'), '--user', 'olena', '--password-file', passwordFile];
  const asked = await runIims([
    'query',
    ...who,
    '--purpose',
    'border-check',
    '--case',
    'T-1',
    '--json',
    'UTO L898902C3',
  ]);
  assert.match(asked.stdout, /^\{"verdict":"hit",/);
  second.child.kill('SIGTERM');
  await second.ended;
  assert.equal((await runIims(['user', 'disable', ...about, '--user', 'olena'])).status, 0);
  assert.match((await runIims(['user', 'list', ...about])).stdout, /"user":"olena","role":"officer","disabled":true/);
});

test('a directory that holds something else is left alone', async () => {
  mkdirSync(join(directory, 'GEO'));
  const { firstLine, ended } = spawnDemo(directory, PORT);
  assert.match((await firstLine)!, /^\{"error":\{"code":"input.invalid","message":"The directory holds GEO, /);
  assert.equal(await ended, 2);
  assert.deepEqual(
    readdirSync(join(directory, 'GEO')).filter((name) => name !== 'node.lock'),
    [],
  );
});

async function logSize(state: string): Promise<number> {
  const { status, stdout } = await runIims(['audit', 'verify', '--json', '--dir', join(directory, state)]);
  assert.equal(status, 0, stdout);
  return (JSON.parse(stdout) as { size: number }).size;
}

function isRunning(pid: number): boolean {
  // A process that ended and was not collected is a zombie.
  return existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}

const PASSWORD = 'correct horse battery staple\n';
/** Each moment a third later than the one before, so that twenty reach as far as a busy machine needs. */
const MOMENT_MS = 500;
const GROWTH = 1.35;
const MOMENTS_MAX = 20;
