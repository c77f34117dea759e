// SPDX-License-Identifier: Apache-2.0
// Which registers a question asks, and what may be said of their age and completeness (spec/query.md, 6 to 9).
import type { SubjectKind } from '@iims/wire/code-lists';
import type { Answer, Question } from '@iims/wire/query';
import { type BehindReason, isSpoken, whyBehind } from '../registers/source-standing.ts';
import { checkedAtOf, type RegisterKeeper } from '../store/alerts.ts';
import type { RegisterSource } from '../store/register-sources.ts';
import { dayOf } from './day.ts';

/** What an answer says of the registers behind it. */
export interface Freshness extends Pick<Answer, 'asOf' | 'changedOn' | 'registers' | 'behind'> {
  /** The gravest ground, where a register is behind. */
  readonly behindBecause?: BehindReason;
}

/** Of the given registers those that could hold what the question is about. Depends on kinds alone, never on what registers hold. */
export function registersAsked<R extends { readonly kind: string }>(
  { subjects }: Question,
  registers: readonly R[],
): readonly R[] {
  return registers.filter(({ kind }) => subjects.some((subject) => mayHold(kind, subject.kind)));
}

/** Papers are also met among those that persons under alert are known to hold (spec/alert.md, 6). */
function mayHold(registerKind: string, kind: SubjectKind): boolean {
  if (registerKind === kind) return true;
  return registerKind === 'person' && (kind === 'travel-document' || kind === 'official-document');
}

/** A register of either direction, as far as its freshness goes. */
export interface AgedRegister extends RegisterSource {
  readonly changedAt: number;
  readonly keptBy?: RegisterKeeper;
}

/**
 * `now` is the time of answering, ms since 1970; `unfollowed`: those objects of `asked` of which not everything is found yet in each way
 * that the question asks.
 */
export function freshnessOf(asked: readonly AgedRegister[], now: number, unfollowed?: ReadonlySet<object>): Freshness {
  let asOf = now;
  let changedAt = Number.POSITIVE_INFINITY;
  let behind = 0;
  let gravest: number | undefined;
  for (const register of asked) {
    const checkedAt = checkedAtOf(register, now);
    const reason = whyBehind(register, now, checkedAt) ?? (unfollowed?.has(register) ? 'index-behind' : undefined);
    if (reason !== undefined) {
      behind += 1;
      gravest = Math.min(gravest ?? GRAVEST_FIRST.length, GRAVEST_FIRST.indexOf(reason));
    }
    if (!isSpoken(register)) continue;
    asOf = Math.min(asOf, checkedAt);
    changedAt = Math.min(changedAt, register.changedAt);
  }
  return {
    asOf,
    ...(changedAt === Number.POSITIVE_INFINITY ? {} : { changedOn: dayOf(changedAt) }),
    registers: asked.length,
    behind,
    ...(gravest === undefined ? {} : { behindBecause: GRAVEST_FIRST[gravest]! }),
  };
}

const GRAVEST_FIRST: readonly BehindReason[] = [
  'source-withdrawn',
  'source-unavailable',
  'source-stale',
  'index-behind',
];
