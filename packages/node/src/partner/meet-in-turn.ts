// SPDX-License-Identifier: Apache-2.0
// Partners one after the other through a round, so that what a node exchanges with each of them falls into no one moment
// (spec/trust-list.md, 7.4; spec/witness.md, 10).
import type { StateCode } from '@iims/wire/identifiers';

/** What is exchanged: each has places of its own. */
export type Exchanged = 'trust' | 'gossip' | 'cosigning';

export interface Meetings {
  readonly own: StateCode;
  /** At the moment of the call. */
  readonly partners: () => readonly StateCode[];
  readonly exchanged: Exchanged;
  /** How long a round takes: no partner waits longer for the next meeting. */
  readonly everyMs: number;
  readonly monotonic: () => number;
  /** What it rejects with stops the process. */
  readonly meet: (partner: StateCode) => Promise<void>;
}

/** Meets every partner once a round, at its place, until it is stopped; none at once. */
export function meetInTurn({ own, partners, exchanged, everyMs, monotonic, meet }: Meetings): { stop(): void } {
  /** When each was met, or could have been met first. */
  const since = new Map<StateCode, number>();
  let lastTurnAt = monotonic();
  let timer: NodeJS.Timeout | undefined;
  /** Places move when States come and go. Each place comes once in every `everyMs`, so that nobody waits longer all the same. */
  const turn = (): void => {
    const now = monotonic();
    const places = placesInRound(own, partners(), exchanged);
    for (const partner of since.keys()) if (!places.has(partner)) since.delete(partner);
    const due: StateCode[] = [];
    let wakeAt = now + everyMs;
    for (const [partner, place] of places) {
      const nextAfter = (after: number) => momentAfter(after, place * everyMs, everyMs);
      const before = since.get(partner) ?? lastTurnAt;
      const isDue = nextAfter(before) <= now;
      if (isDue) due.push(partner);
      since.set(partner, isDue ? now : before);
      wakeAt = Math.min(wakeAt, nextAfter(isDue ? now : before));
    }
    lastTurnAt = now;
    timer = setTimeout(turn, Math.ceil(wakeAt - now));
    for (const partner of due) void meet(partner);
  };
  turn();
  return { stop: () => clearTimeout(timer) };
}

/**
 * Where in a round, from 0 to 1, `own` meets each partner. The i-th and the j-th of n States in alphabetical order meet in the slot
 * (i + j) mod n, which is another one for each partner of one State. The first of the two begins in its first half and the second in
 * its second; gossip follows a quarter later. The places of cosigning lie in a span that begins with news (spec/witness.md, 5). So where the rounds of all begin together too, no State has two meetings at one moment.
 */
export function placesInRound(
  own: StateCode,
  partners: readonly StateCode[],
  exchanged: Exchanged,
): ReadonlyMap<StateCode, number> {
  const states = [...partners, own].sort();
  const i = states.indexOf(own);
  const places = new Map<StateCode, number>();
  for (const [j, partner] of states.entries()) {
    const withinSlot = (i < j ? 0 : 1 / 2) + (exchanged === 'trust' ? 0 : 1 / 4);
    if (j !== i) places.set(partner, (((i + j) % states.length) + withinSlot) / states.length);
  }
  return places;
}

/** The first moment after `after` that lies `offsetMs` into a round; rounds begin with the monotonic clock. */
function momentAfter(after: number, offsetMs: number, everyMs: number): number {
  const at = Math.floor((after - offsetMs) / everyMs) * everyMs + offsetMs + everyMs;
  // Fractions are rounded: the moment itself must not come twice.
  return at > after ? at : at + everyMs;
}
