// SPDX-License-Identifier: Apache-2.0
// Whole federations under faults hold every law, and a seed names one run exactly.
import { deepEqual, equal, notDeepEqual, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SOUND_PARTS } from './shell-parts.ts';
import { simulate } from './simulate.ts';

const SEEDS = 300;

function traceOf(seed: number): string[] {
  const lines: string[] = [];
  simulate({ seed, onLine: (line) => lines.push(line) });
  return lines;
}

describe('simulation', () => {
  it(`holds every law over ${SEEDS} seeds`, () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { failure } = simulate({ seed });
      equal(failure, undefined, `seed ${seed}: ${failure?.message}`);
    }
  });

  it('gives the same run again, line by line, traced or not', () => {
    deepEqual(traceOf(11), traceOf(11));
    notDeepEqual(traceOf(11), traceOf(12));
    const traced = simulate({ seed: 11, onLine: () => {} });
    deepEqual(simulate({ seed: 11 }), traced);
  });

  it('comes upon everything that can happen to a State', () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 60; seed++) for (const line of traceOf(seed)) seen.add(happeningOf(line));
    for (const happening of HAPPENINGS) ok(seen.has(happening), happening);
  });

  it('reports a stop of the code as a finding, with its seed', () => {
    const parts = {
      ...SOUND_PARTS,
      releaseAt: () => {
        throw new Error('planted stop');
      },
    };
    const { failure, seed } = simulate({ seed: 3, parts });
    deepEqual({ seed, failure }, { seed: 3, failure: { law: 'the code stops', message: 'planted stop' } });
  });
});

/** Time, names and ids left out. */
function happeningOf(line: string): string {
  return line
    .replace(/^\s*[\d.]+ /, '')
    .replace(/\b[A-Z]{3}\b|\bq\d+b?\b/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const HAPPENINGS = [
  'stops',
  'officer sees hit',
  'officer sees no-hit',
  'officer sees refused',
  'officer sees unavailable',
  'officer sees late',
  'officer sees unavailable busy',
  'officer sees unavailable connection-refused',
  'officer sees unavailable connection-lost',
  'officer sees unavailable bad-signature',
  'officer sees unavailable wrong-question',
  'officer sees unavailable answer-unreadable',
  'officer sees unavailable question-refused',
  'officer sees unavailable register-failed',
  'officer sees unavailable cancelled',
  'officer gets hit for',
  'officer gets compare for',
  'officer gets no-hit for',
  'officer gets incomplete for',
  'officer gets refused for',
  'entry query.late-answer duplicate',
  'entry query.late-answer equivocation',
  'entry query.late-answer unsolicited',
  'entry query.late-answer late-answer',
  'replies to : no-hit again',
  'replies to : refused',
  'expired for',
];
