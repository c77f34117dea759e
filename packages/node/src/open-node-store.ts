// SPDX-License-Identifier: Apache-2.0
// The store of a data directory with the keys that open it, for what works beside the node: commands and verification.
import { join } from 'node:path';
import { systemClock, systemRandom } from './clock.ts';
import { readConfig } from './config.ts';
import { STORE_FILE } from './data-directory.ts';
import { openNodeKeyStore } from './keys/node-key-store.ts';
import { openSqliteStore } from './store/sqlite-store.ts';
import type { Store } from './store/store.ts';

/** The configuration and the keys are read first, so that a wrong directory never becomes a new, empty store. */
export async function openNodeStore(directory: string): Promise<Store> {
  const atRest = await readAtRest(directory);
  return openSqliteStore({ path: join(directory, STORE_FILE), atRest, now: systemClock.now, random: systemRandom });
}

/** The root of protection at rest, from the directory's key store. @throws IimsError `config.*`, `keys.*` */
export async function readAtRest(directory: string): Promise<Uint8Array> {
  const keyStore = await openNodeKeyStore(directory, readConfig(directory));
  try {
    return (await keyStore.open()).atRest;
  } finally {
    keyStore.close();
  }
}
