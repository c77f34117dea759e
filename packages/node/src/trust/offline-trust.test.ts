// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { trustBundleOf } from '@iims/crypto/trust-bundle';
import { foundedForTests, STATES } from './federation.fixture.ts';
import { offlineTrust } from './offline-trust.ts';
import { initTrustFolder, saveDocument } from './trust-folder.ts';

const now = Date.UTC(2026, 0, 5);
const { rootFile, trust } = foundedForTests(now);
const other = foundedForTests(now, 'demo-other');
const parent = await mkdtemp(join(tmpdir(), 'iims-offline-trust-'));
after(() => rm(parent, { recursive: true }));

async function folderOf(name: string): Promise<string> {
  const folder = join(parent, name);
  await initTrustFolder(folder, rootFile);
  for (const [state, { version, document }] of trust.states) {
    await saveDocument(folder, { type: 'state', state, version, file: document.file });
  }
  return folder;
}

describe('the trust list without a node', () => {
  it('is that of the folder, or of the bundle, verified from the root on', async () => {
    const folder = await folderOf('whole');
    for (const documents of [{ folder }, { bundle: trustBundleOf(trust) }]) {
      assert.deepEqual(
        [...(await offlineTrust({ rootFile, now, ...documents })).states.keys()].sort(),
        [...STATES].sort(),
      );
    }
    assert.equal((await offlineTrust({ rootFile, now })).states.size, 0);
  });

  it('is refused when the folder has another root', async () => {
    const folder = await folderOf('mixed');
    await assert.rejects(offlineTrust({ rootFile: other.rootFile, folder, now }), { code: 'trust.mix' });
  });

  it("takes nothing from another federation's bundle", async () => {
    const bundle = trustBundleOf(other.trust);
    assert.equal((await offlineTrust({ rootFile, bundle, now })).states.size, 0);
  });

  it('is refused when a file of the folder was altered, or the root itself', async () => {
    const folder = await folderOf('altered');
    const path = join(folder, 'states/GEO.json');
    const file = await readFile(path);
    const inBody = file.indexOf('"body"') + 100;
    file[inBody] = file[inBody] === 0x41 ? 0x42 : 0x41;
    await writeFile(path, file);
    await assert.rejects(offlineTrust({ rootFile, folder, now }), { code: 'trust.missing' });
    await assert.rejects(offlineTrust({ rootFile: rootFile.subarray(1), now }), { code: 'json.syntax' });
  });
});
