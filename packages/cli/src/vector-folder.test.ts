// SPDX-License-Identifier: Apache-2.0
// Whole folders of vectors: the published ones count exactly, and no folder ends the run.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { Suite } from '@iims/crypto/selftest/vector-file';
import { IimsError } from '@iims/wire/errors';
import { runVectorFolder } from './vector-folder.ts';

const VECTORS = join(import.meta.dirname, '../../../spec/vectors');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'iims-vectors-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the published vectors pass, all of them, and the counts are exact', () => {
  const suites = ['crypto', 'log/signed-notes'].flatMap((area) => runVectorFolder(join(VECTORS, area)));
  const sum = (count: 'passed' | 'failed' | 'skipped'): number =>
    suites.reduce((total, suite) => total + suite[count], 0);
  assert.deepEqual([suites.length, sum('passed'), sum('failed'), sum('skipped')], [221, 4032, 0, 60]);
});

test('files of other formats are skipped with a reason, and what is no vector at all is passed over', () => {
  writeFileSync(join(folder, 'README.md'), '# Vectors');
  writeFileSync(join(folder, 'a.json'), '{"anything":[1,2]}');
  assert.deepEqual(namesOf(runVectorFolder(folder), 'skipped'), ['a.json']);
});

test('a damaged note, and a damaged key, fail', () => {
  cpSync(join(VECTORS, 'log/signed-notes'), folder, { recursive: true });
  truncateSync(join(folder, 'example-ed25519.note'), 100);
  truncateSync(join(folder, 'mldsa44-checkpoint.vkey'), 100);
  assert.deepEqual(namesOf(runVectorFolder(folder), 'failed'), ['example-ed25519.note', 'mldsa44-checkpoint.note']);
});

test('links to folders above do not lead in a circle, and each folder is run once', () => {
  mkdirSync(join(folder, 'inner'));
  cpSync(join(VECTORS, 'crypto/xwing/test-vectors.json'), join(folder, 'inner/x.json'));
  symlinkSync('..', join(folder, 'inner/up'));
  symlinkSync('inner', join(folder, 'again'));
  assert.deepEqual(
    runVectorFolder(folder).map(({ passed }) => passed),
    [3],
  );
});

test('a link in the place of a folder or a file is followed', () => {
  symlinkSync(join(VECTORS, 'crypto/xwing'), join(folder, 'xwing'));
  symlinkSync(join(VECTORS, 'crypto/wycheproof/hkdf_sha256_test.json'), join(folder, 'hkdf.json'));
  assert.deepEqual(
    runVectorFolder(folder).map(({ passed }) => passed),
    [86, 3],
  );
});

test('a file of 100 MB, a link to nowhere and a folder that cannot be read have failed; the rest runs', () => {
  cpSync(join(VECTORS, 'crypto/xwing/test-vectors.json'), join(folder, 'good.json'));
  writeFileSync(join(folder, 'large.json'), '');
  truncateSync(join(folder, 'large.json'), 100_000_000);
  symlinkSync('nowhere', join(folder, 'gone.txt'));
  symlinkSync('itself.json', join(folder, 'itself.json'));
  mkdirSync(join(folder, 'locked'));
  writeFileSync(join(folder, 'closed.json'), '[]', { mode: 0o000 });
  chmodSync(join(folder, 'locked'), 0o000);
  const suites = runVectorFolder(folder);
  chmodSync(join(folder, 'locked'), 0o700);
  // The administrator may read what its mode forbids: then the folder is empty, and the file holds no cases.
  const unreadable = process.getuid?.() === 0 ? [] : ['locked'];
  assert.deepEqual(namesOf(suites, 'failed'), ['closed.json', 'gone.txt', 'itself.json', 'large.json', ...unreadable]);
  assert.deepEqual(namesOf(suites, 'passed'), ['good.json']);
});

test('keys of prototypes, deep nesting and bombs are failures of their file', () => {
  writeFileSync(join(folder, 'prototype.json'), '{"__proto__":{"testGroups":[],"numberOfTests":0}}');
  writeFileSync(join(folder, 'constructor.json'), '[{"constructor":1}]');
  writeFileSync(join(folder, 'deep.json'), '['.repeat(1_000_000));
  assert.deepEqual(namesOf(runVectorFolder(folder), 'failed'), ['constructor.json', 'deep.json', 'prototype.json']);
  assert.equal(Object.hasOwn(Object.prototype, 'testGroups'), false);
});

test('a folder that is missing, is a file, or holds no vectors is input.invalid', () => {
  writeFileSync(join(folder, 'LICENSE'), '');
  for (const wrong of [folder, join(folder, 'missing'), join(folder, 'LICENSE')]) {
    assert.throws(
      () => runVectorFolder(wrong),
      (fault) => fault instanceof IimsError && fault.code === 'input.invalid' && fault.field === 'vectors',
    );
  }
});

function namesOf(suites: readonly Suite[], count: 'passed' | 'failed' | 'skipped'): string[] {
  return suites.filter((suite) => suite[count] > 0).map(({ file }) => file);
}
