// SPDX-License-Identifier: Apache-2.0
// The tests of partners: one at a time for each, entered and kept before it is answered. Of each partner the last one stays.
import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { type KeptPartnerTest, listPartnerTests, type TestOutcome } from '../store/partner-tests.ts';
import type { Store } from '../store/store.ts';
import { type LayerResult, type PartnerTestParts, testPartner } from './test-partner.ts';

export interface PartnerTest {
  readonly state: StateCode;
  /** ISO 8601, UTC. */
  readonly testedAt: string;
  readonly outcome: TestOutcome;
  readonly layers: readonly LayerResult[];
}

export interface PartnerTestsParts extends PartnerTestParts {
  readonly store: Pick<Store, 'write' | 'reader'>;
  readonly partners: () => readonly StateCode[];
  readonly isSuspended: (state: StateCode) => boolean;
}

export class PartnerTests {
  readonly #parts: PartnerTestsParts;
  readonly #underWay = new Set<StateCode>();

  constructor(parts: PartnerTestsParts) {
    this.#parts = parts;
  }

  /** @throws IimsError `input.invalid` for a State that is no partner, `partner.suspended`, `access.busy`, `store.*` */
  async test(state: StateCode, by: string): Promise<PartnerTest> {
    this.#check(state);
    this.#underWay.add(state);
    try {
      const layers = await testPartner(this.#parts, state);
      const outcome = outcomeOf(layers);
      const worst = layers.find((one) => one.outcome === outcome && one.code !== undefined);
      const why = worst?.code === undefined ? {} : { layer: worst.layer, code: worst.code };
      const { result: testedAt } = await this.#parts.store.write(
        { event: 'partner.tested', body: { state, outcome, ...why, by } },
        { name: 'keep-partner-test', args: { state, outcome, layers: encodeCbor(layers) } },
      );
      return shown({ state, testedAt, outcome, layers });
    } finally {
      this.#underWay.delete(state);
    }
  }

  /** The last test of each partner that was ever tested. */
  async last(): Promise<ReadonlyMap<StateCode, PartnerTest>> {
    const kept = await listPartnerTests(this.#parts.store.reader);
    return new Map(kept.map((one) => [one.state, shown({ ...one, layers: one.layers as readonly LayerResult[] })]));
  }

  #check(state: StateCode): void {
    const { partners, isSuspended } = this.#parts;
    if (!partners().includes(state)) {
      throw new IimsError('input.invalid', {
        message: 'This State is no partner.',
        field: 'state',
        rule: 'a member State of the trust list, other than the own',
      });
    }
    if (isSuspended(state)) {
      throw new IimsError('partner.suspended', {
        message: 'The own State has suspended this partner: nothing goes to it, a test neither.',
        field: 'state',
        fix: 'Resume it first.',
      });
    }
    if (this.#underWay.has(state)) {
      throw new IimsError('access.busy', { message: 'A test of this partner is under way.', field: 'state' });
    }
  }
}

type Kept = KeptPartnerTest & Pick<PartnerTest, 'layers'>;

function shown({ state, testedAt, outcome, layers }: Kept): PartnerTest {
  return { state, testedAt: new Date(testedAt).toISOString(), outcome, layers };
}

function outcomeOf(layers: readonly LayerResult[]): TestOutcome {
  const has = (outcome: LayerResult['outcome']) => layers.some((one) => one.outcome === outcome);
  if (has('failed')) return 'failed';
  return has('warned') ? 'warned' : 'passed';
}
