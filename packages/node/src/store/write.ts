// SPDX-License-Identifier: Apache-2.0
// The one way to a write transaction: an entry must be handed in, and the act runs in the transaction that appends it.

import { assert } from '@iims/wire/assert';
import type { DataKeys } from './data-keys.ts';
import { composeEntry, type EntryToAppend } from './entries.ts';
import type { GroupQueue } from './group-queue.ts';
import type { LogHead } from './log-head.ts';
import type { Stagings } from './staging.ts';
import type { Act, ActName, EntryDraft, StagingOf, Store, StoreSources, Written } from './store.ts';

/** The writing half of a store over its queue of groups, beside the keys of its reading half; the promises of `store.ts` are kept by what commits the groups. */
export function writesThrough(
  queue: GroupQueue,
  sources: StoreSources,
  reading: DataKeys,
): Pick<Store, 'write' | 'stage' | 'advanceHead'> {
  async function write(draft: EntryDraft | EntryToAppend, act?: Act<ActName>): Promise<Written<never>> {
    const entry = 'commitment' in draft ? draft : composeEntry(draft, sources);
    const outcome = await queue.push(act === undefined ? { kind: 'entry', entry } : { kind: 'act', entry, ...act });
    assert(outcome.kind === 'written', 'a write ends as one');
    if (act?.name === 'erase-data-keys') reading.forget();
    return { index: outcome.index, result: outcome.result as never };
  }

  async function stage(staging: StagingOf<keyof Stagings>): Promise<never> {
    const outcome = await queue.push({ kind: 'staging', atMs: sources.now(), ...staging });
    assert(outcome.kind === 'staged', 'a staging ends as one');
    return outcome.result as never;
  }

  async function advanceHead(expectedSize: number, next: LogHead): Promise<boolean> {
    assert(next.size >= expectedSize && next.size > 0, 'the log never shrinks');
    const outcome = await queue.push({ kind: 'head', expectedSize, next });
    assert(outcome.kind === 'head', 'an advance ends as one');
    return outcome.advanced;
  }

  return { write, stage, advanceHead };
}
