// SPDX-License-Identifier: Apache-2.0
// Lockout after failed sign-ins, by account and by source. It ends by itself, since a lock that an
// administrator must lift is a way to shut officers out of a booth at night.

/** Failures for one account within the window that lock it (CJIS: 5 tries, at least 10 minutes). */
export const ACCOUNT_FAILURES_MAX = 5;
/** Failures from one source address within the window that lock it; booths of one post may share an address. */
export const SOURCE_FAILURES_MAX = 20;
export const LOCK_WINDOW_MS = 10 * 60_000;
/** Distinct accounts and sources that may be signing in at one moment. */
const UNDER_WAY_MAX = 1_024;

export interface FailureCounts {
  /** Failures for the account in the last LOCK_WINDOW_MS. */
  readonly account: number;
  /** Failures from the source in the last LOCK_WINDOW_MS. */
  readonly source: number;
}

/**
 * Counts attempts that are still being checked together with failures that are stored. Without them a burst of
 * attempts would all see the same low count, since a password takes long to check.
 */
export class AttemptsUnderWay {
  readonly #counts = new Map<string, number>();

  /** True when account and source may try; the caller must then call `leave` for both when the attempt ends. */
  enter(account: string, source: string, stored: FailureCounts): boolean {
    const accountUnderWay = this.#counts.get(account) ?? 0;
    const sourceUnderWay = this.#counts.get(source) ?? 0;
    if (stored.account + accountUnderWay >= ACCOUNT_FAILURES_MAX) return false;
    if (stored.source + sourceUnderWay >= SOURCE_FAILURES_MAX) return false;
    if (this.#counts.size >= UNDER_WAY_MAX) return false;
    this.#counts.set(account, accountUnderWay + 1);
    this.#counts.set(source, sourceUnderWay + 1);
    return true;
  }

  leave(account: string, source: string): void {
    for (const key of [account, source]) {
      const count = (this.#counts.get(key) ?? 0) - 1;
      if (count > 0) this.#counts.set(key, count);
      else this.#counts.delete(key);
    }
  }
}
