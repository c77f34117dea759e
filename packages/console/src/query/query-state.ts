// SPDX-License-Identifier: Apache-2.0
// The life of one query on the screen: ready, asking, answered or failed. Pure; time comes in with the events.
import type { Subject } from '@iims/wire/subject';
import { type StateOutcome, type Verdict, verdictOf } from '@iims/wire/verdict';
import type { Fault } from '../api/node-call.ts';
import type { QueryEvent } from './query-events.ts';
import { type VerdictShown, verdictShown, withMissing } from './verdict-shown.ts';

export type QueryView =
  | { readonly phase: 'ready' }
  | (Asking & { readonly phase: 'asking' })
  | (Asking & {
      readonly phase: 'answered';
      readonly verdict: Verdict;
      readonly shown: VerdictShown;
      /** When the verdict came, in milliseconds since 1970. */
      readonly answeredAt: number;
    })
  | { readonly phase: 'failed'; readonly input: string; readonly secondKey?: string; readonly fault: Fault };

interface Asking {
  readonly input: string;
  /** What was asked together with the input, after a compare. */
  readonly secondKey?: string;
  /** What was asked, where it is no text of the one box: a traveller of a list. */
  readonly subjects?: readonly Subject[];
  readonly purpose: string;
  readonly caseRef: string;
  /** When the question was sent, in milliseconds since 1970. */
  readonly askedAt: number;
  /** Index of the asking entry; 0 until the node has told it. */
  readonly logIndex: number;
  /** Absent until the node has told it. */
  readonly queryId?: string;
  readonly asked: readonly string[];
  readonly answers: readonly StateOutcome[];
}

export type QueryStep =
  | {
      readonly type: 'ask';
      readonly input: string;
      readonly secondKey?: string;
      readonly purpose: string;
      readonly caseRef: string;
      readonly expected: readonly string[];
      readonly atMs: number;
    }
  | { readonly type: 'event'; readonly event: QueryEvent; readonly atMs: number }
  | { readonly type: 'clear' }
  | { readonly type: 'restore'; readonly view: QueryView };

export const READY: QueryView = { phase: 'ready' };

export function nextQueryView(view: QueryView, step: QueryStep): QueryView {
  switch (step.type) {
    case 'ask':
      // A second question while the first is open would hide the first one's hit.
      if (view.phase === 'asking') return view;
      return {
        phase: 'asking',
        input: step.input,
        ...(step.secondKey === undefined ? {} : { secondKey: step.secondKey }),
        purpose: step.purpose,
        caseRef: step.caseRef,
        askedAt: step.atMs,
        logIndex: 0,
        asked: step.expected,
        answers: [],
      };
    case 'event':
      return view.phase === 'asking' ? afterEvent(view, step.event, step.atMs) : view;
    case 'clear':
      // While asking, a hit may be on its way: it must find the screen that waits for it.
      return view.phase === 'asking' ? view : READY;
    case 'restore':
      return view.phase === 'asking' ? view : step.view;
  }
}

function afterEvent(view: QueryView & { phase: 'asking' }, event: QueryEvent, atMs: number): QueryView {
  switch (event.type) {
    case 'asked':
      return {
        ...view,
        logIndex: event.logIndex,
        asked: event.asked.length === 0 ? view.asked : event.asked,
        ...(event.queryId === undefined ? {} : { queryId: event.queryId }),
      };
    case 'state': {
      const others = view.answers.filter((answer) => answer.state !== event.answer.state);
      return { ...view, answers: [...others, event.answer] };
    }
    case 'verdict':
      return answeredView(view, event.verdict, atMs);
    case 'error': {
      // A hit that already arrived is not lost with the line: the States that are missing count as silent.
      if (!view.answers.some((answer) => answer.outcome === 'hit')) {
        const secondKey = view.secondKey === undefined ? {} : { secondKey: view.secondKey };
        return { phase: 'failed', input: view.input, ...secondKey, fault: event.fault };
      }
      const states = withMissing(view.answers, view.asked);
      const verdict = { ...verdictOf(states), states, elapsedMs: atMs - view.askedAt, logIndex: view.logIndex };
      return answeredView(view, verdict, atMs);
    }
  }
}

function answeredView(view: Asking, verdict: Verdict, atMs: number): QueryView {
  const shown = verdictShown(verdict, view.asked);
  return { ...view, phase: 'answered', answers: verdict.states, verdict, shown, answeredAt: atMs };
}
