// SPDX-License-Identifier: Apache-2.0
// What `npm start`, `npm test` and `npx iims` share: install when the lock file changed, build the console when its
// sources changed, and run TypeScript under Node 24. Plain JavaScript without dependencies, because Node 20 runs it first.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const NODE_MAJOR_TO_START = 20;
const NODE_MAJOR_TO_RUN = 24;
/** Below lie faults of Node's TLS and HMAC with published fixes: CVE-2026-21713, -48618, -48928, -48933, -48934. */
const NODE_MINOR_TO_RUN = 17;
const NODE_MODULES = join(ROOT, 'node_modules');
const LOCK_FILE = join(ROOT, 'package-lock.json');
/** npm's own list of what it installed, written when it is done. */
const INSTALLED_FILE = join(NODE_MODULES, '.package-lock.json');
const CONSOLE = join(ROOT, 'packages', 'console');
const CONSOLE_DIST = join(CONSOLE, 'dist');
const CONSOLE_STAMP = join(NODE_MODULES, '.iims-console-built-from');
/** What the console is built from; the console imports `wire` and nothing else of ours. */
const CONSOLE_SOURCES = [CONSOLE, join(ROOT, 'packages', 'wire', 'src'), LOCK_FILE];

/** A fault to be told in plain words and ended with this exit status. */
export class Stop extends Error {
  constructor(message, status = 1) {
    super(message);
    this.status = status;
  }
}

/** Runs the story of a command; tells a `Stop` in its own words and ends with its status. */
export async function runOrStop(story) {
  try {
    await story();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    say(error.message);
    process.exitCode = error.status;
  }
}

/** Refuses a Node that cannot even install the one that IIMS runs on. */
export function requireNodeToStart() {
  if (majorOf(process.versions.node) >= NODE_MAJOR_TO_START) return;
  throw new Stop(
    `This is Node ${process.versions.node}; IIMS needs Node ${NODE_MAJOR_TO_START} or newer to install itself ` +
      `(it then brings Node ${NODE_MAJOR_TO_RUN} along). Install a newer Node and run the command again.`,
  );
}

/** Runs `npm ci` when what is installed is not what the lock file names. */
export function ensureInstalled(npmArguments = []) {
  if (isInstalled()) return;
  say('Installing packages (npm ci); this takes about half a minute.');
  // npm must not run on the Node inside node_modules, which `npm ci` removes first.
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes(`node_modules${sep}.bin`));
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...npmArguments], {
    cwd: ROOT,
    env: { ...process.env, PATH: path.join(delimiter) },
    stdio: ['ignore', 2, 2],
  });
  if (npm.error) throw new Stop(`npm could not be started (${npm.error.code}). Install npm and run the command again.`);
  if (npm.status !== 0) {
    throw new Stop('npm ci failed; its message stands above. Nothing was started.', npm.status ?? 1);
  }
}

/** Whoever installed it: a newcomer's own `npm ci` counts, and running nodes do not lose their packages. */
function isInstalled() {
  if (!existsSync(INSTALLED_FILE)) return false;
  const wanted = JSON.parse(readFileSync(LOCK_FILE, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(INSTALLED_FILE, 'utf8')).packages;
  const isSame = (one, other) =>
    one.version === other.version && one.integrity === other.integrity && one.link === other.link;
  return (
    Object.keys(installed).every((path) => path in wanted) &&
    Object.entries(wanted).every(([path, entry]) =>
      // The root itself is not installed; optional packages may be for another platform.
      path in installed ? isSame(entry, installed[path]) : path === '' || entry.optional,
    )
  );
}

/** The Node to run on: this one if it is new enough, else the one that npm brought. */
export function runtimePath() {
  if (isNewEnoughToRun(process.versions.node)) return process.execPath;
  const brought = [
    join(NODE_MODULES, `node-${process.platform}-${process.arch}`, 'bin', 'node'),
    join(NODE_MODULES, '.bin', 'node'),
  ].find((path) => existsSync(path));
  if (brought) return brought;
  throw new Stop(
    `No Node ${NODE_MAJOR_TO_RUN}.${NODE_MINOR_TO_RUN} or newer found for ${process.platform}-${process.arch}, and this is Node ${process.versions.node}. ` +
      `Run \`npm ci\` in ${ROOT}; if that does not help, install Node ${NODE_MAJOR_TO_RUN}.`,
  );
}

/** Builds the console when it is missing or older than its sources. */
export function ensureConsoleBuilt() {
  const wanted = hashOf(CONSOLE_SOURCES);
  if (existsSync(join(CONSOLE_DIST, 'index.html')) && readIfThere(CONSOLE_STAMP) === wanted) return;
  say('Building the console.');
  // Built beside, then renamed: a node never serves half a console.
  const beside = join(NODE_MODULES, `.iims-console-${process.pid}`);
  const vite = join(NODE_MODULES, 'vite', 'bin', 'vite.js');
  const built = spawnSync(runtimePath(), [vite, 'build', '--outDir', beside, '--emptyOutDir', '--logLevel', 'warn'], {
    cwd: CONSOLE,
    stdio: ['ignore', 2, 2],
  });
  if (built.status !== 0) {
    rmSync(beside, { recursive: true, force: true });
    throw new Stop('The console could not be built; the message of Vite stands above.', built.status ?? 1);
  }
  rmSync(CONSOLE_DIST, { recursive: true, force: true });
  try {
    renameSync(beside, CONSOLE_DIST);
  } catch (error) {
    // Two commands may build at the same time from the same sources; whichever comes second drops its copy.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    rmSync(beside, { recursive: true, force: true });
  }
  writeFileSync(CONSOLE_STAMP, wanted);
}

/**
 * Runs a TypeScript or JavaScript file with these arguments on this terminal. On Node 24 it runs in this very process, so that
 * process id and signals are its own; otherwise in a child whose exit status becomes ours.
 */
export async function run(file, args) {
  const path = join(ROOT, file);
  const runtime = runtimePath();
  if (runtime === process.execPath) {
    process.argv = [process.execPath, path, ...args];
    await import(pathToFileURL(path).href);
    return;
  }
  await runInChild(runtime, [path, ...args]);
}

async function runInChild(runtime, args) {
  const child = spawn(runtime, args, { stdio: 'inherit' });
  const forward = (signal) => child.kill(signal);
  // A terminal sends Ctrl-C to the child as well; sending it twice would look like impatience.
  const onInterrupt = (signal) => process.stdin.isTTY || forward(signal);
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', forward);
  process.on('SIGHUP', forward);
  const [status, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...ending) => resolve(ending));
  });
  process.exit(signal ? 128 + constants.signals[signal] : status);
}

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) addToHash(hash, path);
  return hash.digest('hex');
}

function addToHash(hash, path) {
  const entries = listIfFolder(path);
  if (entries === undefined) {
    hash.update(`${path.slice(ROOT.length)}\n`);
    hash.update(readFileSync(path));
    return;
  }
  for (const entry of entries.sort()) {
    if (entry === 'dist' || entry === 'node_modules' || /\.test\.tsx?$/.test(entry)) continue;
    addToHash(hash, join(path, entry));
  }
}

function listIfFolder(path) {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function isNewEnoughToRun(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > NODE_MAJOR_TO_RUN || (major === NODE_MAJOR_TO_RUN && minor >= NODE_MINOR_TO_RUN);
}

function majorOf(version) {
  return Number.parseInt(version, 10);
}

function say(text) {
  process.stderr.write(`${text}\n`);
}
