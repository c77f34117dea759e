// SPDX-License-Identifier: Apache-2.0
// A second name of a file is never that of another one.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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

it('copies where the disk knows no second names, one at a time however many pass the file on', async (t) => {
  const [here, there] = [tmpdir(), MEMORY_FOLDER].map((folder) => existsSync(folder) && statSync(folder).dev);
  if (there === false || here === there) return t.skip('needs a second file system');
  const [folder, other] = [tmpdir(), MEMORY_FOLDER].map((base) => mkdtempSync(join(base, 'iims-share-'))) as [
    string,
    string,
  ];
  t.after(() => {
    for (const one of [folder, other]) rmSync(one, { recursive: true });
  });
  const to = join(folder, 'own-1.sealed');
  const names = { to, beside: `${to}.copy` };
  const bytes = Buffer.alloc(6_000_000, 'sealed bytes ');
  const [same, again, another] = ['a', 'b', 'c'].map((name) => join(other, name)) as [string, string, string];
  for (const file of [same, again]) writeFileSync(file, bytes);
  writeFileSync(another, Buffer.concat([bytes.subarray(0, -1), Buffer.from('!')]));
  assert.deepEqual(await Promise.all([shareFile(same, names), shareFile(again, names), shareFile(same, names)]), [
    true,
    true,
    true,
  ]);
  assert.deepEqual(readFileSync(to), bytes);

  rmSync(to);
  const [first, second] = await Promise.allSettled([shareFile(same, names), shareFile(another, names)]);
  assert.equal(first.status, 'fulfilled');
  assert.ok(second.status === 'rejected' && second.reason.code === 'attachment.differs');
  assert.deepEqual(readFileSync(to), bytes);
});

/** Memory that is mounted as a disk: no file of another one has a second name there. */
const MEMORY_FOLDER = '/dev/shm';
