// SPDX-License-Identifier: Apache-2.0
// The key store of a node's data directory, kept as its configuration says.
import { join } from 'node:path';
import { systemClock, systemRandom } from '../clock.ts';
import type { NodeConfig } from '../config.ts';
import { KEYS_FOLDER } from '../data-directory.ts';
import { chooseUnlocking } from './choose-unlocking.ts';
import { createKeyStore, type KeyStore, type KeyStoreSurroundings, openKeyStore } from './key-store.ts';

type Keeping = Pick<NodeConfig, 'nodeId' | 'demo' | 'custody'>;

/** Unlocks the keys in a data directory. @throws IimsError `keys.*` */
export async function openNodeKeyStore(directory: string, keeping: Keeping): Promise<KeyStore> {
  return openKeyStore(await surroundings(directory, keeping));
}

/** Makes the folder of keys of a data directory; no key is in it yet. @throws IimsError `keys.*` */
export async function createNodeKeyStore(directory: string, keeping: Keeping): Promise<KeyStore> {
  return createKeyStore(await surroundings(directory, keeping));
}

async function surroundings(directory: string, { nodeId, demo, custody }: Keeping): Promise<KeyStoreSurroundings> {
  return {
    folder: join(directory, KEYS_FOLDER),
    nodeId,
    unlocking: await chooseUnlocking(custody, demo),
    clock: systemClock,
    random: systemRandom,
  };
}
