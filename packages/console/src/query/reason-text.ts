// SPDX-License-Identifier: Apache-2.0
// Why a State refused or could not answer, in words; a code that is not known here is shown as it is.
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
};

export function reasonText(words: Words, reason: string): string {
  const key = TOLD[reason];
  return key === undefined ? reason : words.t(key);
}
