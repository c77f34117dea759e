// SPDX-License-Identifier: Apache-2.0
// Lockout after failed sign-ins, by account and by source. It ends by itself, since a lock that an
// administrator must lift is a way to shut officers out of a booth at night.
import { IimsError } from '@iims/wire/errors';

/** Failures for one account within the window that lock it (CJIS: 5 tries, at least 10 minutes). */
export const ACCOUNT_FAILURES_MAX = 5;
/** Failures from one source address within the window that lock it; booths of one post may share an address. */
export const SOURCE_FAILURES_MAX = 20;
export const LOCK_WINDOW_MS = 10 * 60_000;
/** Sign-ins of the whole node that are checked or wait to be; the next one is told to try again. */
export const ATTEMPTS_MAX = 256;

export interface FailureCounts {
  /** Failures for the account in the last LOCK_WINDOW_MS. */
  readonly account: number;
  /** Failures from the source in the last LOCK_WINDOW_MS. */
  readonly source: number;
}

/**
 * Lets attempts through so that those under way, together with the failures that are stored, never pass the bound. Without it
 * a burst would see one low count, since a password takes long to check. Whoever finds the rest of the bound taken by attempts
 * under way waits for them: they may all have the right password, as at the change of a shift.
 */
export class AttemptsUnderWay {
  readonly #underWay = new Map<string, number>();
  #attempts = 0;
  #ended = 0;
  #waiting: (() => void)[] = [];

  /**
   * Runs the attempt, or resolves to `locked` when stored failures alone reach the bound. A failure of the attempt must be
   * stored before the attempt ends. Throws `access.busy` beyond ATTEMPTS_MAX.
   */
  async admit<R>(
    account: string,
    source: string,
    countStored: () => Promise<FailureCounts>,
    attempt: () => Promise<R>,
  ): Promise<R | 'locked'> {
    if (this.#attempts >= ATTEMPTS_MAX) {
      throw new IimsError('access.busy', { message: 'Too many sign-ins at once.', fix: 'Try again in a moment.' });
    }
    this.#attempts += 1;
    try {
      if ((await this.#enter(account, source, countStored)) === 'locked') return 'locked';
      try {
        return await attempt();
      } finally {
        this.#leave(account, source);
      }
    } finally {
      this.#attempts -= 1;
    }
  }

  async #enter(
    account: string,
    source: string,
    countStored: () => Promise<FailureCounts>,
  ): Promise<'entered' | 'locked'> {
    for (;;) {
      const ended = this.#ended;
      const stored = await countStored();
      if (stored.account >= ACCOUNT_FAILURES_MAX || stored.source >= SOURCE_FAILURES_MAX) return 'locked';
      // An attempt that ended while the failures were read may be in neither count: read again.
      if (ended !== this.#ended) continue;
      const fits =
        stored.account + this.#count(account) < ACCOUNT_FAILURES_MAX &&
        stored.source + this.#count(source) < SOURCE_FAILURES_MAX;
      if (fits) break;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    for (const key of [account, source]) this.#underWay.set(key, this.#count(key) + 1);
    return 'entered';
  }

  #leave(account: string, source: string): void {
    for (const key of [account, source]) {
      const count = this.#count(key) - 1;
      if (count > 0) this.#underWay.set(key, count);
      else this.#underWay.delete(key);
    }
    this.#ended += 1;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const look of waiting) look();
  }

  #count(key: string): number {
    return this.#underWay.get(key) ?? 0;
  }
}

/** Entries about refusals that try no password: enough to see a flood, too few to fill a disk with it. */
export const REFUSALS_ENTERED_MAX = 60;
export const REFUSALS_WINDOW_MS = 60_000;

/** Decides which of these refusals is an entry, and counts the others for the next one. */
export class RefusalBudget {
  #windowAt = 0;
  #entered = 0;
  #leftOut = 0;

  /** How many were left out since the last entry, when this one is to be entered; otherwise undefined. */
  take(now: number): number | undefined {
    if (Math.abs(now - this.#windowAt) >= REFUSALS_WINDOW_MS) {
      this.#windowAt = now;
      this.#entered = 0;
    }
    if (this.#entered >= REFUSALS_ENTERED_MAX) {
      this.#leftOut += 1;
      return undefined;
    }
    this.#entered += 1;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return leftOut;
  }
}
