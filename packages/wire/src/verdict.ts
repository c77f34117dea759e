// SPDX-License-Identifier: Apache-2.0
// What the States say, and the one verdict over all of them. Unknown is never shown as no-hit. Without Zod: the officer's page loads this file.
import type { HandlingCode, MatchedOn, SubjectKind } from './code-lists.ts';
import type { Issued } from './issued.ts';

/** One alert that met the question. Codes are text, so that a code of a later list is shown rather than lost. */
export interface Hit {
  /** `compare`: a person looks before anyone acts. */
  readonly band: 'hit' | 'compare';
  readonly alertId: string;
  readonly register: string;
  readonly category: string;
  readonly subjectKind: SubjectKind;
  readonly matchedOn: MatchedOn;
  readonly why: readonly string[];
  readonly authority: string;
  readonly action: string;
  readonly cautions: readonly string[];
  readonly handling: HandlingCode;
  /** YYYY-MM-DD */
  readonly since?: string;
  /** YYYY-MM-DD */
  readonly reviewedOn?: string;
  readonly facts: readonly Fact[];
}

/** A hit as the asking State's own officers see it. */
export interface ShownHit extends Hit {
  /** Their State will not execute the action of the alert; `action` is to call the owner, and what the owner asked for stands here. */
  readonly notExecuted?: NotExecutedAction;
}

export interface NotExecutedAction {
  readonly action: string;
  /** Day of the decision, YYYY-MM-DD. */
  readonly since: string;
}

/** One thing that a hit tells of its alert. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** What a State itself may answer. */
export type AnswerOutcome = 'hit' | 'no-hit' | 'refused' | 'unavailable';
/** `late` is silence within the budget; only the asking node says so. */
export type Outcome = AnswerOutcome | 'late';
/** What all outcomes together say. */
export type VerdictWord = 'hit' | 'compare' | 'no-hit' | 'incomplete' | 'refused';

/** One State's part of a verdict, as officers get it. */
export interface StateOutcome {
  readonly state: string;
  readonly outcome: Outcome;
  readonly reason?: string;
  /** With `hit` and `no-hit`: ISO 8601 time to which the State's data is known to be right: when the oldest register that was read was checked last. */
  readonly asOf?: string;
  /** With `hit` and `no-hit`: the day, YYYY-MM-DD, on which the register that has not changed for longest changed last. */
  readonly changedOn?: string;
  /** Registers that were asked. */
  readonly registers?: number;
  /** Those of them that are behind their source, where there are any: the State's answer is not the whole one. */
  readonly behind?: number;
  readonly hits: readonly ShownHit[];
  readonly more?: boolean;
  /** What the State's positive registers say: neither a hit nor a no-hit. */
  readonly issued?: readonly Issued[];
}

/** A whole query, as officers get it. */
export interface Verdict {
  readonly verdict: VerdictWord;
  /** No State is late or unavailable, no register of any is behind its source or cannot tell what was issued. A refusal is an answer. */
  readonly complete: boolean;
  readonly states: readonly StateOutcome[];
  readonly elapsedMs: number;
  /** Index of the asking entry in the asking State's log. */
  readonly logIndex: number;
}

/**
 * The verdict over the States that were asked: any hit, else any compare or document in doubt, else incomplete, else refused, else no-hit.
 * Without a State there is no knowledge, so the verdict of an empty list is incomplete.
 */
export function verdictOf(states: readonly StateOutcome[]): {
  readonly verdict: VerdictWord;
  readonly complete: boolean;
} {
  const isOpen = (state: StateOutcome) => isSilent(state) || isPartial(state) || hasUnknownDocument(state);
  const complete = states.length > 0 && !states.some(isOpen);
  return { verdict: wordOf(states, complete), complete };
}

/** How many States were asked, said what their data holds (`hit`, `no-hit`), and refused to; the others were silent. A refusal is an answer, and says nothing about data. */
export function countsOf(states: readonly StateOutcome[]): {
  readonly asked: number;
  readonly answered: number;
  readonly refused: number;
} {
  return {
    asked: states.length,
    answered: states.filter(tellsOfData).length,
    refused: states.filter((state) => state.outcome === 'refused').length,
  };
}

/** Whether an outcome says what the State's data holds; with any other there is no age of data to show. */
export function tellsOfData(state: Pick<StateOutcome, 'outcome'>): boolean {
  return state.outcome === 'hit' || state.outcome === 'no-hit';
}

function wordOf(states: readonly StateOutcome[], complete: boolean): VerdictWord {
  if (states.some((state) => state.outcome === 'hit' && !isCompareOnly(state))) return 'hit';
  if (states.some((state) => state.outcome === 'hit' || hasDoubtfulDocument(state))) return 'compare';
  if (!complete) return 'incomplete';
  if (states.some((state) => state.outcome === 'refused')) return 'refused';
  return 'no-hit';
}

/** Whether an issuer says that a document is not what it should be: not issued, expired, or taken back. A person looks. */
export function hasDoubtfulDocument({ issued = [] }: Pick<StateOutcome, 'issued'>): boolean {
  return issued.some(isDoubtful);
}

export function isDoubtful({ standing }: Pick<Issued, 'standing'>): boolean {
  return standing !== 'issued-and-valid' && standing !== 'unknown';
}

/** Whether an issuer cannot tell if it issued a document: nobody is accused, and nothing is whole. */
export function hasUnknownDocument({ issued = [] }: Pick<StateOutcome, 'issued'>): boolean {
  return issued.some(({ standing }) => standing === 'unknown');
}

/** Whether some of a State's registers did not answer, whatever the others said. */
export function isPartial({ behind = 0 }: Pick<StateOutcome, 'behind'>): boolean {
  return behind > 0;
}

function isSilent(state: StateOutcome): boolean {
  return state.outcome === 'late' || state.outcome === 'unavailable';
}

/** A hit that names no alert counts as a hit: what is not shown is not taken for less. */
function isCompareOnly(state: StateOutcome): boolean {
  return state.hits.length > 0 && state.hits.every((hit) => hit.band === 'compare');
}

/** Hits in one answer; `more` says that there were others. */
export const HITS_MAX = 3;
/** Facts of one hit or alert. */
export const FACTS_MAX = 8;
/** Length of a fact's value, in UTF-16 code units. */
export const FACT_CHARACTERS_MAX = 120;
