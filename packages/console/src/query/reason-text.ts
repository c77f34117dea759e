// SPDX-License-Identifier: Apache-2.0
// Why a State refused or could not answer, in words; a code that is not known here is shown as it is.
import type { Words } from '../language/use-words.ts';

const TOLD: Readonly<Record<string, string>> = {
  'partner.unreachable': 'reason.unreachable',
  'partner.refused': 'reason.refused',
  'partner.answer-rejected': 'reason.answer-rejected',
  'query.busy': 'reason.busy',
  'access.busy': 'reason.busy',
  'query.purpose': 'reason.purpose',
};

export function reasonText(words: Words, reason: string): string {
  const key = TOLD[reason];
  return key === undefined ? reason : words.t(key);
}
