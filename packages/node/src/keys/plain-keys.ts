// SPDX-License-Identifier: Apache-2.0
// The keys of a demonstration: made in memory by the one who founds it, and kept unwrapped (spec/custody.md, 3).
import { systemClock, systemRandom } from '../clock.ts';
import { writeNodeSeeds } from './key-store.ts';
import type { NodeSeeds } from './node-keys.ts';
import { plainUnlocking } from './vault.ts';

/** Writes a demonstration's keys into `folder`. @throws IimsError `keys.exists` */
export async function writePlainKeys(folder: string, nodeId: string, seeds: NodeSeeds): Promise<void> {
  const unlocking = plainUnlocking(true);
  const store = await writeNodeSeeds({ folder, nodeId, unlocking, clock: systemClock, random: systemRandom }, seeds);
  store.close();
}
