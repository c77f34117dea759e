// SPDX-License-Identifier: Apache-2.0
// Which partners this State has suspended. Each suspension is its own decision, is an entry before it takes effect,
// takes effect at once, and outlives a restart. The trust list says who is a member; this says with whom we speak.
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Store } from '../store/store.ts';
import { listSuspendedPartners, type SuspendedPartner } from '../store/suspended-partners.ts';

export class Suspensions {
  readonly #store: Pick<Store, 'write' | 'reader'>;
  readonly #partners: () => readonly StateCode[];
  readonly #listeners: (() => void)[] = [];
  #suspended: ReadonlyMap<StateCode, SuspendedPartner>;

  private constructor(
    store: Pick<Store, 'write' | 'reader'>,
    partners: () => readonly StateCode[],
    suspended: readonly SuspendedPartner[],
  ) {
    this.#store = store;
    this.#partners = partners;
    this.#suspended = byState(suspended);
  }

  /** Reads what was decided before. `partners` gives the member States but the own one. */
  static async open(
    store: Pick<Store, 'write' | 'reader'>,
    partners: () => readonly StateCode[],
  ): Promise<Suspensions> {
    return new Suspensions(store, partners, await listSuspendedPartners(store.reader));
  }

  isSuspended(state: StateCode): boolean {
    return this.#suspended.has(state);
  }

  list(): readonly SuspendedPartner[] {
    return [...this.#suspended.values()];
  }

  /** Called after each change, with the change in force. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** @throws IimsError `input.invalid` for a State that is no partner, `partner.already-suspended`, `store.*` */
  async suspend(state: StateCode, reason: string, by: string): Promise<void> {
    if (!this.#partners().includes(state)) {
      throw new IimsError('input.invalid', {
        message: 'This State is no partner.',
        field: 'state',
        rule: 'a member State of the trust list, other than the own',
      });
    }
    await this.#store.write(
      { event: 'partner.suspended', body: { state, reason, by } },
      { name: 'suspend-partner', args: { state, reason, by } },
    );
    await this.#reload();
  }

  /** @throws IimsError `partner.not-suspended`, `store.*` */
  async resume(state: StateCode, by: string): Promise<void> {
    await this.#store.write(
      { event: 'partner.resumed', body: { state, by } },
      { name: 'resume-partner', args: { state } },
    );
    await this.#reload();
  }

  async #reload(): Promise<void> {
    this.#suspended = byState(await listSuspendedPartners(this.#store.reader));
    for (const listener of this.#listeners) listener();
  }
}

function byState(suspended: readonly SuspendedPartner[]): ReadonlyMap<StateCode, SuspendedPartner> {
  return new Map(suspended.map((partner) => [partner.state, partner]));
}
