// SPDX-License-Identifier: Apache-2.0
// Takes generations that leave out of the store, piece by piece, with pauses: nobody waits for it.
import { listGenerations } from '../../store/generations.ts';
import type { Store } from '../../store/store.ts';

export interface Dropping {
  isRunning(): boolean;
  stop(): Promise<void>;
}

/** Ends by itself when nothing leaves any more, or the store takes no writes; the next import or start begins again. */
export function dropLeaving(store: Store): Dropping {
  let isRunning = true;
  let isStopped = false;
  const done = dropAll(store, () => isStopped)
    .catch(() => undefined)
    .finally(() => {
      isRunning = false;
    });
  return {
    isRunning: () => isRunning,
    stop: () => {
      isStopped = true;
      return done;
    },
  };
}

async function dropAll(store: Store, isStopped: () => boolean): Promise<void> {
  const leaving = (await listGenerations(store.reader)).filter(({ standing }) => standing === 'leaving');
  for (const { generation } of leaving) {
    let left: { readonly afterToken: string | null } | undefined = { afterToken: '' };
    while (left !== undefined && !isStopped()) {
      left = await store.stage({ name: 'drop-generation', args: { generation, afterToken: left.afterToken } });
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS).unref());
    }
  }
}

const PAUSE_MS = 2;
