// SPDX-License-Identifier: Apache-2.0
// The proofs of transparency-dev/merkle, one a file: all of them, and what damage to them does.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { publishedText, runAlone, runAs } from './vectors.fixture.ts';

describe('98 proofs of each kind: 6 verify and 92 are refused', () => {
  for (const kind of ['inclusion', 'consistency']) {
    test(kind, () => {
      const files = proofFiles(kind);
      for (const file of files) assert.deepEqual(runAs(file), { file, passed: 1, failed: 0, skipped: 0 });
      const good = files.filter((file) => publishedText(file).includes('"wantErr": false'));
      assert.deepEqual([files.length, good.length], [98, 6]);
    });
  }
});

test('a verdict turned round fails, in each file', () => {
  for (const file of [...proofFiles('inclusion'), ...proofFiles('consistency')]) {
    const turned = publishedText(file).replace(
      /"wantErr": (true|false)/,
      (_, verdict) => `"wantErr": ${verdict !== 'true'}`,
    );
    assert.equal(runAlone(file, turned).failed, 1, file);
  }
});

test('a good proof with another size, hash or root fails', () => {
  for (const [from, to] of [
    ['"leafIdx": 5', '"leafIdx": 4'],
    ['"leafIdx": 5', '"leafIdx": 5.5'],
    ['"leafIdx": 5', '"leafIdx": -5'],
    ['"leafIdx": 5', '"leafIdx": "5x"'],
    ['"treeSize": 8', '"treeSize": 18446744073709551615'],
    ['"root": "X', '"root": "Y'],
    ['"wantErr"', '"wantErs"'],
    ['"proof"', '"proog"'],
  ] as const) {
    const text = publishedText('merkle-proofs/inclusion/2/happy-path.json');
    assert.ok(text.includes(from));
    assert.equal(runAlone('a.json', text.replace(from, to)).failed, 1, to);
  }
});

test('sizes are read to their last digit', () => {
  const file = proofFiles('inclusion').find((name) => /\d{17}/.test(publishedText(name)))!;
  const other = publishedText(file).replace(/(\d{16})\d/, (_, digits) => `${digits}2`);
  assert.notEqual(other, publishedText(file));
  assert.equal(runAs(file, other).failed, 1);
});

function proofFiles(kind: string): string[] {
  const folder = new URL(`../../../../spec/vectors/crypto/merkle-proofs/${kind}/`, import.meta.url);
  const names = readdirSync(folder, { recursive: true }) as string[];
  return names.filter((name) => name.endsWith('.json')).map((name) => `merkle-proofs/${kind}/${name}`);
}
