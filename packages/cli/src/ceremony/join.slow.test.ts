// SPDX-License-Identifier: Apache-2.0
// A fifth State joins a running demonstration with the commands of the ceremony: one file each way, nothing else.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { killDemos, type RunningDemo, startDemo } from '../demo.fixture.ts';
import { MAIN, type Ran, runIims } from '../run-iims.fixture.ts';

const PORT = 8840;
const folder = mkdtempSync(join(tmpdir(), 'iims-join-'));
const at = (name: string): string => join(folder, name);
let node: ChildProcess | undefined;

after(async () => {
  node?.kill('SIGKILL');
  await killDemos();
  rmSync(folder, { recursive: true, force: true });
});

test('a fifth State joins a running demonstration, asks, and is answered by everybody', async () => {
  const demo = await startDemo({ port: PORT, directory: at('demo'), records: 300 });
  const startedAt = performance.now();
  await iims('trust', 'invite', '--basis', join(demo.directory, 'GEO'), '--state', 'UTO', '--out', at('invitation'));
  await makeNewState();
  await admit(demo);
  await signOwnDocument();
  for (const state of STATES) await grantRights(demo, state);
  const url = await startNode();
  writeFileSync(at('password'), 'correct horse battery staple\n', { mode: 0o600 });
  const account = ['--user', 'thomas', '--password-file', at('password')];
  await iims('user', 'add', '--dir', at('node'), '--role', 'officer', ...account);
  const asking = ['query', '--json', '--node', url, ...account, '--purpose', 'border-check', '--case', 'A-1'];
  let stdout = '';
  for (let turn = 0; turn < TURNS_MAX && !EVERYBODY_ANSWERS.every((says) => stdout.includes(says)); turn++) {
    ({ stdout } = await runIims([...asking, 'UTO L898902C3']));
  }
  for (const says of EVERYBODY_ANSWERS) assert.ok(stdout.includes(says), stdout);
  assert.ok(performance.now() - startedAt < TEN_MINUTES_MS);
  await demo.end();
});

/** What the new State does with the invitation: keys, node, request. */
async function makeNewState(): Promise<void> {
  await iims('trust', 'unpack', at('invitation'), '--out', at('federation'));
  const words = ['--state', 'UTO', '--name', 'Utopia', '--node-id', 'uto-1', '--authority', 'Border Guard'];
  const ports = ['--officer-port', `${PORT + 20}`, '--partner-port', `${PORT + 21}`, '--partner-host', '127.0.0.1'];
  const root = ['--trust-root', join(at('federation'), 'trust-root')];
  writeFileSync(at('entry'), (await iims('node', 'init', '--dir', at('node'), ...words, ...ports, ...root)).stdout);
  for (const name of NEW_HOLDERS) {
    await iims('keys', 'holder', '--federation', 'demo-guam', '--name', name, '--out', at('keys'));
  }
  const [holder, ...officers] = NEW_HOLDERS.map((name) => join(at('keys'), `${name}.holder`));
  await iims(
    ...['trust', 'join-request', '--federation', 'demo-guam', '--state', 'UTO', '--name', 'Utopia'],
    ...['--holder', holder!, '--officer', ...officers, '--entry', at('entry'), '--out', at('request.draft')],
  );
  for (const name of NEW_HOLDERS) await sign('request.draft', at('keys'), name);
  await iims('trust', 'finish', at('request.draft'), '--out', at('request'));
}

/** What the members do with the request: the next root, signed by three of the four. */
async function admit(demo: RunningDemo): Promise<void> {
  const basis = join(demo.directory, 'GEO');
  await iims('trust', 'draft-root', '--basis', basis, '--add', at('request'), '--out', at('root.draft'));
  for (const state of ['GEO', 'UKR', 'AZE']) await sign('root.draft', join(demo.directory, 'root-holders'), state);
  await iims('trust', 'finish', at('root.draft'), '--out', at('root'), '--bundle', at('bundle'));
}

async function signOwnDocument(): Promise<void> {
  writeFileSync(at('about'), JSON.stringify({ name: 'Utopia', authorities: [{ id: 'border', name: 'Border Guard' }] }));
  const about = ['--first', '--entry', at('entry'), '--about', at('about')];
  await iims('trust', 'draft-state', '--basis', at('bundle'), '--state', 'UTO', ...about, '--out', at('UTO.draft'));
  for (const name of NEW_HOLDERS.slice(1)) await sign('UTO.draft', at('keys'), name);
  await iims('trust', 'finish', at('UTO.draft'), '--out', at('UTO'));
  await iims('trust', 'bring', at('root'), at('UTO'), '--dir', join(at('demo'), 'GEO'));
  await iims('trust', 'bring', at('bundle'), at('UTO'), '--dir', at('node'));
}

async function grantRights(demo: RunningDemo, state: string): Promise<void> {
  const draft = `${state}.draft`;
  const basis = [join(demo.directory, state), at('root')];
  await iims('trust', 'draft-state', '--basis', ...basis, '--state', state, '--grant', 'UTO', '--out', at(draft));
  const officers = join(demo.directory, 'officers', state);
  for (const officer of ['first', 'second']) await sign(draft, officers, `${state}-${officer}-officer`);
  await iims('trust', 'finish', at(draft), '--out', at(state));
  await iims('trust', 'bring', at(state), '--dir', join(demo.directory, state));
}

/** Each signer reads the fingerprint for himself. */
async function sign(draft: string, keys: string, name: string): Promise<void> {
  const { sha256 } = JSON.parse((await iims('trust', 'show', at(draft))).stdout) as { sha256: string };
  await iims('trust', 'sign', at(draft), '--keys', keys, '--name', name, '--fingerprint', sha256);
}

async function iims(...words: string[]): Promise<Ran> {
  const ran = await runIims([...words, '--json']);
  assert.equal(ran.status, 0, `${words.join(' ')}\n${ran.stdout}${ran.stderr}`);
  return ran;
}

/** Resolves to the address of its officer's edge. */
async function startNode(): Promise<string> {
  node = spawn(process.execPath, [MAIN, 'node', 'start', '--json', '--dir', at('node')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(node.stdout!.setEncoding('utf8'), 'data')) as [string];
  const { ready, url } = JSON.parse(line) as { ready: boolean; url: string };
  assert.equal(ready, true, line);
  return url;
}

const STATES = ['GEO', 'UKR', 'AZE', 'MDA'];
const NEW_HOLDERS = ['UTO', 'UTO-officer-1', 'UTO-officer-2'];
const EVERYBODY_ANSWERS = [
  '"state":"UKR","outcome":"hit"',
  '"state":"GEO","outcome":"no-hit"',
  '"state":"AZE","outcome":"no-hit"',
  '"state":"MDA","outcome":"no-hit"',
];
const TURNS_MAX = 10;
const TEN_MINUTES_MS = 600_000;
