// SPDX-License-Identifier: Apache-2.0
// "My State will not execute this action": a decision about a partner's alert that only the own officers see (spec/alert.md, 17). It is
// held in memory, so that a query does nothing for it, hit or miss.
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { StateOutcome } from '@iims/wire/verdict';
import { listNotExecuted, type NotExecuted, type PartnersAlert } from '../store/not-executed.ts';
import type { Store } from '../store/store.ts';

export interface DecisionToSet extends PartnersAlert {
  /** The action that the owner asks for. */
  readonly action: string;
  readonly ground: string;
}

export class OwnDecisions {
  readonly #store: Pick<Store, 'write' | 'reader'>;
  readonly #partners: () => readonly StateCode[];
  #decided: ReadonlyMap<string, NotExecuted> = new Map();

  private constructor(store: Pick<Store, 'write' | 'reader'>, partners: () => readonly StateCode[]) {
    this.#store = store;
    this.#partners = partners;
  }

  /** Reads what was decided before. `partners` gives the member States but the own one. */
  static async open(
    store: Pick<Store, 'write' | 'reader'>,
    partners: () => readonly StateCode[],
  ): Promise<OwnDecisions> {
    const decisions = new OwnDecisions(store, partners);
    await decisions.#reload();
    return decisions;
  }

  /** The latest first. */
  list(): readonly NotExecuted[] {
    return [...this.#decided.values()];
  }

  /** What a State answered, as the own officers see it: in place of an action that is not executed, to call the owner. */
  applyTo(outcome: StateOutcome): StateOutcome {
    const { state, hits } = outcome;
    if (this.#decided.size === 0 || hits.length === 0) return outcome;
    return {
      ...outcome,
      hits: hits.map((hit) => {
        const decided = this.#decided.get(nameOf({ state, register: hit.register, alertId: hit.alertId }));
        if (decided === undefined) return hit;
        const since = new Date(decided.decidedAt).toISOString().slice(0, 10);
        return { ...hit, action: 'contact-owner', notExecuted: { action: hit.action, since } };
      }),
    };
  }

  /** @throws IimsError `input.invalid` for a State that is no partner, `alert.not-executed-full`, `store.*` */
  async set(by: string, { action, ground, ...named }: DecisionToSet): Promise<{ readonly logIndex: number }> {
    const { state, register, alertId } = named;
    if (!this.#partners().some((partner) => partner === state)) {
      throw new IimsError('input.invalid', {
        message: 'This State is no partner.',
        field: 'state',
        rule: 'a member State of the trust list, other than the own',
        fix: 'An alert of the own State is withdrawn or updated instead.',
      });
    }
    const { index } = await this.#store.write(
      { event: 'alert.not-executed', body: { user: by, state, register, alert: alertId, action, ground } },
      { name: 'set-not-executed', args: { alert: { state, register, alertId }, decision: { action, ground, by } } },
    );
    await this.#reload();
    return { logIndex: index };
  }

  /** @throws IimsError `alert.not-found`, `store.*` */
  async end(by: string, { state, register, alertId }: PartnersAlert): Promise<{ readonly logIndex: number }> {
    const { index } = await this.#store.write(
      { event: 'alert.executed-again', body: { user: by, state, register, alert: alertId } },
      { name: 'end-not-executed', args: { alert: { state, register, alertId } } },
    );
    await this.#reload();
    return { logIndex: index };
  }

  async #reload(): Promise<void> {
    const decided = await listNotExecuted(this.#store.reader);
    this.#decided = new Map(decided.map((one) => [nameOf(one), one]));
  }
}

function nameOf({ state, register, alertId }: PartnersAlert): string {
  return `${state}\n${register}\n${alertId}`;
}
