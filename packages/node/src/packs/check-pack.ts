// SPDX-License-Identifier: Apache-2.0
// One check against an offline pack. A miss is never a no-hit: nobody was asked but a copy of some hours ago (spec/offline-pack.md, 4).
import { alertKeys } from '@iims/wire/lookup-keys';
import type { Subject } from '@iims/wire/subject';
import { HITS_MAX, type Hit, type StateOutcome, type VerdictWord, verdictOf } from '@iims/wire/verdict';
import { byBandThenId, composeHit, probedKeys } from '../query/compose-hit.ts';
import { bandOf, metBy, type ProbedKey } from '../query/ways-to-alert.ts';
import { personAlertKey } from '../store/alert-to-load.ts';
import type { Way } from '../store/alerts.ts';
import type { OpenPack } from './open-pack.ts';

export interface OfflineVerdict {
  readonly verdict: VerdictWord;
  readonly complete: false;
  /** The own State first, then each partner, none of which was asked. */
  readonly states: readonly StateOutcome[];
}

/** `now`: milliseconds since 1970. Throws `pack.damaged`. */
export function checkPack(pack: OpenPack, subjects: readonly Subject[], now: number): OfflineVerdict {
  const found = [...metAlerts(pack, subjects, now)].sort(byBandThenId);
  const own: StateOutcome =
    found.length === 0
      ? { state: pack.header.state, outcome: 'unavailable', reason: 'not-in-pack', hits: [] }
      : {
          state: pack.header.state,
          outcome: 'hit',
          asOf: new Date(checkedAt(pack)).toISOString(),
          registers: pack.about.registers.length,
          hits: found.slice(0, HITS_MAX),
          ...(found.length > HITS_MAX ? { more: true } : {}),
        };
  const partners = pack.partners.map(
    (state): StateOutcome => ({ state, outcome: 'unavailable', reason: 'not-asked', hits: [] }),
  );
  const states = [own, ...partners];
  const { verdict } = verdictOf(states);
  // A federation of one State has nobody else to ask, and its copy is a copy all the same.
  return { verdict, complete: false, states };
}

/** As `query/lookup.ts` does it, with the alerts of the pack in the place of the database. */
function metAlerts(pack: OpenPack, subjects: readonly Subject[], now: number): readonly Hit[] {
  const today = new Date(now).toISOString().slice(0, 10);
  const keys = probedKeys(subjects);
  const waysTo = new Map<number, Way[]>();
  const note = (number: number, way: Way): void => {
    waysTo.set(number, [...(waysTo.get(number) ?? []), way]);
  };
  for (const key of keys.keys()) {
    for (const number of pack.alerts.find(key)) {
      const standing = alertKeys(pack.alerts.open(number).alert).find((one) => one.key === key);
      // None where another key has the same token.
      if (standing === undefined) continue;
      const { band, why: meaning } = standing;
      note(number, { key, band, ...(meaning === undefined ? {} : { meaning }) });
    }
  }
  for (const subject of subjects) {
    if (subject.kind !== 'person') continue;
    for (const { number, register, alertId, band, why, met } of pack.similar(subject, now)) {
      const key = personAlertKey(register, alertId);
      if (!keys.has(key)) keys.set(key, { key, matchedOn: 'similar', most: band, why, person: subject, similar: met });
      note(number, { key, band: 'hit' });
    }
  }
  return [...waysTo].map(([number, ways]) => {
    const { register, alert } = pack.alerts.open(number);
    const met = metBy(keys, { ...strongest(ways, keys), ways });
    return composeHit(alert, pack.about.registers[register]!.id, met, today);
  });
}

function strongest(ways: readonly Way[], keys: ReadonlyMap<string, ProbedKey>): Way {
  return ways.find(({ key, band }) => bandOf(keys.get(key)!, band) === 'hit') ?? ways[0]!;
}

/** The data is no younger than its oldest register. */
function checkedAt({ about }: OpenPack): number {
  return Math.min(...about.registers.map((register) => register.checkedAt));
}
