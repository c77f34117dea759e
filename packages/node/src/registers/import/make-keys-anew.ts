// SPDX-License-Identifier: Apache-2.0
// Makes the index anew that an earlier release left, while the node answers: first every alert gets its keys where they lie together, then
// the old ones go. A start goes on where the last one died.

import { generationsWithKeys } from '../../store/key-tokens.ts';
import type { Store } from '../../store/store.ts';

/** Ends when it is stopped, or when no keys are left that can be made anew: those of an alert that cannot be opened stay as they are. */
export async function makeKeysAnew(store: Store, pause: () => Promise<void>, isStopped: () => boolean): Promise<void> {
  for (const generation of await generationsWithKeys(store.reader, 'plain'))
    while (!isStopped() && (await store.stage({ name: 'make-keys-anew', args: { generation } }))) await pause();
  const generations = await generationsWithKeys(store.reader, 'both');
  if (generations.length === 0) return;
  for (let left: { readonly afterToken: string } | undefined = { afterToken: '' }; left && !isStopped(); await pause())
    left = await store.stage({ name: 'drop-plain-keys', args: { generations, afterToken: left.afterToken } });
}
