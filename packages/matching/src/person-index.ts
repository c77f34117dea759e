// SPDX-License-Identifier: Apache-2.0
// The persons under alert, so laid out in memory that the few who may be the one asked about are found among millions: by date of
// birth first, by the words of their names where no date helps (spec/person-index.md).
import { BIRTH_YEAR_MAX, type BirthDate, birthDateOf, UNKNOWN_BIRTH_DATE } from './birth-date.ts';
import { birthDateProbes } from './birth-date-probes.ts';
import { type BirthDateEvidence, compareBirthDates } from './birth-date-rules.ts';
import { DateBlocks } from './date-blocks.ts';
import { damagedSnapshot } from './index-snapshot.ts';
import { compareNames, type NameMatch } from './match-names.ts';
import { NAME_SECTIONS, NameTable } from './name-table.ts';
import { bandOfPerson, leastScoreFor, type PersonBand, rankOfEvidence } from './person-band.ts';
import type { PreparedName, WrittenName } from './prepare-name.ts';
import { COMPARE_FROM } from './profile.ts';
import type { Section } from './section.ts';
import type { OrdinalOrder } from './similarity-sums.ts';
import { WordSimilarities } from './word-similarities.ts';

/** What the index keeps of an alert. */
export interface IndexedPerson {
  /** The caller's number for the alert: whole, dense, and never given to another alert. */
  readonly ordinal: number;
  readonly names: readonly WrittenName[];
  /** Every date that is known, whole or in part; none where nothing is. */
  readonly birthDates: readonly BirthDate[];
}

export interface PersonQuery {
  /** Every spelling that the officer or the document gives. */
  readonly names: readonly PreparedName[];
  readonly birthDate: BirthDate;
  /** The Gregorian year of the query: nobody sought was born after it. */
  readonly latestYear: number;
}

/** A person who may be the one asked about, with what speaks for it. */
export interface PersonCandidate {
  readonly ordinal: number;
  readonly band: Exclude<PersonBand, 'no'>;
  /** Which of the query's names, and which of the person's, by their order. */
  readonly queryName: number;
  readonly personName: number;
  readonly match: NameMatch;
  readonly birthDate: BirthDateEvidence;
}

export class PersonIndex {
  #dated = new NameTable();
  /** Those without any date: whatever date is asked, only their names can tell. */
  #undated = new NameTable();
  #dates = new DateBlocks();

  /**
   * An index as `sections` gave it.
   * @throws IimsError `index.damaged` where they break a rule of the index
   */
  static restore(sections: readonly Section[]): PersonIndex {
    if (sections.length !== INDEX_SECTIONS) throw damagedSnapshot('an index has its sections');
    const made = new PersonIndex();
    made.#dated = NameTable.restore(sections.slice(0, NAME_SECTIONS));
    made.#undated = NameTable.restore(sections.slice(NAME_SECTIONS, 2 * NAME_SECTIONS));
    made.#dates = DateBlocks.ofSections(sections.slice(2 * NAME_SECTIONS));
    return made;
  }

  /** Alerts that can be found. */
  get persons(): number {
    return this.#dated.persons + this.#undated.persons;
  }

  /** Memory that the index holds, in bytes. */
  get bytes(): number {
    return this.#dated.bytes + this.#undated.bytes + this.#dates.bytes;
  }

  add({ ordinal, names, birthDates }: IndexedPerson): void {
    (birthDates.length === 0 ? this.#undated : this.#dated).add(ordinal, names);
    for (const date of birthDates) this.#dates.add(date, ordinal);
  }

  /** Takes an alert out; its dates are those with which it was added. False where it is not there. */
  remove({ ordinal, birthDates }: Pick<IndexedPerson, 'ordinal' | 'birthDates'>): boolean {
    if (!(birthDates.length === 0 ? this.#undated : this.#dated).remove(ordinal)) return false;
    for (const date of birthDates) this.#dates.remove(date, ordinal);
    return true;
  }

  /** Once many were added: lays the names out by their dates, as queries read them, and gives back the memory that lies idle. */
  arrange(): void {
    this.#dated.arrange((visit) => this.#dates.forEachIn(UNKNOWN_BIRTH_DATE, LATEST_DATE, visit));
    this.#undated.arrange(() => undefined);
  }

  /** The index for `restore`, by programs of the same PROFILE_VERSION and INDEX_VERSION. Personal data: whoever keeps it seals it. */
  *sections(): Generator<Section> {
    yield* this.#dated.sections();
    yield* this.#undated.sections();
    yield* this.#dates.sections();
  }

  /** The first of `ranked`, at most CANDIDATES_MAX. */
  search(query: PersonQuery, order: OrdinalOrder = ascending): PersonCandidate[] {
    return this.ranked(query, order).slice(0, CANDIDATES_MAX);
  }

  /**
   * The persons who may be the one asked about, best first; who are equally so, by `order`. With an order that is the same everywhere,
   * such as that of the alerts' ids, the same content gives the same candidates, however it came in.
   */
  ranked(query: PersonQuery, order: OrdinalOrder = ascending): PersonCandidate[] {
    const found = new Map<number, PersonCandidate>();
    if (query.birthDate === UNKNOWN_BIRTH_DATE) searchByName(query, this.#dated, order, found);
    else this.#searchByDate(query, found);
    searchByName(query, this.#undated, order, found);
    return [...found.values()].sort((one, other) => byRank(one, other) || order(one.ordinal, other.ordinal));
  }

  /** Everybody in the blocks of the dates that are equal or similar is looked at: no spelling is lost by a key of names. */
  #searchByDate(query: PersonQuery, found: Map<number, PersonCandidate>): void {
    const similarities = new WordSimilarities(this.#dated, query.names);
    for (const { first, last, evidence } of birthDateProbes(query.birthDate, query.latestYear)) {
      if (first !== last && this.#dates.countIn(first, last) > STRETCH_PERSONS_MAX) continue;
      consider(query, this.#dated, this.#dates.ordinalsIn(first, last), similarities, evidence, found);
    }
  }
}

function searchByName(
  query: PersonQuery,
  table: NameTable,
  order: OrdinalOrder,
  found: Map<number, PersonCandidate>,
): void {
  if (table.persons === 0) return;
  const similarities = new WordSimilarities(table, query.names);
  const ordinals = Int32Array.from(similarities.mostAlike(POSTINGS_MAX, SCORED_MAX, order));
  consider(query, table, ordinals, similarities, NO_DATE, found);
}

/** Keeps of each person the best of what the query's names and the person's say together. */
function consider(
  query: PersonQuery,
  table: NameTable,
  ordinals: Int32Array,
  similarities: WordSimilarities,
  birthDate: BirthDateEvidence,
  found: Map<number, PersonCandidate>,
): void {
  similarities.forEachWorthScoring(ordinals, leastScoreFor(birthDate.code), (ordinal, place, personName, queryName) => {
    const match = compareNames(query.names[queryName]!, table.preparedName(place));
    if (match.score < COMPARE_FROM) return;
    const band = bandOfPerson(match.score, birthDate.code, table.rarityOf(place));
    if (band === 'no') return;
    const candidate = { ordinal, band, queryName, personName, match, birthDate };
    const known = found.get(ordinal);
    if (known === undefined || byRank(candidate, known) < 0) found.set(ordinal, candidate);
  });
}

/** Band, then how telling the date is, then the name. */
function byRank(one: PersonCandidate, other: PersonCandidate): number {
  if (one.band !== other.band) return one.band === 'hit' ? -1 : 1;
  return (
    rankOfEvidence(one.birthDate.code) - rankOfEvidence(other.birthDate.code) || other.match.score - one.match.score
  );
}

function ascending(one: number, other: number): number {
  return one - other;
}

/** 1 January, or a year alone, may mean a whole year: among millions that is too many people to tell anything. */
const STRETCH_PERSONS_MAX = 20_000;
const LATEST_DATE = birthDateOf(BIRTH_YEAR_MAX, 12, 31);
const NO_DATE = compareBirthDates(UNKNOWN_BIRTH_DATE, UNKNOWN_BIRTH_DATE);

/** Raised with every change of what the sections of an index mean. */
export const INDEX_VERSION = 4;
const DATE_SECTIONS = 3;
const INDEX_SECTIONS = 2 * NAME_SECTIONS + DATE_SECTIONS;

/** What an officer could look through at most. */
export const CANDIDATES_MAX = 10;
/** A query without a date: uses of words that are followed, rarest words first, and persons whose names are scored in full. */
const POSTINGS_MAX = 60_000;
const SCORED_MAX = 300;
