// SPDX-License-Identifier: Apache-2.0
// Which entries were opened to which State today, each of which is an entry of its own (spec/receipt.md, 17): who asks for the same once
// more is told nothing new, and does not fill the log with it. Pure: the time is handed in.
import type { StateCode } from '@iims/wire/identifiers';

export class GivenToday {
  #day = Number.NaN;
  readonly #byAsker = new Map<StateCode, Map<number, Uint8Array>>();

  /** Of these indexes of the log those that this State has not been given today. `now`: milliseconds since 1970. */
  notYet(asker: StateCode, indexes: readonly number[], now: number): number[] {
    this.#turnTo(now);
    const pages = this.#byAsker.get(asker);
    return indexes.filter((index) => {
      const page = pages?.get(Math.floor(index / PAGE_ENTRIES));
      const place = index % PAGE_ENTRIES;
      return page === undefined || (page[place >> 3]! & (1 << (place & 7))) === 0;
    });
  }

  /** That they were given is durable. */
  note(asker: StateCode, indexes: readonly number[], now: number): void {
    this.#turnTo(now);
    const pages = this.#byAsker.get(asker) ?? new Map<number, Uint8Array>();
    this.#byAsker.set(asker, pages);
    for (const index of indexes) {
      const number = Math.floor(index / PAGE_ENTRIES);
      const place = index % PAGE_ENTRIES;
      const page = pages.get(number) ?? new Uint8Array(PAGE_ENTRIES / 8);
      page[place >> 3]! |= 1 << (place & 7);
      pages.set(number, page);
    }
  }

  /** Whether so much was given to the State today that more could not be remembered. */
  isFull(asker: StateCode, now: number): boolean {
    this.#turnTo(now);
    return (this.#byAsker.get(asker)?.size ?? 0) >= PAGES_MAX;
  }

  #turnTo(now: number): void {
    const day = Math.floor(now / DAY_MS);
    if (day === this.#day) return;
    this.#day = day;
    this.#byAsker.clear();
  }
}

const DAY_MS = 86_400_000;
/** Entries that one State is given stand close to each other: 512 bytes remember as many. */
const PAGE_ENTRIES = 4_096;
/** 8 MiB for a State that asks for one entry of every page; of a State that asks for what is new, a day at 700 entries a second. */
export const PAGES_MAX = 16_384;
