// SPDX-License-Identifier: Apache-2.0
// What a simulated State holds about a subject: the same for the whole run, and a law can look it up.
import type { StateCode } from '@iims/wire/identifiers';
import type { AnswerOutcome } from '@iims/wire/verdict';

export interface RegisterFinding {
  readonly outcome: AnswerOutcome;
  readonly band: 'hit' | 'compare' | undefined;
  /** A covert alert: the asker is told `no-hit`, the owner's entry says otherwise. */
  readonly isCovert: boolean;
}

export function findInRegister(state: StateCode, subject: number): RegisterFinding {
  let hash = subject + 1;
  for (let i = 0; i < state.length; i++) hash = Math.imul(hash ^ state.charCodeAt(i), 0x01000193) >>> 0;
  return FINDINGS[(hash >>> 8) % FINDINGS.length]!;
}

/** Subjects 0 .. SUBJECT_COUNT - 1. */
export const SUBJECT_COUNT = 1000;

const NO_HIT: RegisterFinding = { outcome: 'no-hit', band: undefined, isCovert: false };
/** Each finding as often as it stands here. */
const FINDINGS: readonly RegisterFinding[] = [
  ...Array.from({ length: 8 }, () => NO_HIT),
  { outcome: 'no-hit', band: undefined, isCovert: true },
  { outcome: 'no-hit', band: undefined, isCovert: true },
  { outcome: 'hit', band: 'hit', isCovert: false },
  { outcome: 'hit', band: 'hit', isCovert: false },
  { outcome: 'hit', band: 'hit', isCovert: false },
  { outcome: 'hit', band: 'compare', isCovert: false },
  { outcome: 'refused', band: undefined, isCovert: false },
  { outcome: 'unavailable', band: undefined, isCovert: false },
];
