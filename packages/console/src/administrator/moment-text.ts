// SPDX-License-Identifier: Apache-2.0
// Days and moments as the page writes them, in the reader's time zone.
import { clockOf, dayOf } from '../language/dates.ts';
import type { Words } from '../language/use-words.ts';

/** `22 Nov 2026` */
export function dayText({ date }: Words, ms: number): string {
  return date(dayOf(ms));
}

/** `22 Nov 2026, 14:03` */
export function momentText(words: Words, ms: number): string {
  return `${dayText(words, ms)}, ${clockOf(ms, false)}`;
}
