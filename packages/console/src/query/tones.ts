// SPDX-License-Identifier: Apache-2.0
// One short sound for each verdict, told apart by rhythm and direction as well as by pitch.
import type { ShownHit, VerdictWord } from '@iims/wire/verdict';

export interface Note {
  readonly hertz: number;
  readonly startMs: number;
  readonly lengthMs: number;
}

export const TONES: Readonly<Record<VerdictWord, readonly Note[]>> = {
  hit: [880, 660, 880, 660].map((hertz, at) => ({ hertz, startMs: at * 170, lengthMs: 150 })),
  compare: [523, 784].map((hertz, at) => ({ hertz, startMs: at * 220, lengthMs: 200 })),
  'no-hit': [{ hertz: 587, startMs: 0, lengthMs: 90 }],
  incomplete: [392, 392, 311].map((hertz, at) => ({ hertz, startMs: at * 200, lengthMs: 130 })),
  refused: [{ hertz: 220, startMs: 0, lengthMs: 420 }],
};

/** The notes of a verdict. A discreet check stays silent: the traveller must not notice that there is a hit, also where the own State takes no part. */
export function notesOf(verdict: VerdictWord, hits: readonly ShownHit[]): readonly Note[] {
  return hits.some(({ action, notExecuted }) => (notExecuted?.action ?? action) === 'discreet-check')
    ? []
    : TONES[verdict];
}
