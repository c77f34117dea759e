// SPDX-License-Identifier: Apache-2.0
// Takes generations that leave out of the store, piece by piece, with pauses: nobody waits for it. Then it makes keys anew, likewise.
import { listGenerations } from '../../store/generations.ts';
import type { Store } from '../../store/store.ts';
import { makeKeysAnew } from './make-keys-anew.ts';

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
  let leaving = await leavingOf(store);
  do {
    for (const generation of leaving) await dropGeneration(store, generation, isStopped);
    await makeKeysAnew(store, pause, isStopped);
    // That may take long, and others may have come to leave.
    leaving = await leavingOf(store);
  } while (leaving.length > 0 && !isStopped());
}

async function leavingOf({ reader }: Store): Promise<number[]> {
  const generations = await listGenerations(reader);
  return generations.filter(({ standing }) => standing === 'leaving').map(({ generation }) => generation);
}

async function dropGeneration(store: Store, generation: number, isStopped: () => boolean): Promise<void> {
  let left: { readonly afterToken: string | null } | undefined = { afterToken: '' };
  while (left !== undefined && !isStopped()) {
    left = await store.stage({ name: 'drop-generation', args: { generation, afterToken: left.afterToken } });
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS).unref());
}

const PAUSE_MS = 2;
