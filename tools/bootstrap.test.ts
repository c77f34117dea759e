// SPDX-License-Identifier: Apache-2.0
// The way from a fresh clone to a running task, on a small repository with a stand-in for npm and one for Vite.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, test } from 'node:test';

const root = mkdtempSync(join(tmpdir(), 'iims-bootstrap-'));
after(() => rmSync(root, { recursive: true, force: true }));

/** Writes the arguments it got to `npm-calls` and lays out what `npm ci` would; fails where `npm-fails` stands. */
const NPM = `#!/bin/sh
echo "$@" >> ${root}/npm-calls
[ -e ${root}/npm-fails ] && exit 7
rm -rf ${root}/node_modules
mkdir -p ${root}/node_modules/vite/bin ${root}/node_modules/.bin
ln -s ${process.execPath} ${root}/node_modules/.bin/node
cp ${root}/package-lock.json ${root}/node_modules/.package-lock.json
cp ${root}/vite-stand-in.js ${root}/node_modules/vite/bin/vite.js
`;
const VITE = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
const out = process.argv[process.argv.indexOf('--outDir') + 1];
mkdirSync(out, { recursive: true });
writeFileSync(out + '/index.html', 'built');
appendFileSync(${JSON.stringify(join(root, 'vite-calls'))}, 'build\\n');
`;
const MAIN = `
const [command, ...rest] = process.argv.slice(2);
if (command === 'wait') process.on('SIGTERM', () => process.exit(5)), setInterval(() => {}, 1000);
process.stdout.write(JSON.stringify({ command, rest, main: process.argv[1], pid: process.pid }) + '\\n');
if (command === 'fail') process.exitCode = 9;
`;

function write(path: string, text: string): void {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A lock file that names one package in this version, and one for another platform. */
function lock(version: string): void {
  const packages = {
    '': { name: 'root' },
    'node_modules/thing': { version, integrity: `sha512-${version}` },
    'node_modules/elsewhere': { version, optional: true },
  };
  write('package-lock.json', JSON.stringify({ packages }));
}

write('package.json', '{"type":"module"}');
lock('1.0.0');
write('bin/npm', NPM);
chmodSync(join(root, 'bin/npm'), 0o755);
write('vite-stand-in.js', VITE);
write('packages/console/index.html', '<p>');
write('packages/wire/src/bytes.ts', '');
write('packages/cli/src/main.ts', MAIN);
write('packages/cli/bin/iims.js', '');
for (const file of ['tools/bootstrap.js', 'tools/runtime.js', 'packages/cli/bin/iims.js']) {
  mkdirSync(join(root, dirname(file)), { recursive: true });
  copyFileSync(join(import.meta.dirname, '..', file), join(root, file));
}

const env = { ...process.env, PATH: `${join(root, 'bin')}${delimiter}${process.env.PATH}` };

function bootstrap(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(root, 'tools/bootstrap.js'), ...args], { env, encoding: 'utf8' });
}

function calls(name: string): number {
  const file = join(root, name);
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
}

test('the first start installs, builds the console and runs the demo with its arguments', () => {
  const { status, stdout } = bootstrap('start', '--port', '9000');
  assert.equal(status, 0);
  const { command, rest } = JSON.parse(stdout);
  assert.deepEqual([command, ...rest], ['demo', '--port', '9000']);
  assert.equal(readFileSync(join(root, 'npm-calls'), 'utf8').trim(), 'ci --no-audit --no-fund --loglevel=error');
  assert.equal(readFileSync(join(root, 'packages/console/dist/index.html'), 'utf8'), 'built');
});

test('a second start neither installs nor builds', () => {
  bootstrap('start');
  assert.deepEqual([calls('npm-calls'), calls('vite-calls')], [1, 1]);
});

test('a changed lock file installs and builds anew', () => {
  lock('2.0.0');
  bootstrap('start');
  assert.deepEqual([calls('npm-calls'), calls('vite-calls')], [2, 2]);
});

test('a changed source of the console builds anew; a changed test does not', () => {
  write('packages/wire/src/bytes.ts', 'export const a = 1;');
  bootstrap('start');
  assert.deepEqual([calls('npm-calls'), calls('vite-calls')], [2, 3]);
  write('packages/wire/src/bytes.test.ts', 'export const a = 1;');
  bootstrap('start');
  assert.deepEqual([calls('npm-calls'), calls('vite-calls')], [2, 3]);
});

test('a console that is missing is built by `iims demo`, and only there', () => {
  rmSync(join(root, 'packages/console/dist'), { recursive: true });
  const iims = (...args: string[]) => spawnSync(process.execPath, [join(root, 'packages/cli/bin/iims.js'), ...args]);
  iims('query');
  assert.equal(calls('vite-calls'), 3);
  const { stdout } = iims('demo', '--json');
  assert.equal(calls('vite-calls'), 4);
  assert.deepEqual(JSON.parse(stdout.toString()).rest, ['--json']);
});

test('an install by hand counts; one with another package does not', () => {
  const installed = join(root, 'node_modules/.package-lock.json');
  const thing = { version: '2.0.0', integrity: 'sha512-2.0.0' };
  writeFileSync(installed, JSON.stringify({ packages: { 'node_modules/thing': thing } }));
  bootstrap('start');
  assert.equal(calls('npm-calls'), 2);
  writeFileSync(installed, JSON.stringify({ packages: { 'node_modules/thing': thing, 'node_modules/more': thing } }));
  bootstrap('start');
  assert.equal(calls('npm-calls'), 3);
});

test('an install that fails ends with its status, runs nothing, and is tried again', () => {
  lock('3.0.0');
  write('npm-fails', '');
  const { status, stdout, stderr } = bootstrap('start');
  assert.equal(status, 7);
  assert.equal(stdout, '');
  assert.match(stderr, /npm ci failed/);
  rmSync(join(root, 'npm-fails'));
  assert.equal(bootstrap('start').status, 0);
  assert.equal(calls('npm-calls'), 5);
});

test('npm is not run on the Node that it is about to remove', () => {
  lock('4.0.0');
  const trap = join(root, 'trap', 'node_modules', '.bin');
  mkdirSync(trap, { recursive: true });
  writeFileSync(join(trap, 'npm'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  const path = `${trap}${delimiter}${env.PATH}`;
  const { status } = spawnSync(process.execPath, [join(root, 'tools/bootstrap.js'), 'start'], {
    env: { ...env, PATH: path },
  });
  assert.equal(status, 0);
});

test('no npm at all is said in plain words', () => {
  lock('5.0.0');
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'tools/bootstrap.js'), 'start'], {
    env: { PATH: join(root, 'nothing') },
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assert.match(stderr, /npm could not be started/);
  bootstrap('start');
});

test('an unknown task names the tasks there are', () => {
  const { status, stderr } = bootstrap('fly');
  assert.equal(status, 2);
  assert.match(stderr, /start, test, check, bench, bench:matching, format/);
});

test('the exit status of the task is the exit status of the command', () => {
  const { status } = spawnSync(process.execPath, [join(root, 'packages/cli/bin/iims.js'), 'fail']);
  assert.equal(status, 9);
});

test('on Node 24 the command runs in the process that was started, which gets the signals itself', async () => {
  const { pid, mainPid, status } = await startAndTerminate([]);
  assert.equal(pid, mainPid);
  assert.equal(status, 5);
});

test('on an older Node the command runs under the Node that npm brought, and gets the signals', async () => {
  const { pid, mainPid, status } = await startAndTerminate(pretendNode('20.1.0'));
  assert.notEqual(pid, mainPid);
  assert.equal(status, 5);
});

test('a Node 24 without its security fixes gives way to the one that npm brought', async () => {
  const { pid, mainPid, status } = await startAndTerminate(pretendNode('24.16.2'));
  assert.notEqual(pid, mainPid);
  assert.equal(status, 5);
});

test('a Node that is too old, or none to run on, is said in plain words', () => {
  const withNode = (version: string) =>
    spawnSync(process.execPath, [...pretendNode(version), join(root, 'packages/cli/bin/iims.js'), 'query'], {
      encoding: 'utf8',
    });
  assert.match(withNode('18.19.0').stderr, /This is Node 18\.19\.0; IIMS needs Node 20 or newer/);
  rmSync(join(root, 'node_modules/.bin/node'));
  const { status, stderr } = withNode('20.1.0');
  assert.equal(status, 1);
  assert.match(stderr, /No Node 24\.17 or newer found for .*, and this is Node 20\.1\.0/);
});

/** Node arguments that make a process believe that it runs on this version. */
function pretendNode(version: string): string[] {
  const code = `Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
}

async function startAndTerminate(
  flags: string[],
): Promise<{ pid: number | undefined; mainPid: number; status: number }> {
  const child = spawn(process.execPath, [...flags, join(root, 'packages/cli/bin/iims.js'), 'wait'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  child.kill('SIGTERM');
  const [status] = await once(child, 'close');
  return { pid: child.pid, mainPid: JSON.parse(line).pid, status };
}
