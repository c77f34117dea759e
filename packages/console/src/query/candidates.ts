// SPDX-License-Identifier: Apache-2.0
// Whom the States found, the persons apart from documents and things: what asks for most comes first. Pure.
import type { ShownHit, StateOutcome } from '@iims/wire/verdict';

export interface Candidate {
  readonly state: string;
  readonly hit: ShownHit;
}

/** Persons who stand beside each other, and who are shown when the officer asks for more. */
export interface Candidates {
  readonly shown: readonly Candidate[];
  readonly others: readonly Candidate[];
}

/** Side by side at most. */
export const CANDIDATES_SHOWN_MAX = 3;

/** Hits before compares, each in the order in which it came. A hit is never among the others. */
export function candidatesOf(answers: readonly StateOutcome[]): Candidates {
  const persons = foundIn(answers).filter(({ hit }) => hit.subjectKind === 'person');
  const hits = persons.filter(({ hit }) => hit.band === 'hit').length;
  const shown = Math.max(hits, CANDIDATES_SHOWN_MAX);
  return { shown: persons.slice(0, shown), others: persons.slice(shown) };
}

/** Documents, vehicles and things. */
export function thingsOf(answers: readonly StateOutcome[]): readonly Candidate[] {
  return foundIn(answers).filter(({ hit }) => hit.subjectKind !== 'person');
}

/** In rows of those that stand side by side. */
export function inRows(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const rows = Math.ceil(candidates.length / CANDIDATES_SHOWN_MAX);
  return Array.from({ length: rows }, (_, row) =>
    candidates.slice(row * CANDIDATES_SHOWN_MAX, (row + 1) * CANDIDATES_SHOWN_MAX),
  );
}

function foundIn(answers: readonly StateOutcome[]): readonly Candidate[] {
  const found = answers.flatMap(({ state, hits }) => hits.map((hit) => ({ state, hit })));
  return [...found.filter(({ hit }) => hit.band === 'hit'), ...found.filter(({ hit }) => hit.band !== 'hit')];
}
