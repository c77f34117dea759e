// SPDX-License-Identifier: Apache-2.0
// The search of spec/person-index.md, 3 to 8, by comparing everybody with everybody: what the index must find, and no more.
import { UNKNOWN_BIRTH_DATE } from './birth-date.ts';
import { birthDateProbes } from './birth-date-probes.ts';
import { type BirthDateEvidence, compareBirthDates } from './birth-date-rules.ts';
import { compareNames } from './match-names.ts';
import { bandOfPerson, rankOfEvidence } from './person-band.ts';
import {
  CANDIDATES_MAX,
  type IndexedPerson as Indexed,
  type PersonCandidate,
  type PersonQuery,
} from './person-index.ts';
import type { PreparedName } from './prepare-name.ts';
import type { PreparedToken } from './prepare-token.ts';
import { signatureDistance, skeletonOf } from './skeleton.ts';
import { tokenSimilarity } from './token-similarity.ts';

/** An index needs the words of names alone. */
interface IndexedPerson extends Indexed {
  readonly names: readonly PreparedName[];
}

/** For tables in which no more than 60,000 uses of words are alike. */
export function plainSearch(persons: readonly IndexedPerson[], query: PersonQuery): PersonCandidate[] {
  const dated = persons.filter(({ birthDates }) => birthDates.length > 0);
  const undated = persons.filter(({ birthDates }) => birthDates.length === 0);
  const byDate = (person: IndexedPerson) => person.birthDates.map((date) => evidenceOf(query, date));
  const found = [
    ...(query.birthDate === UNKNOWN_BIRTH_DATE
      ? byName(dated, query)
      : dated.flatMap((one) => best(dated, one, byDate(one), query))),
    ...byName(undated, query),
  ];
  return found.sort(byRank).slice(0, CANDIDATES_MAX);
}

function byName(persons: readonly IndexedPerson[], query: PersonQuery): PersonCandidate[] {
  const words = query.names.flatMap(({ tokens }) => tokens.filter(({ letters }) => letters > 1));
  const sums = persons.map(({ names }) =>
    words.reduce(
      (sum, word) => sum + Math.max(0, ...names.flatMap(({ tokens }) => tokens.map((one) => alike(word, one)))),
      0,
    ),
  );
  const ranked = persons.map((person, index) => ({ person, sum: sums[index]! })).filter(({ sum }) => sum > 0);
  ranked.sort((one, other) => other.sum - one.sum || one.person.ordinal - other.person.ordinal);
  return ranked.slice(0, 300).flatMap(({ person }) => best(persons, person, [NO_DATE], query));
}

/** `persons`: among whom a name is rare or common. */
function best(
  persons: readonly IndexedPerson[],
  { ordinal, names }: IndexedPerson,
  evidence: readonly (BirthDateEvidence | undefined)[],
  query: PersonQuery,
): PersonCandidate[] {
  const candidates = evidence.flatMap((birthDate) =>
    names.flatMap((name, personName) =>
      query.names.flatMap((asked, queryName) => {
        if (birthDate === undefined || !isWorthScoring(asked, name)) return [];
        const match = compareNames(asked, name);
        const band = bandOfPerson(match.score, birthDate.code, rarityOf(persons, name));
        return band === 'no' ? [] : [{ ordinal, band, queryName, personName, match, birthDate }];
      }),
    ),
  );
  return candidates.sort(byRank).slice(0, 1);
}

function evidenceOf({ birthDate, latestYear }: PersonQuery, date: IndexedPerson['birthDates'][number]) {
  const isProbed = birthDateProbes(birthDate, latestYear).some(({ first, last }) => date >= first && date <= last);
  return isProbed ? compareBirthDates(birthDate, date) : undefined;
}

export function isWorthScoring(asked: PreparedName, name: PreparedName): boolean {
  if (asked.tokens.length === 1 || name.tokens.length === 1) return asked.tokens.length + name.tokens.length <= 4;
  const reaching = asked.tokens.filter((word) =>
    name.tokens.some((one) => mayBeSimilar(word, one) && tokenSimilarity(word, one) >= 600),
  );
  return reaching.length >= 2;
}

/** Thousandths from 720 on, of words that share a skeleton but for one consonant; else 0. */
function alike(word: PreparedToken, other: PreparedToken): number {
  const skeletons = skeletonsOf(other);
  if (!mayBeSimilar(word, other) || ![...skeletonsOf(word)].some((one) => skeletons.has(one))) return 0;
  const similarity = tokenSimilarity(word, other);
  return similarity >= 720 ? similarity : 0;
}

function mayBeSimilar(word: PreparedToken, other: PreparedToken): boolean {
  if (word.letters === 1) return true;
  return word.forms.some((form) =>
    other.forms.some(({ signature, vowelless, length }) => {
      const letters = vowelless ? 6 : Math.min(31, length);
      return (
        signatureDistance(form.signature, signature) <= 3 && (form.vowelless || Math.abs(form.length - letters) <= 5)
      );
    }),
  );
}

function skeletonsOf({ forms }: PreparedToken): Set<string> {
  const whole = forms.map(({ text }) => skeletonOf(text));
  const cut = whole.flatMap((text) =>
    text.length < 3 ? [] : [...text].map((_, at) => text.slice(0, at) + text.slice(at + 1)),
  );
  return new Set([...whole, ...cut]);
}

function rarityOf(persons: readonly IndexedPerson[], name: PreparedName): number {
  const names = persons.flatMap((person) => person.names);
  const keyOf = (token: PreparedToken, { language }: PreparedName) => `${language} ${token.word}`;
  return name.tokens.reduce((bits, token) => {
    const uses = names.flatMap((one) => one.tokens.filter((other) => keyOf(other, one) === keyOf(token, name))).length;
    return bits + Math.floor(Math.log2(Math.max(1, Math.floor((names.length + 1) / uses))));
  }, 0);
}

function byRank(one: PersonCandidate, other: PersonCandidate): number {
  if (one.band !== other.band) return one.band === 'hit' ? -1 : 1;
  const evidence = rankOfEvidence(one.birthDate.code) - rankOfEvidence(other.birthDate.code);
  return evidence || other.match.score - one.match.score || one.ordinal - other.ordinal;
}

const NO_DATE = compareBirthDates(UNKNOWN_BIRTH_DATE, UNKNOWN_BIRTH_DATE);
