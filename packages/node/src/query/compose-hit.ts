// SPDX-License-Identifier: Apache-2.0
// Under which keys a question probes, and what a hit says of an alert: the same for the registers and for an offline pack.
import type { Alert } from '@iims/wire/alert';
import type { WhyCode } from '@iims/wire/code-lists';
import { lookupKeys } from '@iims/wire/lookup-keys';
import type { Subject } from '@iims/wire/subject';
import type { Hit } from '@iims/wire/verdict';
import { factsOf } from './facts.ts';
import type { Met, ProbedKey } from './ways-to-alert.ts';

/** Each key once, as given where a subject has it so. A repaired or look-alike value is a reason to look, never to act. */
export function probedKeys(subjects: readonly Subject[]): Map<string, ProbedKey> {
  const keys = new Map<string, ProbedKey>();
  for (const subject of subjects) {
    for (const { key, matchedOn, why } of lookupKeys(subject)) {
      const most = matchedOn === 'as-given' ? 'hit' : 'compare';
      const known = keys.get(key);
      if (known !== undefined && (known.most === 'hit' || most === 'compare')) continue;
      const probed: ProbedKey = { key, matchedOn, most, why: [why] };
      keys.set(key, subject.kind === 'person' ? { ...probed, person: subject } : probed);
    }
  }
  return keys;
}

/** `today` is a day, YYYY-MM-DD: by its end the alert had to be confirmed by its owner. */
export function composeHit(alert: Alert, register: string, met: Met, today: string): Hit {
  const overdue = isOverdue(alert, today);
  const why: readonly WhyCode[] = [...met.why, ...(overdue ? [OVERDUE] : [])];
  return {
    band: overdue ? 'compare' : met.band,
    alertId: alert.id,
    register,
    category: alert.category,
    subjectKind: alert.kind,
    matchedOn: met.matchedOn,
    why,
    authority: alert.authority,
    action: alert.action,
    cautions: alert.cautions,
    handling: alert.handling,
    since: alert.since,
    ...(alert.revalidatedOn === undefined ? {} : { reviewedOn: alert.revalidatedOn }),
    facts: factsOf(alert, met),
  };
}

export function byBandThenId(one: Hit, other: Hit): number {
  if (one.band !== other.band) return one.band === 'hit' ? -1 : 1;
  return one.alertId < other.alertId ? -1 : 1;
}

/** Its day of review is over and its owner has not confirmed it (spec/alert.md, 23): nobody acts on it before asking. */
function isOverdue(alert: Alert, today: string): boolean {
  return alert.reviewOn < today;
}

const OVERDUE: WhyCode = 'not-revalidated';
