// SPDX-License-Identifier: Apache-2.0
// The life of one list on the screen, and what it may be said to have given. Pure; time comes in with the events.
import type { Manifest, Traveller } from '@iims/wire/manifest';
import { type StateOutcome, type Verdict, type VerdictWord, verdictOf } from '@iims/wire/verdict';
import { type Fault, LOCAL_FAULTS } from '../api/node-call.ts';
import { mayTellMore } from '../query/open-answer-steps.ts';
import type { QueryView } from '../query/query-state.ts';
import { verdictShown } from '../query/verdict-shown.ts';
import type { AskedManifest } from './ask-manifest.ts';
import type { ManifestEvent } from './manifest-events.ts';

export type AnsweredView = QueryView & { readonly phase: 'answered' };

/** A traveller with what is known so far: an answer, a fault of that line alone, or nothing. */
export interface ListRow {
  readonly traveller: Traveller;
  readonly answer?: AnsweredView;
  readonly fault?: Fault;
  /** What an earlier call of the list answered: it stands until there is another answer, and longer where it met somebody. */
  readonly before?: AnsweredView;
}

export interface ListView extends AskedManifest {
  readonly phase: 'asking' | 'ended' | 'broken';
  readonly manifest: Manifest;
  /** The lines of the call that is open, or was last; more than one call where some were asked again. */
  readonly askedLines: ReadonlySet<number>;
  /** Times in milliseconds since 1970. */
  readonly askedAt: number;
  readonly endedAt?: number;
  /** Indexes of the entries of the list, one for each call. */
  readonly logIndexes: readonly number[];
  readonly asked: readonly string[];
  readonly rows: ReadonlyMap<number, ListRow>;
  /** Why the list broke off. */
  readonly fault?: Fault;
}

export type ListStep =
  | {
      readonly type: 'ask';
      readonly list: AskedManifest;
      readonly manifest: Manifest;
      readonly expected: readonly string[];
      readonly atMs: number;
    }
  | { readonly type: 'ask-again'; readonly lines: ReadonlySet<number> }
  | { readonly type: 'event'; readonly event: ManifestEvent; readonly atMs: number }
  | { readonly type: 'clear' };

export function nextListView(view: ListView | undefined, step: ListStep): ListView | undefined {
  switch (step.type) {
    case 'ask':
      return view?.phase === 'asking' ? view : begun(step);
    case 'ask-again': {
      if (view === undefined || view.phase === 'asking') return view;
      const rows = new Map(view.rows);
      for (const line of step.lines) rows.set(line, askedAgain(rows.get(line)!));
      const { fault: _, ...kept } = view;
      return { ...kept, phase: 'asking', askedLines: step.lines, rows };
    }
    case 'event':
      return view?.phase === 'asking' ? afterEvent(view, step.event, step.atMs) : view;
    case 'clear':
      return view?.phase === 'asking' ? view : undefined;
  }
}

/** What came of a list stays when its page is left; one that was under way was ended by that. */
export function afterLeaving(view: ListView, atMs: number): ListView {
  if (view.phase !== 'asking') return view;
  return { ...view, phase: 'broken', endedAt: atMs, fault: { code: LOCAL_FAULTS.stopped } };
}

/** A traveller without a verdict is not complete, once nothing more comes. */
export function wordOf(row: ListRow): VerdictWord {
  return answerOf(row)?.shown.word ?? 'incomplete';
}

/** The answer to show. */
export function answerOf({ answer, before }: ListRow): AnsweredView | undefined {
  return answer ?? before;
}

/** The entries of the queries that its answers came with, the latest first. */
export function entriesOf({ answer, before }: ListRow): readonly number[] {
  return [...new Set([answer, before].flatMap((one) => one?.verdict.logIndex ?? []))];
}

/** Whether something is missing: nothing of it is green. */
export function isOpen(row: ListRow): boolean {
  const answer = answerOf(row);
  return answer === undefined || !answer.verdict.complete || answer.shown.silent.length > 0;
}

/** Whether asking once more may tell more. */
export function mayAskAgain(row: ListRow): boolean {
  const answer = answerOf(row);
  return isOpen(row) && (answer === undefined || mayTellMore(answer));
}

/** The one word over the list: never green while something is missing. */
export function wordOfList({ phase, manifest, rows }: ListView): VerdictWord | 'asking' {
  const words = new Set([...rows.values()].filter((row) => answerOf(row) !== undefined).map(wordOf));
  if (words.has('hit')) return 'hit';
  if (phase === 'asking') return 'asking';
  if (words.has('compare')) return 'compare';
  const isWhole = phase === 'ended' && manifest.refused.length === 0 && ![...rows.values()].some(isOpen);
  if (!isWhole || rows.size === 0) return 'incomplete';
  return words.has('refused') ? 'refused' : 'no-hit';
}

/** How many of the open call are answered, and how many it asks about. */
export function progressOf({ askedLines, rows }: ListView): { readonly done: number; readonly of: number } {
  let done = 0;
  for (const line of askedLines) {
    const { answer, fault } = rows.get(line)!;
    if (answer !== undefined || fault !== undefined) done += 1;
  }
  return { done, of: askedLines.size };
}

function begun({ list, manifest, expected, atMs }: ListStep & { type: 'ask' }): ListView {
  return {
    ...list,
    phase: 'asking',
    manifest,
    askedLines: new Set(manifest.travellers.map(({ line }) => line)),
    askedAt: atMs,
    logIndexes: [],
    asked: expected,
    rows: new Map(manifest.travellers.map((traveller) => [traveller.line, { traveller }])),
  };
}

function afterEvent(view: ListView, event: ManifestEvent, atMs: number): ListView {
  switch (event.type) {
    case 'begun':
      return {
        ...view,
        logIndexes: [...view.logIndexes, event.logIndex],
        asked: event.asked.length === 0 ? view.asked : event.asked,
      };
    case 'traveller':
      return withAnswer(view, event.line, event.verdict, atMs);
    case 'fault':
      return withRow(view, event.line, { fault: event.fault });
    case 'ended':
      return { ...view, phase: 'ended', endedAt: atMs };
    case 'error':
      return { ...view, phase: 'broken', endedAt: atMs, fault: event.fault };
    case 'other':
      return view;
  }
}

function withAnswer(view: ListView, line: number, verdict: Verdict, atMs: number): ListView {
  const row = view.rows.get(line);
  if (row === undefined) return view;
  const answer = answered(view, row.traveller, withHitsOf(row.before, verdict), atMs);
  return withRow(view, line, { answer, ...(row.before === undefined ? {} : { before: row.before }) });
}

function askedAgain(row: ListRow): ListRow {
  const before = answerOf(row);
  return { traveller: row.traveller, ...(before === undefined ? {} : { before }) };
}

/** A State that met somebody and is silent when it is asked once more has taken nothing back. */
function withHitsOf(before: AnsweredView | undefined, verdict: Verdict): Verdict {
  const kept = new Map(
    before?.answers
      .filter(
        ({ state, hits }) => hits.length > 0 && !verdict.states.some((one) => one.state === state && isAnswer(one)),
      )
      .map((answer) => [answer.state, answer]),
  );
  if (kept.size === 0) return verdict;
  const states = [...verdict.states.filter(({ state }) => !kept.has(state)), ...kept.values()];
  return { ...verdict, ...verdictOf(states), states };
}

function isAnswer({ outcome }: StateOutcome): boolean {
  return outcome === 'hit' || outcome === 'no-hit';
}

/** A line that this list does not have is passed over: it is somebody else's. */
function withRow(view: ListView, line: number, result: Omit<ListRow, 'traveller'>): ListView {
  const row = view.rows.get(line);
  if (row === undefined) return view;
  return { ...view, rows: new Map(view.rows).set(line, { ...row, ...result }) };
}

function answered(
  { asked, purpose, caseRef, askedAt }: ListView,
  { subjects }: Traveller,
  verdict: Verdict,
  atMs: number,
): AnsweredView {
  const shown = verdictShown(verdict, asked);
  const { states: answers, logIndex } = verdict;
  const heading = { input: '', subjects, purpose, caseRef, askedAt, logIndex, asked };
  return { phase: 'answered', ...heading, answers, verdict, shown, answeredAt: atMs };
}
