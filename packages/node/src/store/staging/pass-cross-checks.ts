// SPDX-License-Identifier: Apache-2.0
// Notes that the messages before a number have no subjects to look for.

import { moveCrossCheckMark } from '../cross-checks.ts';
import type { Staging } from './unseen-generation.ts';

export function passCrossChecks(transaction: Staging, { next }: { readonly next: number }): Promise<void> {
  return moveCrossCheckMark(transaction, next);
}
