// SPDX-License-Identifier: Apache-2.0
// Why a State refused or could not answer, in words; a code that is not known here is shown as it is.
import type { StateOutcome } from '@iims/wire/verdict';
import type { Words } from '../language/use-words.ts';

const TOLD: Readonly<Record<string, string>> = {
  'connection-refused': 'reason.unreachable',
  'connection-lost': 'reason.unreachable',
  'not-trusted': 'reason.not-trusted',
  'trust-list-expired': 'reason.not-trusted',
  busy: 'reason.busy',
  'partner-busy': 'reason.busy',
  'frame-refused': 'reason.refused',
  'frame-differs': 'reason.refused',
  'question-refused': 'reason.refused',
  'question-unreadable': 'reason.refused',
  'answer-unreadable': 'reason.answer-rejected',
  'bad-signature': 'reason.answer-rejected',
  'wrong-question': 'reason.answer-rejected',
  'register-failed': 'reason.register',
  suspended: 'reason.suspended',
  'keys-away': 'reason.keys-away',
  cancelled: 'reason.cancelled',
  'no-right': 'reason.no-right',
  'purpose-not-allowed': 'reason.purpose-not-allowed',
  'register-not-listed': 'reason.register-not-listed',
  'quota-partner': 'reason.quota',
  'quota-officer': 'reason.quota-officer',
  'source-withdrawn': 'reason.source-withdrawn',
  'source-unavailable': 'reason.source-unavailable',
  'source-stale': 'reason.source-stale',
  'index-behind': 'reason.index-behind',
};

export function reasonText(words: Words, reason: string): string {
  const key = TOLD[reason];
  return key === undefined ? reason : words.t(key);
}

/** How many of a State's registers did not answer. */
export function partialText(words: Words, { registers = 0, behind = 0 }: StateOutcome): string {
  return words.t('state.registers-behind', { behind, count: Math.max(registers, behind) });
}
