// SPDX-License-Identifier: Apache-2.0
// Loaded before the first file of a node (`--import`): the types of a file are stripped once, and what is left is kept. A node that
// starts then reads what is kept, without Node's stripper and its 16 MB. Node's own compile cache spares the stripper as well, but
// holds all that it ever read, some 15 MB, for as long as the process lives (decision 0061).
//
// V8 holds the text of every file for as long as the process lives, and Node a record of every import that it resolved. So comments
// go with the types, and our own imports, which name their file, are resolved here.
//
// Plain JavaScript, because it comes before the first TypeScript.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';
import { withoutComments } from './without-comments.js';

/** With the packages and not in the system's folder of temporary files, where others could plant code. */
const FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/iims-stripped/', import.meta.url));

const PACKAGES = new URL('../../', import.meta.url).href;

/** The same for every package of ours: its `exports` say so, and a test holds them against it. */
const OWN_PACKAGE = /^@iims\/([a-z]+)\/(.+)$/;

/** What zod says in fifty languages. Its faults become ours before anybody reads them. */
const LOCALES = /\/node_modules\/zod\/v4\/(?:core|classic)\/[a-z]+\.js$/;
const NO_LOCALES = new URL('./no-locales.js', import.meta.url).href;

/** Another number wherever `strippedOnce` makes something else of the same file. */
const STRIPPING = 3;

let isSwept = false;

registerHooks({
  resolve(specifier, context, nextResolve) {
    const url = ownFile(specifier, context.parentURL);
    return url === undefined ? nextResolve(specifier, context) : { url, format: 'module', shortCircuit: true };
  },
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    return { format: 'module', source: strippedOnce(url), shortCircuit: true };
  },
});

/** Undefined for what Node resolves itself. */
function ownFile(specifier, parent) {
  if (parent === undefined) return undefined;
  if (parent.startsWith(PACKAGES)) {
    if (/^\.\.?\//.test(specifier) && specifier.endsWith('.ts')) return new URL(specifier, parent).href;
    const [, name, path] = OWN_PACKAGE.exec(specifier) ?? [];
    return name && new URL(`${name}/src/${path}.ts`, PACKAGES).href;
  }
  return specifier === '../locales/index.js' && LOCALES.test(parent) ? NO_LOCALES : undefined;
}

function strippedOnce(url) {
  const typed = readFileSync(fileURLToPath(url), 'utf8');
  const path = join(FOLDER, `${sha256(url)}.js`);
  const mark = `\n// ${process.version}-${STRIPPING} ${sha256(typed)} `;
  const kept = readIfThere(path);
  if (kept !== undefined && isWhole(kept, mark)) return kept;
  const stripped = marked(withoutComments(stripTypeScriptTypes(typed)), mark);
  keep(path, stripped);
  return stripped;
}

/** Last, so that lines keep their numbers. */
function marked(stripped, mark) {
  return `${stripped}${mark}${sha256(stripped)}\n`;
}

/** Half a file is none; nor is one of which a disk that lost power kept the end and not the middle. */
function isWhole(kept, mark) {
  const end = kept.lastIndexOf(mark);
  return end >= 0 && kept === marked(kept.slice(0, end), mark);
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Where it cannot be kept, it is stripped at every start. */
function keep(path, stripped) {
  // Nodes that start together keep the same file.
  const beside = `${path}.${process.pid}-${threadId}`;
  try {
    mkdirSync(FOLDER, { recursive: true });
    if (!isSwept) sweep();
    writeFileSync(beside, stripped);
    renameSync(beside, path);
  } catch {}
}

/** Once in a process that keeps anything: what one that was killed was writing. Nobody reads it. */
function sweep() {
  isSwept = true;
  for (const name of readdirSync(FOLDER)) {
    const pid = /\.js\.(\d+)-\d+$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(FOLDER, name), { force: true });
  }
}

/** Where it is another's that cannot be seen from here its file is missing when it is renamed, and is stripped again. */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return fault.code !== 'ESRCH';
  }
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
