// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, rm, stat, symlink, truncate, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { equalBytes, utf8 } from '@iims/wire/bytes';
import { selfSignedCertificate } from './certificate.ts';
import { makeNodeSeeds, type NodeSeeds, nodeKeysFromSeeds } from './node-keys.ts';
import { holderSigner, readHolderSigners, seedFileStore, writeHolderSeeds, writeNodeSeeds } from './seed-files.ts';

const parent = await mkdtemp(join(tmpdir(), 'iims-keys-'));
after(() => rm(parent, { recursive: true }));

let made = 0;
let folders = 0;

/** Bytes of which no two calls give the same. */
function random(length: number): Uint8Array {
  made += 1;
  return new Uint8Array(length).fill(made);
}

function newSeeds(): NodeSeeds {
  const seeds = makeNodeSeeds(random, 3);
  const dates = { notBefore: Date.UTC(2026, 0, 5), notAfter: Date.UTC(2036, 0, 5) };
  return {
    ...seeds,
    certificate: selfSignedCertificate({ nodeId: 'geo-1', seed: seeds.tls, serial: random(16), ...dates }),
  };
}

const written = newSeeds();
const expected = nodeKeysFromSeeds(written);

async function writtenKeys(): Promise<string> {
  folders += 1;
  const folder = join(parent, `keys-${folders}`);
  await writeNodeSeeds(folder, written);
  return folder;
}

describe('keys in files', () => {
  it('are the same keys when they are opened again', async () => {
    const keys = await seedFileStore(await writtenKeys()).open();
    assert.ok(equalBytes(keys.signing.mldsa65.keyId, expected.signing.mldsa65.keyId));
    assert.ok(equalBytes(keys.log.mldsa44.keyId, expected.log.mldsa44.keyId));
    assert.deepEqual([...keys.kem.keys()].sort(), [...expected.kem.keys()].sort());
    assert.deepEqual(keys.tls, expected.tls);
    assert.deepEqual(keys.pseudonym, expected.pseudonym);
    const message = utf8('message');
    assert.deepEqual(keys.signing.ed25519.sign(message), expected.signing.ed25519.sign(message));
  });

  it('are readable by their owner alone', async () => {
    const folder = await writtenKeys();
    const names = await readdir(folder, { recursive: true });
    assert.equal(names.length, 9 + 3);
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
    await assert.rejects(writeNodeSeeds(folder, newSeeds()), { code: 'EEXIST' });
  });
});

describe('the seeds of holders', () => {
  it('sign again after they were read back, in the order of names', async () => {
    const folder = join(parent, 'officers');
    const officers = ['GEO-first-officer', 'GEO-second-officer'].map((holder) => ({
      holder,
      ed25519: random(32),
      mldsa65: random(32),
    }));
    await writeHolderSeeds(folder, officers.toReversed());
    const signers = await readHolderSigners(folder);
    assert.deepEqual(
      signers.map(({ holder, mldsa65 }) => [holder, mldsa65.keyId]),
      officers.map((officer) => [officer.holder, holderSigner(officer).mldsa65.keyId]),
    );
  });
});
