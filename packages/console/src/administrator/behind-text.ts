// SPDX-License-Identifier: Apache-2.0
// Why a register is behind its source, in words; a code that is not known here is shown as it is.
import type { Words } from '../language/use-words.ts';

const TOLD: Readonly<Record<string, string>> = {
  'source-withdrawn': 'registers.source-withdrawn',
  'source-unavailable': 'registers.source-unavailable',
  'source-stale': 'registers.source-stale',
};

export function behindText(words: Words, reason: string): string {
  const key = TOLD[reason];
  return key === undefined ? reason : words.t(key);
}
