// SPDX-License-Identifier: Apache-2.0
// A second name of a file is never that of another one.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { shareFile } from './share-file.ts';

it('shares a file under a second name, and takes another one for no second name', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'iims-share-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [from, to] = [join(folder, 'in-1-1.sealed'), join(folder, 'own-1.sealed')];
  const names = { to, beside: `${to}.copy` };
  const bytes = Buffer.alloc(600_000, 'sealed bytes ');
  assert.equal(await shareFile(from, names), false, 'a lost file has no second name');
  writeFileSync(from, bytes);
  assert.equal(await shareFile(from, names), true);
  assert.equal(statSync(from).ino, statSync(to).ino);
  assert.equal(await shareFile(from, names), true, 'once more');

  rmSync(to);
  writeFileSync(to, bytes);
  assert.equal(await shareFile(from, names), true, 'a copy of the same bytes');
  for (const other of [bytes.subarray(1), Buffer.concat([bytes.subarray(0, -1), Buffer.from('!')]), Buffer.alloc(0)]) {
    writeFileSync(to, other);
    await assert.rejects(shareFile(from, names), { code: 'attachment.differs' });
    assert.deepEqual(readFileSync(to), other, 'and it stays as it is');
  }
});
