// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, stat, symlink, truncate, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { equalBytes, utf8 } from '@iims/wire/bytes';
import { foundedForTests, GEO, UKR } from '../trust/federation.fixture.ts';
import { readHolderSigners, seedFileStore, writeHolderSeeds, writeNodeSeeds } from './seed-files.ts';

const parent = await mkdtemp(join(tmpdir(), 'iims-keys-'));
after(() => rm(parent, { recursive: true }));

const federation = foundedForTests(Date.UTC(2026, 0, 5));
const georgia = federation.states.get(GEO)!;
let folders = 0;

async function writtenKeys(): Promise<string> {
  folders += 1;
  const folder = join(parent, `keys-${folders}`);
  await writeNodeSeeds(folder, georgia.seeds);
  return folder;
}

describe('keys in files', () => {
  it('are the same keys when they are opened again', async () => {
    const keys = await seedFileStore(await writtenKeys()).open();
    assert.ok(equalBytes(keys.signing.mldsa65.keyId, georgia.keys.signing.mldsa65.keyId));
    assert.ok(equalBytes(keys.log.mldsa44.keyId, georgia.keys.log.mldsa44.keyId));
    assert.deepEqual([...keys.kem.keys()].sort(), [...georgia.keys.kem.keys()].sort());
    assert.deepEqual(keys.tls, georgia.keys.tls);
    assert.deepEqual(keys.pseudonym, georgia.keys.pseudonym);
    const message = utf8('message');
    assert.deepEqual(keys.signing.ed25519.sign(message), georgia.keys.signing.ed25519.sign(message));
  });

  it('are readable by their owner alone', async () => {
    const folder = await writtenKeys();
    const names = await readdir(folder, { recursive: true });
    assert.equal(names.length, 8 + 13);
    for (const name of names) assert.equal((await stat(join(folder, name))).mode & 0o077, 0, name);
  });

  it('are not opened when others can read a file or the folder', async () => {
    for (const [name, mode] of [
      ['signing.ed25519.seed', 0o640],
      ['tls.certificate.der', 0o604],
      ['', 0o710],
    ] as const) {
      const folder = await writtenKeys();
      await chmod(join(folder, name), mode);
      await assert.rejects(seedFileStore(folder).open(), { code: 'keys.exposed' });
    }
  });

  it('are not opened when one is missing, cut short, or a link to elsewhere', async () => {
    const spoil: ((path: string) => Promise<void>)[] = [
      (path) => unlink(path),
      (path) => truncate(path, 31),
      async (path) => {
        await unlink(path);
        await symlink(join(await writtenKeys(), 'log.ed25519.seed'), path);
      },
    ];
    for (const act of spoil) {
      const folder = await writtenKeys();
      await act(join(folder, 'log.ed25519.seed'));
      await assert.rejects(seedFileStore(folder).open(), { code: 'keys.missing' });
    }
    await assert.rejects(seedFileStore(join(parent, 'nowhere')).open(), { code: 'keys.missing' });
  });

  it('are never overwritten', async () => {
    const folder = await writtenKeys();
    await assert.rejects(writeNodeSeeds(folder, federation.states.get(UKR)!.seeds), { code: 'EEXIST' });
  });
});

describe('the seeds of holders', () => {
  it('sign again after they were read back, in the order of names', async () => {
    const folder = join(parent, 'officers');
    await writeHolderSeeds(folder, georgia.officers);
    const signers = await readHolderSigners(folder);
    assert.deepEqual(
      signers.map(({ holder }) => holder),
      ['GEO-first-officer', 'GEO-second-officer', 'GEO-third-officer'],
    );
    const officers = federation.trust.root.officers.get(GEO)!.holders;
    for (const [index, signer] of signers.entries()) {
      assert.ok(equalBytes(signer.mldsa65.publicKey, officers[index]!.mldsa65.publicKey));
    }
  });
});
