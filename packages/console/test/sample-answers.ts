// SPDX-License-Identifier: Apache-2.0
// Answers of four States for each verdict, and the inputs that ask for them.
import type { Hit, StateOutcome } from '@iims/wire/verdict';
import { STATES } from './canned-node.ts';

/** ICAO's specimen with an expiry in the future; every check digit holds. */
export const PASSPORT = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F3104150ZE184226B<<<<<16',
];

export const INPUTS = {
  hit: PASSPORT.join('\n'),
  compare: 'CMP12345',
  'no-hit': 'AB123456',
  incomplete: 'INC12345',
  refused: 'REF12345',
  failed: 'CUT12345',
} as const;

const HIT: Hit = {
  band: 'hit',
  alertId: 'UKR-STD-4417-902',
  register: 'documents',
  category: 'stolen',
  subjectKind: 'travel-document',
  matchedOn: 'as-given',
  why: ['document-number-and-issuer'],
  authority: 'State Border Guard Service',
  action: 'keep-document',
  cautions: ['armed'],
  handling: 'H1',
  since: '2026-02-03',
  facts: [
    { label: 'number', value: 'L898902C3' },
    { label: 'issuing-state', value: 'UTO' },
  ],
};

export function sampleAnswer(input: string): readonly StateOutcome[] | undefined {
  const asOf = new Date(Date.now() - 120_000).toISOString();
  const answers = STATES.map((state): StateOutcome => ({ state, outcome: 'no-hit', asOf, registers: 5, hits: [] }));
  const replace = (at: number, change: Partial<StateOutcome>) =>
    answers.map((answer, index) => (index === at ? { ...answer, ...change } : answer));
  switch (input) {
    case INPUTS.hit:
      return replace(1, { outcome: 'hit', hits: [HIT] });
    case INPUTS.compare:
      return replace(3, { outcome: 'hit', hits: [{ ...HIT, band: 'compare', matchedOn: 'confusable' }] });
    case INPUTS.incomplete:
      return replace(2, { outcome: 'late' });
    case INPUTS.refused:
      return replace(2, { outcome: 'refused', reason: 'no-right' });
    case INPUTS.failed:
      return undefined;
    default:
      return answers;
  }
}
