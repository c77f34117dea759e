// SPDX-License-Identifier: Apache-2.0
// How many documents of one State come into force in an hour (spec/trust-list.md, 7.5). Each is kept for ever and has its entry, so
// whoever holds a State's officers' keys could otherwise fill the disk of every node.
import type { StateCode } from '@iims/wire/identifiers';

export class DocumentPace {
  /** When documents came into force, in milliseconds since 1970. */
  readonly #taken = new Map<StateCode, readonly number[]>();
  #rootVersion = 0;

  /** Under another root the count begins anew: new officers who revoke what stolen keys published must not wait. */
  mayTake(state: StateCode, rootVersion: number, now: number): boolean {
    return this.#within(state, rootVersion, now).length < DOCUMENTS_TAKEN_MAX;
  }

  took(state: StateCode, rootVersion: number, now: number): void {
    const taken = this.#within(state, rootVersion, now);
    if (rootVersion !== this.#rootVersion) this.#taken.clear();
    this.#rootVersion = rootVersion;
    this.#taken.set(state, [...taken, now]);
  }

  #within(state: StateCode, rootVersion: number, now: number): readonly number[] {
    if (rootVersion !== this.#rootVersion) return [];
    // What lies in the future is from a clock that was set back since.
    return (this.#taken.get(state) ?? []).filter((at) => at <= now && now - at < DOCUMENTS_WINDOW_MS);
  }
}

export const DOCUMENTS_TAKEN_MAX = 20;
export const DOCUMENTS_WINDOW_MS = 3_600_000;
