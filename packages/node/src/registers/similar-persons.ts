// SPDX-License-Identifier: Apache-2.0
// What the index of persons finds, as alerts: each once, under the most cautious of its meanings (spec/person-index.md, 11).
import { type BirthDate, formatBirthDate, parseBirthDate, UNKNOWN_BIRTH_DATE } from '@iims/matching/birth-date';
import { compareBirthDates } from '@iims/matching/birth-date-rules';
import { rankOfEvidence } from '@iims/matching/person-band';
import type { PersonIndex } from '@iims/matching/person-index';
import type { WhyCode } from '@iims/wire/code-lists';
import type { PersonData } from '@iims/wire/subject';
import type { Band } from '../store/alerts.ts';
import type { IndexedPart } from './indexed-alerts.ts';
import { preparedName } from './indexed-persons.ts';
import { whyOf } from './why-similar.ts';

/** An alert that may be on the person asked about. */
export interface SimilarPerson {
  readonly register: string;
  readonly alertId: string;
  /** The most that it may give. */
  readonly band: Band;
  readonly why: readonly WhyCode[];
  readonly met: MetSpelling;
}

/** Which of an alert's spellings and dates met: what an officer compares. */
export interface MetSpelling {
  /** Whose name it is, where that is not the person's own: see `namedParts`. */
  readonly meaning?: WhyCode;
  /** Which of that part's names, by its order. */
  readonly name: number;
  /** Of several dates of birth the one that is most alike. */
  readonly birthDate?: string;
}

/**
 * Best first, each alert once. `partAt` says what an ordinal of the index stands for; `now` is the time of the question, ms since 1970.
 * What may not show, in a register that is not read or covert, takes no place of what may.
 */
export function similarPersons(
  index: Pick<PersonIndex, 'ranked'>,
  partAt: (ordinal: number) => IndexedPart,
  { names, birthDate }: PersonData,
  { now, isRead }: { readonly now: number; readonly isRead: (register: string) => boolean },
): readonly SimilarPerson[] {
  const asked = (birthDate === undefined ? undefined : parseBirthDate(birthDate)) ?? UNKNOWN_BIRTH_DATE;
  const candidates = index.ranked({
    names: names.map(preparedName),
    birthDate: asked,
    latestYear: new Date(now).getUTCFullYear(),
  });
  const left = { open: OPEN_PERSONS_MAX, covert: COVERT_PERSONS_MAX };
  const similar = new Map<string, { readonly person: SimilarPerson; readonly caution: number }>();
  for (const { ordinal, band, match, birthDate: date, personName } of candidates) {
    const { register, alertId, meaning, birthDates, isCovert } = partAt(ordinal);
    if (!isRead(register)) continue;
    // "George" and a date one digit away are thousands of people.
    if (meaning === 'weak-alias' && date.code !== 'birth-date-equal') continue;
    const caution = CAUTIONS.indexOf(meaning);
    const id = `${register}\n${alertId}`;
    const known = similar.get(id);
    const kind = isCovert ? 'covert' : 'open';
    if (known === undefined && left[kind] === 0) continue;
    if (known !== undefined && known.caution >= caution) continue;
    const why = [...whyOf(match, date), ...(meaning === undefined ? [] : [meaning])];
    const metDate = mostAlike(asked, birthDates);
    const met: MetSpelling = {
      ...(meaning === undefined ? {} : { meaning }),
      name: personName,
      ...(metDate === undefined ? {} : { birthDate: formatBirthDate(metDate) }),
    };
    const most = meaning === undefined ? band : 'compare';
    if (known === undefined) left[kind] -= 1;
    similar.set(id, { person: { register, alertId, band: most, why, met }, caution });
  }
  return [...similar.values()].map(({ person }) => person);
}

/** The first of those that say most of the date that was asked. */
function mostAlike(asked: BirthDate, known: readonly BirthDate[]): BirthDate | undefined {
  const rank = (date: BirthDate) => rankOfEvidence(compareBirthDates(asked, date).code);
  return known.reduce<BirthDate | undefined>(
    (best, date) => (best === undefined || rank(date) < rank(best) ? date : best),
    undefined,
  );
}

/** Twice as many as an answer shows, and one more. */
const OPEN_PERSONS_MAX = 7;
/** Found beside those that may show. */
const COVERT_PERSONS_MAX = 3;
/** Each is a key that is probed, whether or not it leads to anybody. */
export const PERSONS_FOUND_MAX = OPEN_PERSONS_MAX + COVERT_PERSONS_MAX;
/** From the least to the most cautious. */
const CAUTIONS: readonly (WhyCode | undefined)[] = [undefined, 'weak-alias', 'misused-identity'];
