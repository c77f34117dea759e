// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { systemRandom } from '../clock.ts';
import { holderSigner, readHolderSigners, writeHolderSeeds } from './seed-files.ts';

const parent = await mkdtemp(join(tmpdir(), 'iims-holders-'));
after(() => rm(parent, { recursive: true }));

const officers = ['GEO-first-officer', 'GEO-second-officer'].map((holder) => ({
  holder,
  ed25519: systemRandom(32),
  mldsa65: systemRandom(32),
}));

describe('the seeds of holders', () => {
  it('sign again after they were read back, in the order of names', async () => {
    const folder = join(parent, 'officers');
    await writeHolderSeeds(folder, officers.toReversed());
    const signers = await readHolderSigners(folder);
    assert.deepEqual(
      signers.map(({ holder, mldsa65 }) => [holder, mldsa65.keyId]),
      officers.map((officer) => [officer.holder, holderSigner(officer).mldsa65.keyId]),
    );
  });

  it('are never overwritten, and not read when one is exposed or cut short', async () => {
    const folder = join(parent, 'spoilt');
    await writeHolderSeeds(folder, officers);
    await assert.rejects(writeHolderSeeds(folder, officers), { code: 'keys.exists' });
    const path = join(folder, 'GEO-second-officer.ml-dsa-65.seed');
    await truncate(path, 31);
    await assert.rejects(readHolderSigners(folder), { code: 'keys.damaged' });
    await chmod(path, 0o640);
    await assert.rejects(readHolderSigners(folder), { code: 'keys.exposed' });
  });
});
