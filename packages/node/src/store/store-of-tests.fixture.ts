// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { systemClock, systemRandom } from '../clock.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

/** A store in a folder of a test, with a small reserve; the test closes it and takes the folder away. */
export function openStoreIn(folder: string): Promise<Store> {
  const { now } = systemClock;
  const path = join(folder, 'iims.db');
  return openSqliteStore({ atRest: new Uint8Array(32), path, now, random: systemRandom, reserveBytes: RESERVE_BYTES });
}

const RESERVE_BYTES = 65_536;
