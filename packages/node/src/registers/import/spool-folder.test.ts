// SPDX-License-Identifier: Apache-2.0
// The files of an import that has ended go.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { removeImportFolder, removeMade, removeRuns } from './spool-folder.ts';

const MIB = 1_048_576;

test('a large file goes in steps, with others served between them', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-spools-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'alerts.sealed');
  writeFileSync(path, 'beginning');
  truncateSync(path, 50 * MIB);
  writeFileSync(join(folder, 'keys.sealed'), 'small');
  let isGone = false;
  const seen = new Set<number>();
  const removing = removeImportFolder(folder).then(() => (isGone = true));
  while (!isGone) {
    seen.add((statSync(path, { throwIfNoEntry: false })?.size ?? 0) / MIB);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await removing;
  for (const size of [34, 18, 2]) assert.ok(seen.has(size), `${size} MiB among ${[...seen].join(', ')}`);
  assert.ok(!existsSync(folder));
});

test('what a reading made goes without the file, and what is not there is no fault', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-spools-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const spools = { folder, key: new Uint8Array(32) };
  for (const name of ['source', 'keys', 'run-0', 'run-1']) writeFileSync(join(folder, `${name}.sealed`), name);
  await removeRuns(spools);
  const left = (): boolean[] => ['source', 'keys', 'run-0'].map((name) => existsSync(join(folder, `${name}.sealed`)));
  assert.deepEqual(left(), [true, true, false]);
  await removeMade(spools);
  assert.deepEqual(left(), [true, false, false]);
  await removeImportFolder(folder);
  await removeImportFolder(folder);
});
