// SPDX-License-Identifier: Apache-2.0
// Loaded before the first file of a node (`--import`): the types of a file are stripped once, and what is left is kept. A node that
// starts then reads what is kept, without Node's stripper and its 16 MB. Node's own compile cache spares the stripper as well, but
// holds all that it ever read, some 15 MB, for as long as the process lives (decision 0061).
//
// Plain JavaScript, because it comes before the first TypeScript.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';

/** With the packages and not in the system's folder of temporary files, where others could plant code. */
const FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/iims-stripped/', import.meta.url));

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    return { format: 'module', source: strippedOnce(url), shortCircuit: true };
  },
});

function strippedOnce(url) {
  const typed = readFileSync(fileURLToPath(url), 'utf8');
  const path = join(FOLDER, `${sha256(url)}.js`);
  // Last, so that lines keep their numbers and half a file is none.
  const mark = `\n// ${process.version} ${sha256(typed)}\n`;
  const kept = readIfThere(path);
  if (kept?.endsWith(mark)) return kept;
  const stripped = stripTypeScriptTypes(typed) + mark;
  keep(path, stripped);
  return stripped;
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
    writeFileSync(beside, stripped);
    renameSync(beside, path);
  } catch {}
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}
