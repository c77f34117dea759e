// SPDX-License-Identifier: Apache-2.0
// How one State stands in a list: what it said about how many travellers, and how old its data is.
import { hasDoubtfulDocument, hasUnknownDocument, type StateOutcome, tellsOfData } from '@iims/wire/verdict';
import { withMissing } from '../query/verdict-shown.ts';
import type { MarkShape } from '../screen/mark.tsx';
import { answerOf, type ListView } from './manifest-state.ts';

export interface StateStanding {
  readonly state: string;
  readonly shape: MarkShape;
  /** Travellers by what the State said; `answered` are those of whom it told something. */
  readonly counts: Readonly<Record<'answered' | 'hit' | 'compare' | 'refused' | 'silent', number>>;
  /** The oldest data behind its answers, in milliseconds since 1970. */
  readonly oldestAsOf?: number;
}

export function standingsOf(view: ListView): readonly StateStanding[] {
  const said = new Map<string, StateOutcome[]>(view.asked.map((state) => [state, []]));
  for (const row of view.rows.values()) {
    const answer = answerOf(row);
    if (answer === undefined) continue;
    for (const outcome of withMissing(answer.answers, answer.asked)) said.get(outcome.state)?.push(outcome);
  }
  return [...said].map(([state, outcomes]) => standingOf(state, outcomes, view.phase === 'asking'));
}

function standingOf(state: string, outcomes: readonly StateOutcome[], isAsking: boolean): StateStanding {
  const counts = { answered: 0, hit: 0, compare: 0, refused: 0, silent: 0 };
  let oldestAsOf: number | undefined;
  let isOpen = false;
  for (const outcome of outcomes) {
    if (tellsOfData(outcome)) counts.answered += 1;
    else if (outcome.outcome === 'refused') counts.refused += 1;
    else counts.silent += 1;
    if (outcome.hits.some(({ band }) => band === 'hit')) counts.hit += 1;
    else if (outcome.hits.length > 0 || hasDoubtfulDocument(outcome)) counts.compare += 1;
    isOpen ||= hasUnknownDocument(outcome);
    if (outcome.asOf !== undefined && tellsOfData(outcome))
      oldestAsOf = Math.min(oldestAsOf ?? Number.POSITIVE_INFINITY, Date.parse(outcome.asOf));
  }
  return {
    state,
    shape: isOpen ? 'incomplete' : shapeOf(counts, isAsking),
    counts,
    ...(oldestAsOf === undefined ? {} : { oldestAsOf }),
  };
}

function shapeOf(counts: StateStanding['counts'], isAsking: boolean): MarkShape {
  if (counts.silent > 0) return 'incomplete';
  if (counts.hit > 0) return 'hit';
  if (counts.compare > 0) return 'compare';
  if (counts.refused > 0) return 'refused';
  return isAsking || counts.answered === 0 ? 'asking' : 'no-hit';
}
