// SPDX-License-Identifier: Apache-2.0
// Exchanges the trust list with partners for as long as the node runs (spec/trust-list.md, 7.4): every change at once, so that a
// revocation is in force wherever a node can be reached within seconds, and everything once a minute, for whoever could not: each partner
// at its own place in the minute, and not beside a query.
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { Clock } from '../clock.ts';
import type { QueriesUnderWay } from '../queries-under-way.ts';
import { bundleOfList } from '../trust/bundle-of-list.ts';
import { REFRESH_EVERY_MS, refreshTrust } from '../trust/refresh.ts';
import { ATTEST_EVERY_MS, type TrustInForce } from '../trust/trust-in-force.ts';
import type { PartnerLinks } from './links.ts';
import { meetInTurn } from './meet-in-turn.ts';

export interface TrustKeeping {
  readonly state: StateCode;
  readonly trust: TrustInForce;
  readonly links: PartnerLinks;
  /** Attests that the own document is still the one. */
  readonly attest: () => Promise<void>;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Waited for between the steps of a meeting. */
  readonly queries: Pick<QueriesUnderWay, 'pause'>;
}

/** Meets all partners once, and resolves; then goes on until it is stopped. */
export async function keepTrustFresh(keeping: TrustKeeping): Promise<{ stop(): void }> {
  const { state, trust, links, attest, clock } = keeping;
  await Promise.all(links.states().map((partner) => meet(keeping, partner)));
  const attestSoon = () => void attest().catch(ignoreKnownFault);
  // A new document may bring new keys: one that could not be attested with those of before is attested with them.
  const attestIfMissing = () => {
    if (!trust.current().attestations.has(state)) attestSoon();
  };
  const bringing = paced(() => void bringToAll(trust, links).catch(ignoreKnownFault));
  let ownDocument = trust.current().states.get(state);
  trust.onChange(() => {
    attestIfMissing();
    const inForce = trust.current().states.get(state);
    // Partners must have it before this node uses other keys, so it waits for nothing.
    bringing.ask(inForce !== ownDocument);
    ownDocument = inForce;
  });
  const meetings = meetInTurn({
    own: state,
    partners: () => links.states(),
    exchanged: 'trust',
    everyMs: REFRESH_EVERY_MS,
    monotonic: clock.monotonic,
    meet: (partner) => meet(keeping, partner).catch(ignoreKnownFault),
  });
  const attestingAgain = setInterval(attestIfMissing, REFRESH_EVERY_MS);
  const attesting = setInterval(attestSoon, ATTEST_EVERY_MS);
  return {
    stop() {
      bringing.stop();
      meetings.stop();
      clearInterval(attestingAgain);
      clearInterval(attesting);
    },
  };
}

/**
 * Runs `act` soon after it is asked for, and rests then: a partner who changes its part without end must not make this node
 * send everything to everybody without end. What is urgent ends the rest.
 */
function paced(act: () => void): { ask(isUrgent: boolean): void; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isResting = false;
  let isAsked = false;
  const run = (): void => {
    isAsked = false;
    isResting = true;
    act();
    timer = setTimeout(() => {
      isResting = false;
      timer = undefined;
      if (isAsked) run();
    }, REST_MS);
  };
  return {
    ask(isUrgent) {
      isAsked = true;
      if (isUrgent && isResting) {
        clearTimeout(timer);
        timer = undefined;
        isResting = false;
      }
      timer ??= setTimeout(run, BRING_AFTER_MS);
    },
    stop: () => clearTimeout(timer),
  };
}

/**
 * Takes what the partner holds, then brings it what this node holds: a node that was away must not bring a partner what is older
 * there, and be told of as one that does. One that is silent stops no other.
 */
async function meet({ trust, links, queries }: TrustKeeping, partner: StateCode): Promise<void> {
  await refreshTrust(trust, [partner], async (asked) => {
    const bundle = await links.fetchTrust(asked);
    await queries.pause();
    return bundle;
  });
  await queries.pause();
  await links.bringTrust(partner, bundleOfList(trust.current())).catch(ignoreKnownFault);
}

async function bringToAll(trust: TrustInForce, links: PartnerLinks): Promise<void> {
  const bundle = bundleOfList(trust.current());
  await Promise.all(links.states().map((partner) => links.bringTrust(partner, bundle).catch(ignoreKnownFault)));
}

/** A fault of the catalogue has its entry already and is tried again at the next turn; anything else stops the process. */
function ignoreKnownFault(fault: unknown): void {
  if (!(fault instanceof IimsError)) throw fault;
}

/** Documents that come into force together go out together. */
const BRING_AFTER_MS = 100;
/** Two nodes may lie between a revocation and the last one that hears of it; it is to be there within ten seconds. */
const REST_MS = 2_000;
