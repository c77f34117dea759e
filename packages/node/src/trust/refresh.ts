// SPDX-License-Identifier: Apache-2.0
// Fetches the trust list from partners. Whoever brings a higher validly signed version, it wins: so no two nodes can hide
// a third's revocation, and one reachable honest partner is enough.
import type { WeighedDocument } from '@iims/crypto/trust-bundle';
import { IimsError, kindOf } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { TrustInForce } from './trust-in-force.ts';

/** Gets a partner's bundle over mutual TLS, bounded in size and time by the one who hands it in. */
export type FetchBundle = (partner: StateCode) => Promise<Uint8Array>;

/** What came of asking one partner: what was weighed, or why there was nothing to weigh. */
export type Refreshed =
  | { readonly partner: StateCode; readonly documents: readonly WeighedDocument[] }
  | { readonly partner: StateCode; readonly fault: IimsError };

/** Asks all partners at once. One that is silent or brings rubbish stops no other; faults of this node's own store are thrown. */
export function refreshTrust(
  trust: TrustInForce,
  partners: readonly StateCode[],
  fetchBundle: FetchBundle,
): Promise<readonly Refreshed[]> {
  return Promise.all(
    partners.map(async (partner) => {
      try {
        return { partner, documents: await trust.bring(await fetchBundle(partner), partner) };
      } catch (fault) {
        if (fault instanceof IimsError && kindOf(fault).actsNext !== 'administrator') return { partner, fault };
        throw fault;
      }
    }),
  );
}

export const REFRESH_EVERY_MS = 60_000;
