// SPDX-License-Identifier: Apache-2.0
// The seeds of officers and of States' root keys as files, one of 32 bytes each, readable by one user and nobody else
// (spec/trust-list.md, 7; SECURITY.md). They belong on an offline machine; a node has none of them.
import { join } from 'node:path';
import { SEED_BYTES, signingKeyFromSeed } from '@iims/crypto/keys';
import type { HolderSigner } from '@iims/crypto/trust-document';
import { damaged, makePrivateFolder, readPrivateFile, readPrivateFolder, writePrivateFile } from './private-files.ts';

/** The seeds of somebody who signs trust documents: an officer, or a State's key for the root. Belongs on an offline machine. */
export interface HolderSeeds {
  readonly holder: string;
  readonly ed25519: Uint8Array;
  readonly mldsa65: Uint8Array;
}

/** Writes the seeds of holders into `folder`; existing files are never overwritten. */
export async function writeHolderSeeds(folder: string, holders: readonly HolderSeeds[]): Promise<void> {
  await makePrivateFolder(folder);
  for (const { holder, ed25519, mldsa65 } of holders) {
    await writePrivateFile(join(folder, `${holder}.ed25519${SEED_SUFFIX}`), ed25519);
    await writePrivateFile(join(folder, `${holder}.ml-dsa-65${SEED_SUFFIX}`), mldsa65);
  }
}

/** The holders whose seeds lie in `folder`, in the order of their names. */
export async function readHolderSigners(folder: string): Promise<readonly HolderSigner[]> {
  const suffix = `.ed25519${SEED_SUFFIX}`;
  const files = (await readPrivateFolder(folder)).filter((file) => file.endsWith(suffix));
  const holders = files.map((file) => file.slice(0, -suffix.length));
  return Promise.all(
    holders.map(async (holder) =>
      holderSigner({
        holder,
        ed25519: await readSeed(join(folder, `${holder}${suffix}`)),
        mldsa65: await readSeed(join(folder, `${holder}.ml-dsa-65${SEED_SUFFIX}`)),
      }),
    ),
  );
}

/** The key handles of a holder. */
export function holderSigner({ holder, ed25519, mldsa65 }: HolderSeeds): HolderSigner {
  return {
    holder,
    ed25519: signingKeyFromSeed('ed25519', ed25519),
    mldsa65: signingKeyFromSeed('ml-dsa-65', mldsa65),
  };
}

async function readSeed(path: string): Promise<Uint8Array> {
  const seed = await readPrivateFile(path, SEED_BYTES);
  if (seed.length !== SEED_BYTES) throw damaged(path, `a seed has ${SEED_BYTES} bytes`);
  return seed;
}

const SEED_SUFFIX = '.seed';
