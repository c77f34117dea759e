// SPDX-License-Identifier: Apache-2.0
// Group commit: whatever asks to be written while a group is under way shares the next one, and so its flush to disk.
// Stagings, for which nobody waits, go one by one while no query writes, and at least now and then.

import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';
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

export class GroupQueue {
  readonly #commit: (items: readonly GroupItem[]) => Promise<GroupResult>;
  readonly #gather: (() => Promise<void>) | undefined;
  #waiting: Waiting[] = [];
  readonly #stagings: Waiting[] = [];
  /** When the last group that was no staging ended, ms. */
  #quietSince = Number.NEGATIVE_INFINITY;
  /** Since when the first staging waits, ms. */
  #stagingsSince = 0;
  #stagingTimer: ReturnType<typeof setTimeout> | undefined;
  #underWay = false;
  #flushScheduled = false;
  #whenDrained: (() => void) | undefined;

  /**
   * `commit` resolves when the fate of the group is settled on disk; after a fatal fault it never does, nor do the callers' promises.
   * A group is taken when `gather` resolves, and holds what came until then.
   */
  constructor(commit: (items: readonly GroupItem[]) => Promise<GroupResult>, gather?: () => Promise<void>) {
    this.#commit = commit;
    this.#gather = gather;
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
      else this.#quietSince = performance.now();
      // The next group leaves before the callers of this one resume: the disk works while they do.
      this.#flush();
      settle(group, result);
    });
  }

  /**
   * A query writes several times in a few milliseconds, and a staging between two of its writes is time that its officer waits. So a
   * staging waits for a pause; where none comes it goes after STAGING_WAITS_MS_MAX, so that an import ends under any load.
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
    const untilDue = this.#stagingsSince + STAGING_WAITS_MS_MAX - now;
    if (this.#waiting.length > 0) return untilDue;
    if (this.#whenDrained !== undefined) return 0;
    return Math.min(untilDue, this.#quietSince + QUIET_MS - now);
  }

  #lookAgainIn(waitMs: number): void {
    // Anew each time: a pause that began since is over sooner than what was waited for before.
    clearTimeout(this.#stagingTimer);
    this.#stagingTimer = setTimeout(() => this.#flush(), waitMs);
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
/** Between two writes of one query it asks the partners, which takes some milliseconds. */
const QUIET_MS = 8;
/** What an import waits at most for a pause of the queries. */
const STAGING_WAITS_MS_MAX = 25;
