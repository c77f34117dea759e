// SPDX-License-Identifier: Apache-2.0
// What an officer does about an answer that is not whole, and whether asking again can help (spec/officer-page.md, 10a).
import { hasDoubtfulDocument, hasUnknownDocument } from '@iims/wire/verdict';
import type { QueryView } from './query-state.ts';

/** Whether the page has to say it: the steps of a hit stand with the hit, those of a document that its issuer doubts nowhere else. */
export function isOpenAnswer({ answers, shown }: QueryView & { phase: 'answered' }): boolean {
  if (shown.word === 'compare') return answers.some(hasDoubtfulDocument);
  return shown.word === 'incomplete' || shown.word === 'refused';
}

export interface OpenAnswerSteps {
  /** Catalogue keys, in order. */
  readonly steps: readonly string[];
  /** A State that was silent may answer; a register that cannot tell cannot tell in a moment either. */
  readonly mayAskAgain: boolean;
}

export function openAnswerSteps({ answers, shown }: QueryView & { phase: 'answered' }): OpenAnswerSteps {
  if (shown.word === 'compare') {
    return { steps: ['step.read-number-again', 'step.doubtful-document', 'step.second-line'], mayAskAgain: false };
  }
  if (shown.word === 'refused') return { steps: ['step.refusal-second-line'], mayAskAgain: true };
  const isUnknown = answers.some(hasUnknownDocument);
  const mayAskAgain = mayTellMore({ answers, shown });
  return {
    steps: [
      ...(mayAskAgain ? ['step.ask-again'] : []),
      ...(isUnknown ? ['step.unknown-document'] : []),
      'step.second-line-decides',
    ],
    mayAskAgain,
  };
}

/** Of an open answer: not where all that is open is whether something was issued. */
export function mayTellMore({ answers, shown }: Pick<QueryView & { phase: 'answered' }, 'answers' | 'shown'>): boolean {
  return !answers.some(hasUnknownDocument) || shown.silent.length + shown.partial.length > 0;
}
