// SPDX-License-Identifier: Apache-2.0
// Group commit: whatever asks to be written while a group is under way shares the next one, and so its flush to disk.
// Stagings, for which nobody waits, go one by one while no query is under way, and at least now and then.

import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';
import { type QueriesUnderWay, WAITS_MS_MAX } from '../queries-under-way.ts';
import { type Fault, fromFault } from './fault.ts';
import type { GroupItem, Outcome } from './run-group.ts';
import { WRITES_WAITING_MAX } from './store.ts';

/** How a group ended: outcomes of a durable commit in the order of the items, or a reason why nothing of it stands. */
export type GroupResult =
  | { readonly kind: 'committed'; readonly outcomes: readonly Outcome[] }
  | { readonly kind: 'refused'; readonly fault: Fault };

interface Waiting {
  readonly item: GroupItem;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

export interface Gathering {
  /** A group is taken when this resolves, and holds what came until then; default: at once. */
  readonly gather?: (() => Promise<void>) | undefined;
  /** To which stagings give way. */
  readonly queries?: Pick<QueriesUnderWay, 'isAny' | 'pause'> | undefined;
}

export class GroupQueue {
  readonly #commit: (items: readonly GroupItem[]) => Promise<GroupResult>;
  readonly #gather: Gathering['gather'];
  readonly #queries: Gathering['queries'];
  #waiting: Waiting[] = [];
  readonly #stagings: Waiting[] = [];
  /** Since when the first staging waits, ms. */
  #stagingsSince = 0;
  #stagingTimer: ReturnType<typeof setTimeout> | undefined;
  #underWay = false;
  #flushScheduled = false;
  #whenDrained: (() => void) | undefined;

  /** `commit` resolves when the fate of the group is settled on disk; after a fatal fault it never does, nor do the callers' promises. */
  constructor(commit: (items: readonly GroupItem[]) => Promise<GroupResult>, { gather, queries }: Gathering = {}) {
    this.#commit = commit;
    this.#gather = gather;
    this.#queries = queries;
  }

  push(item: GroupItem): Promise<Outcome> {
    assert(this.#whenDrained === undefined, 'nothing is written to a closed store');
    if (this.#waiting.length + this.#stagings.length >= WRITES_WAITING_MAX) return Promise.reject(tooManyWait());
    return new Promise((resolve, reject) => {
      if (item.kind === 'staging' && this.#stagings.length === 0) this.#stagingsSince = performance.now();
      (item.kind === 'staging' ? this.#stagings : this.#waiting).push({ item, resolve, reject });
      this.#scheduleFlush();
    });
  }

  /** Accepts nothing more and resolves when nothing waits and nothing is under way. */
  drain(): Promise<void> {
    assert(this.#whenDrained === undefined, 'a store is closed once');
    return new Promise((resolve) => {
      this.#whenDrained = resolve;
      this.#flush();
    });
  }

  /** A microtask later, so that callers who resume together after one commit meet again in the next group. */
  #scheduleFlush(): void {
    if (this.#underWay || this.#flushScheduled) return;
    this.#flushScheduled = true;
    queueMicrotask(() => {
      this.#flushScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#underWay) return;
    if (this.#gather === undefined || this.#waiting.length + this.#stagings.length === 0) {
      this.#leave();
      return;
    }
    this.#underWay = true;
    this.#gather().then(() => {
      this.#underWay = false;
      this.#leave();
    });
  }

  #leave(): void {
    const group = this.#nextGroup();
    if (group.length === 0) {
      if (this.#stagings.length === 0) this.#whenDrained?.();
      return;
    }
    this.#underWay = true;
    const isStaging = group[0]!.item.kind === 'staging';
    this.#commit(group.map((waiting) => waiting.item)).then((result) => {
      this.#underWay = false;
      if (isStaging) this.#stagingsSince = performance.now();
      // The next group leaves before the callers of this one resume: the disk works while they do.
      this.#flush();
      settle(group, result);
    });
  }

  /**
   * A query writes several times in a few milliseconds, and a staging between two of its writes is time that its officer waits. So a
   * staging waits until none is under way and nothing else is to be written; where that does not come it goes after WAITS_MS_MAX, so
   * that an import ends under any load.
   */
  #nextGroup(): Waiting[] {
    if (this.#stagings.length > 0) {
      const waitMs = this.#stagingWaitMs(performance.now());
      if (waitMs <= 0) return this.#stagings.splice(0, 1);
      this.#lookAgainIn(waitMs);
    }
    return this.#waiting.splice(0, GROUP_ITEMS_MAX);
  }

  #stagingWaitMs(now: number): number {
    const isFree = this.#whenDrained !== undefined || this.#queries?.isAny !== true;
    if (this.#waiting.length === 0 && isFree) return 0;
    return this.#stagingsSince + WAITS_MS_MAX - now;
  }

  /** When a query ends that was under way, and when the staging is due; after what is written meanwhile the queue looks anyway. */
  #lookAgainIn(waitMs: number): void {
    if (this.#stagingTimer !== undefined) return;
    const look = (): void => {
      clearTimeout(this.#stagingTimer);
      this.#stagingTimer = undefined;
      this.#flush();
    };
    this.#stagingTimer = setTimeout(look, waitMs);
    if (this.#queries?.isAny === true) void this.#queries.pause().then(look);
  }
}

function settle(group: readonly Waiting[], result: GroupResult): void {
  if (result.kind === 'refused') {
    for (const { reject } of group) reject(fromFault(result.fault));
    return;
  }
  assert(result.outcomes.length === group.length, 'each item of a group has one outcome');
  for (let i = 0; i < group.length; i += 1) {
    const { resolve, reject } = group[i]!;
    const outcome = result.outcomes[i]!;
    if (outcome.kind === 'undone') reject(fromFault(outcome.fault));
    else resolve(outcome);
  }
}

function tooManyWait(): IimsError {
  return new IimsError('store.busy', {
    message: 'Too many writes wait for the disk.',
    rule: `at most ${WRITES_WAITING_MAX} at once`,
    fix: 'Try again in a moment.',
  });
}

/** Bounds what one commit holds, and so how long a caller waits for others. */
export const GROUP_ITEMS_MAX = 512;
