// SPDX-License-Identifier: Apache-2.0
// Which registers a question asks, and what may be said of their age and completeness (spec/query.md, 6 to 9).
import type { SubjectKind } from '@iims/wire/code-lists';
import type { Answer, Question } from '@iims/wire/query';
import { type BehindReason, isSpoken, whyBehind } from '../registers/source-standing.ts';
import type { RegisterSource } from '../store/register-sources.ts';

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

/** `now` is the time of answering, ms since 1970. */
export function freshnessOf(
  asked: readonly (RegisterSource & { readonly changedAt: number })[],
  now: number,
): Freshness {
  const read = asked.filter(isSpoken);
  const reasons = asked.flatMap((source) => whyBehind(source, now) ?? []);
  const behindBecause = GRAVEST_FIRST.find((reason) => reasons.includes(reason));
  return {
    asOf: Math.min(now, ...read.map(({ checkedAt }) => checkedAt)),
    ...(read.length === 0 ? {} : { changedOn: dayOf(Math.min(...read.map(({ changedAt }) => changedAt))) }),
    registers: asked.length,
    behind: reasons.length,
    ...(behindBecause === undefined ? {} : { behindBecause }),
  };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

const GRAVEST_FIRST: readonly BehindReason[] = ['source-withdrawn', 'source-unavailable', 'source-stale'];
