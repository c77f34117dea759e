// SPDX-License-Identifier: Apache-2.0
// The key store of a node's data directory, as its configuration says that the keys are kept.
import { join } from 'node:path';
import { systemClock, systemRandom } from '../clock.ts';
import type { NodeConfig } from '../config.ts';
import { KEYS_FOLDER } from '../data-directory.ts';
import { type KeyStore, openKeyStore } from './key-store.ts';
import { plainUnlocking } from './vault.ts';

/** Unlocks the keys in `directory`. @throws IimsError `keys.*` */
export async function openNodeKeyStore(directory: string, { nodeId, demo }: NodeConfig): Promise<KeyStore> {
  const unlocking = plainUnlocking(demo);
  return openKeyStore({
    folder: join(directory, KEYS_FOLDER),
    nodeId,
    unlocking,
    clock: systemClock,
    random: systemRandom,
  });
}
