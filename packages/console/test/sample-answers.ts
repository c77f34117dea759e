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

/** Incomplete, since a register of one State is withdrawn from use. */
export const REGISTER_BEHIND = 'BEH12345';
/** Incomplete, since the issuer's register cannot tell whether a document was issued. */
export const ISSUED_UNKNOWN = 'UNK12345';
/** Compare, since the issuer's register does not know the document. */
export const ISSUED_DOUBTED = 'DBT12345';

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

/** Persons who may be the one asked about; a listed document makes the first of them a hit. */
export const PERSONS = {
  one: 'BOICHENKO, OLEKSII',
  two: 'Бойченко, Олексій 1974-05-03',
  three: 'BOICHENKO, OLEKSII 1974-05-03',
  victim: 'CHIKOVANI, TORNIKE 1990-11-02',
  document: 'UKR FB123456',
} as const;

const PERSON: Hit = {
  band: 'compare',
  alertId: 'UKR-PER-4417-017',
  register: 'persons',
  category: 'wanted-arrest',
  subjectKind: 'person',
  matchedOn: 'similar',
  why: ['name-letter-edited', 'birth-date-inverted'],
  authority: 'National Police, Criminal Investigation',
  action: 'arrest',
  cautions: ['armed', 'escape-risk'],
  handling: 'H2',
  since: '2026-02-03',
  facts: [
    { label: 'surname', value: 'Бойченко' },
    { label: 'given', value: 'Олексій' },
    { label: 'birth-date', value: '1974-03-05' },
    { label: 'name-mrz', value: 'BOICHEMKO, OLEKSII' },
    { label: 'document', value: 'UKR FB123456' },
    { label: 'sex', value: 'M' },
    { label: 'nationality', value: 'UKR' },
    { label: 'offence', value: 'Armed robbery' },
  ],
};

const SISTER: Hit = {
  ...PERSON,
  alertId: 'UKR-PER-4417-018',
  category: 'missing',
  action: 'protect',
  cautions: [],
  why: ['name-alike', 'birth-date-edited'],
  facts: [
    { label: 'surname', value: 'BOICHENK' },
    { label: 'given', value: 'OLEKSANDRA' },
    { label: 'birth-date', value: '1974-05-02' },
    { label: 'name-original', value: 'Бойченк, Олександра' },
    { label: 'sex', value: 'F' },
    { label: 'nationality', value: 'UKR' },
  ],
};

const VICTIM: Hit = {
  ...PERSON,
  alertId: 'MDA-PER-1-4',
  category: 'entry-ban',
  action: 'do-not-admit',
  cautions: [],
  why: ['name-equal', 'birth-date-equal', 'misused-identity'],
  facts: [
    { label: 'misused-identity', value: 'CHIKOVANI TORNIKE 1990-11-02' },
    { label: 'surname', value: 'BOICHENKO' },
    { label: 'given', value: 'OLEKSII' },
    { label: 'birth-date', value: '1974' },
  ],
};

export function sampleAnswer(input: string, secondKey?: string): readonly StateOutcome[] | undefined {
  const asOf = new Date(Date.now() - 120_000).toISOString();
  const answers = STATES.map((state): StateOutcome => ({ state, outcome: 'no-hit', asOf, registers: 5, hits: [] }));
  const replace = (at: number, change: Partial<StateOutcome>) =>
    answers.map((answer, index) => (index === at ? { ...answer, ...change } : answer));
  const settled: Hit = {
    ...PERSON,
    band: 'hit',
    matchedOn: 'as-given',
    why: ['document-number', 'document-of-person', ...PERSON.why],
  };
  const person = secondKey === 'FB123456' ? settled : PERSON;
  switch (input) {
    case PERSONS.one:
      return replace(1, { outcome: 'hit', hits: [person] });
    case PERSONS.two:
      return replace(1, { outcome: 'hit', hits: [SISTER, person] });
    case PERSONS.three:
      return replace(1, { outcome: 'hit', hits: [person, SISTER, VICTIM, { ...SISTER, alertId: 'UKR-PER-4417-019' }] });
    case PERSONS.victim:
      return replace(3, { outcome: 'hit', hits: [VICTIM] });
    case PERSONS.document:
      return replace(1, {
        outcome: 'hit',
        hits: [{ ...settled, why: ['document-number-and-issuer', 'document-of-person'] }],
      });
    case INPUTS.hit:
      return replace(1, { outcome: 'hit', hits: [HIT] });
    case INPUTS.compare:
      return replace(3, { outcome: 'hit', hits: [{ ...HIT, band: 'compare', matchedOn: 'confusable' }] });
    case INPUTS.incomplete:
      return replace(2, { outcome: 'late' });
    case REGISTER_BEHIND:
      return replace(2, { outcome: 'unavailable', reason: 'source-withdrawn', registers: 3, behind: 1 });
    case ISSUED_UNKNOWN:
    case ISSUED_DOUBTED: {
      const standing = input === ISSUED_UNKNOWN ? 'unknown' : 'not-found';
      const issued = [
        { register: 'licences', documentType: 'driving-licence', standing, asOf: Date.parse(asOf) },
      ] as const;
      return replace(2, { issued });
    }
    case INPUTS.refused:
      return replace(2, { outcome: 'refused', reason: 'no-right' });
    case INPUTS.failed:
      return undefined;
    default:
      return answers;
  }
}
