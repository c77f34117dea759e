// SPDX-License-Identifier: Apache-2.0
// How far the names that a register shows have gone into the search: a list of millions takes minutes (spec/import.md, 18a).
import type { ProgressBar } from '../progress-bar.ts';

/** As the node tells it; 0 of 0 before it has begun to read. */
export interface Finding {
  readonly done: number;
  readonly of: number;
}

export function showFinding(bar: ProgressBar, finding: Finding): void {
  bar.show(findingInWords(finding), shareOf(finding));
}

export function findingInWords({ done, of }: Finding): string {
  return of === 0 ? 'names about to go into the search' : `names into the search: ${done} of ${of}`;
}

function shareOf({ done, of }: Finding): number {
  return of === 0 ? 0 : done / of;
}
