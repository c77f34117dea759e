// SPDX-License-Identifier: Apache-2.0
// Why a person was found, in the codes of a hit: the rules of the EU's list for the names, and what the dates of birth say.
import type { BirthDateCode, BirthDateEvidence } from '@iims/matching/birth-date-rules';
import type { NameMatch } from '@iims/matching/match-names';
import type { NameRule } from '@iims/matching/similar-names';
import type { WhyCode } from '@iims/wire/code-lists';

/** At most WHY_NAMES_MAX of the name, then one of the date. */
export function whyOf({ score, rules }: Pick<NameMatch, 'score' | 'rules'>, date: BirthDateEvidence): WhyCode[] {
  const names = rules.map((rule) => WHY_NAME[rule]).slice(0, WHY_NAMES_MAX);
  const otherwise = score === SAME_NAME ? 'name-equal' : 'name-alike';
  return [...(names.length > 0 ? names : [otherwise as WhyCode]), WHY_DATE[date.code]];
}

const WHY_NAME: Readonly<Record<NameRule, WhyCode>> = {
  a: 'name-transliterated',
  b: 'name-fields-inverted',
  c: 'name-fields-regrouped',
  d: 'name-words-inverted',
  e: 'name-letters-inverted',
  f: 'name-letter-edited',
  g: 'name-punctuation',
  h: 'name-truncated',
};

/** Nobody is found whose date is another. */
const WHY_DATE: Readonly<Record<BirthDateCode, WhyCode>> = {
  'birth-date-equal': 'birth-date-equal',
  'birth-date-inverted': 'birth-date-inverted',
  'birth-date-converted': 'birth-date-converted',
  'birth-date-edited': 'birth-date-edited',
  'birth-date-month-equal': 'birth-date-in-part',
  'birth-date-year-equal': 'birth-date-in-part',
  'birth-date-first-of-january': 'birth-date-in-part',
  'birth-date-missing': 'birth-date-missing',
  'birth-date-different': 'birth-date-missing',
};

const SAME_NAME = 1_000;
/** A hit tells eight codes at most; what the date says, whose name it is and that nobody confirmed it must have their place. */
const WHY_NAMES_MAX = 5;
