// SPDX-License-Identifier: Apache-2.0
// What registers show and queries do not all find yet: the names of millions take minutes to go into the index (spec/import.md, 18a).

import type { ReadingProgress } from '../indexed-persons.ts';
import { noLongerThan } from '../no-longer-than.ts';
import { FOUND_SOON_MS, type PersonRegister } from '../person-register.ts';

export type PersonsFollowing = Pick<PersonRegister, 'followNow' | 'following'>;

export class ShownUnfound {
  /** Absent where queries find at once what registers show. */
  readonly #persons: PersonsFollowing | undefined;
  readonly #awaited = new Set<Shown>();

  constructor(persons: PersonsFollowing | undefined) {
    this.#persons = persons;
  }

  /** Resolves when everybody whom the register shows at the call is found. */
  async found(shown: Shown): Promise<void> {
    if (this.#persons === undefined) return;
    this.#awaited.add(shown);
    try {
      await this.#persons.followNow();
    } finally {
      this.#awaited.delete(shown);
    }
  }

  /** The same, for no longer than a moment. */
  async foundSoon(shown: Shown): Promise<void> {
    await noLongerThan(FOUND_SOON_MS, this.found(shown));
  }

  /** How far that is, where it is awaited: of the lists that go in at once all together. */
  ofImport(importId: string): ReadingProgress | undefined {
    return this.#progressIf([...this.#awaited].some((shown) => shown.importId === importId));
  }

  ofRegister(register: string): ReadingProgress | undefined {
    return this.#progressIf([...this.#awaited].some((shown) => shown.register === register));
  }

  #progressIf(isAwaited: boolean): ReadingProgress | undefined {
    return isAwaited ? (this.#persons?.following ?? NOT_BEGUN) : undefined;
  }
}

/** What brought a register to show what it shows: an import, or a going back, which has none. */
interface Shown {
  readonly register: string;
  readonly importId?: string;
}

/** Another turn is before it. */
const NOT_BEGUN: ReadingProgress = { done: 0, of: 0 };
