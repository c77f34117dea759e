// SPDX-License-Identifier: Apache-2.0
// How every partner stands, and the versions of the trust list: for the administrator's page and `iims partner list`.
import type { TrustList } from '@iims/crypto/trust-list';
import { trustListVersion } from '@iims/crypto/trust-lookup';
import { standingOf } from '@iims/crypto/trust-standing';
import type { StateCode } from '@iims/wire/identifiers';
import type { WitnessingState } from '../audit/witnessing.ts';
import { partnersOf } from '../partner/links.ts';
import type { PartnerTests } from '../partner/partner-tests.ts';
import type { Suspensions } from '../partner/suspensions.ts';
import type { TrustRefusals } from '../trust/trust-refusals.ts';

export interface PartnersShownSources {
  readonly own: StateCode;
  readonly trust: TrustList;
  readonly suspensions: Pick<Suspensions, 'list'>;
  readonly partnerTests: Pick<PartnerTests, 'last'>;
  readonly witnessing: WitnessingState;
  readonly trustRefusals: TrustRefusals;
  readonly now: number;
}

/** Plain data for JSON. */
export async function partnersShown(sources: PartnersShownSources) {
  const { own, trust, suspensions, partnerTests, witnessing, trustRefusals, now } = sources;
  const suspended = new Map(suspensions.list().map((partner) => [partner.state, partner]));
  const tests = await partnerTests.last();
  return {
    trustList: { ...trustListShown(trust), ...refusalsShown(trustRefusals) },
    partners: partnersOf(trust, own).map((state) => {
      const { standing, because, usableUntil } = standingOf(trust, state, now);
      const suspension = suspended.get(state);
      const lastTest = tests.get(state);
      return {
        state,
        standing,
        because,
        usableUntil: iso(usableUntil),
        ...(suspension && {
          suspended: { since: iso(suspension.since), reason: suspension.reason, by: suspension.by },
        }),
        ...(lastTest && { lastTest }),
        ...witnessShown(witnessing, state),
      };
    }),
  };
}

function trustListShown(trust: TrustList) {
  const { version, expiresAt, signers, witnessQuorum } = trust.root;
  return {
    number: trustListVersion(trust),
    root: {
      version,
      expiresAt: iso(expiresAt),
      threshold: signers.threshold,
      holders: signers.holders.length,
      witnessQuorum,
    },
    states: [...trust.root.officers.keys()].sort().map((state) => {
      const document = trust.states.get(state);
      const attestedAt = trust.attestations.get(state)?.at;
      return {
        state,
        ...(document && { version: document.version, expiresAt: iso(document.expiresAt) }),
        ...(attestedAt !== undefined && { attestedAt: iso(attestedAt) }),
      };
    }),
  };
}

function refusalsShown({ refusals, leftOut }: TrustRefusals) {
  return {
    refusals: refusals.map((one) => ({ ...one, firstAt: iso(one.firstAt), lastAt: iso(one.lastAt) })),
    refusalsLeftOut: leftOut,
  };
}

/** What the partner has cosigned of the own log, and what is known of the partner's. */
function witnessShown({ own, partnerLogs }: WitnessingState, partner: StateCode) {
  const witness = own.witnesses.find(({ state }) => state === partner);
  const log = partnerLogs.find(({ state }) => state === partner);
  return { ...(witness && { witness: withoutState(witness) }), ...(log && { log: withoutState(log) }) };
}

function withoutState<T extends { readonly state: StateCode }>({ state: _, ...rest }: T): Omit<T, 'state'> {
  return rest;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
