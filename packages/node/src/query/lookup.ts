// SPDX-License-Identifier: Apache-2.0
// One State's own registers, read for one question: the alerts that it meets.
// Hit, miss and covert do the same reads, and each puts two alerts together, so that time tells nothing.
import type { Alert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { lookupKeys } from '@iims/wire/lookup-keys';
import { asksByPartOfPlate } from '@iims/wire/plate-pattern';
import type { Question } from '@iims/wire/query';
import type { PersonData } from '@iims/wire/subject';
import { HITS_MAX, type Hit } from '@iims/wire/verdict';
import { PLATES_FOUND_MAX, type PlateSearch } from '../registers/plate-list.ts';
import { PERSONS_FOUND_MAX, type SimilarPerson } from '../registers/similar-persons.ts';
import { personAlertKey } from '../store/alert-to-load.ts';
import { type AlertRow, lookUpAlerts, type RegisterRow } from '../store/alerts.ts';
import type { Reader } from '../store/sql.ts';
import { byBandThenId, composeHit, probedKeys } from './compose-hit.ts';
import { dayOf } from './day.ts';
import { bandOf, type Met, metBy, type ProbedKey } from './ways-to-alert.ts';

export interface LookupResult {
  readonly hits: readonly Hit[];
  readonly more: boolean;
  /** Alerts that matched and must not show. Their owner's entry says so; nothing else does. */
  readonly covertAlertIds: readonly string[];
  /** Registers whose content was replaced and is not found yet in each way that the question asks. */
  readonly unfollowed: ReadonlySet<RegisterToRead>;
}

/** A register whose alerts may show, as it stood when its right was weighed. */
export type RegisterToRead = Pick<RegisterRow, 'id' | 'kind' | 'generation'>;

/** Finds the alerts on persons whose names and dates of birth are equal or similar to those asked about. */
export interface PersonSearch {
  /** At most PERSONS_FOUND_MAX, of the given registers. */
  search(person: PersonData, now: number, registers: readonly Pick<RegisterRow, 'id'>[]): readonly SimilarPerson[];
  /** Whether whoever the register holds in its generation is found. What people changed in it since may follow later. */
  follows(register: RegisterToRead): boolean;
}

export interface LookupOptions {
  readonly persons: PersonSearch;
  readonly plates: PlateSearch;
  /** Those whose alerts may show to the asker. */
  readonly registers: readonly RegisterToRead[];
  /** Those that the asker may not read: of a covert alert in them their owner hears all the same. */
  readonly withheld?: readonly Pick<RegisterRow, 'id'>[];
  /** Milliseconds since 1970: by this day's end alerts had to be confirmed by their owners. */
  readonly now: number;
}

/** Reads the given registers for every subject of the question. Throws only what the store throws. */
export async function lookUp(
  reader: Reader,
  question: Question,
  { registers, withheld = [], now, persons, plates }: LookupOptions,
): Promise<LookupResult> {
  const keys = probedKeys(question.subjects);
  // Before the searches: what an index follows meanwhile is not in what they found.
  const searched = registers.filter((register) => isSearched(register, question));
  const unfollowed = new Set(
    searched.filter((register) => !(register.kind === 'person' ? persons : plates).follows(register)),
  );
  addPersonKeys(keys, question, persons, { registers, now });
  if (asksByPartOfPlate(question)) await addPlateKeys(keys, question, plates, registers);
  const today = dayOf(now);
  const {
    found: rows,
    generations,
    decoys,
    readTwoDecoys,
  } = await lookUpAlerts(reader, [...keys.keys()], (row) => strength(keys, row));
  // Replaced since its right was weighed: the searches may have led to alerts that are gone.
  for (const register of searched) if (!generations.includes(register.generation)) unfollowed.add(register);
  const open: Hit[] = [];
  const covertAlertIds: string[] = [];
  // Each alert comes once, by the strongest key that leads to it.
  for (const row of rows) {
    if (!registers.some((register) => register.id === row.register)) {
      const isCovert = putTogetherForNothing(row, today)?.isCovert === true;
      if (isCovert && withheld.some((register) => register.id === row.register)) covertAlertIds.push(row.alertId);
      continue;
    }
    const { hit, isCovert } = putTogether(metBy(keys, row), row, today);
    if (isCovert) covertAlertIds.push(row.alertId);
    else open.push(hit);
  }
  for (const decoy of decoys) putTogetherForNothing(decoy, today);
  if (rows.length + decoys.length < alertsToRead(open.length))
    for (const row of await readTwoDecoys()) putTogetherForNothing(row, today);
  return {
    hits: open.sort(byBandThenId).slice(0, HITS_MAX),
    more: open.length > HITS_MAX,
    covertAlertIds,
    unfollowed,
  };
}

/** Whether the question asks for what an index beside the database finds in the register. By kinds alone. */
function isSearched({ kind }: RegisterToRead, question: Question): boolean {
  if (kind === 'person') return question.subjects.some((subject) => subject.kind === 'person');
  return kind === 'vehicle' && asksByPartOfPlate(question);
}

/**
 * How many are read at least where so many may show. Whoever asks about two that it knows, beside one that it does not, would see in the
 * time of a frame of such questions whether a third was read: where several are met, there is always room for two that do not show.
 */
function alertsToRead(open: number): number {
  return open < 2 ? 2 : 2 * Math.ceil(open / 2) + 2;
}

/** Covert alerts that one entry names; all are counted. */
export const COVERT_NAMED_MAX = 8;

interface Found {
  readonly hit: Hit;
  readonly isCovert: boolean;
}

/** To the alerts that the index of persons leads to, and as many keys of no alert that their number tells nothing. */
function addPersonKeys(
  keys: Map<string, ProbedKey>,
  question: Question,
  persons: PersonSearch,
  { registers, now }: Pick<LookupOptions, 'registers' | 'now'>,
): void {
  let number = keys.size;
  for (const subject of question.subjects) {
    if (subject.kind !== 'person') continue;
    number += PERSONS_FOUND_MAX;
    for (const { register, alertId, band, why, met } of persons.search(subject, now, registers)) {
      const key = personAlertKey(register, alertId);
      if (!keys.has(key)) keys.set(key, { key, matchedOn: 'similar', most: band, why, person: subject, similar: met });
    }
  }
  fillUp(keys, number, (place) => personAlertKey('', `${place}`));
}

/**
 * To the plates that a part of one leads to; what comes of it is never more than a reason to look. What fills them up is a number too, since
 * the token of one takes more than that of another key.
 */
async function addPlateKeys(
  keys: Map<string, ProbedKey>,
  question: Question,
  plates: PlateSearch,
  registers: readonly Pick<RegisterRow, 'id'>[],
): Promise<void> {
  let number = keys.size;
  for (const subject of question.subjects) {
    if (subject.kind !== 'vehicle' || subject.platePattern === undefined) continue;
    number += PLATES_FOUND_MAX;
    for (const found of await plates.search(subject, registers)) {
      const [whole] = lookupKeys({ kind: 'vehicle', ...found });
      if (whole === undefined || keys.has(whole.key)) continue;
      keys.set(whole.key, { key: whole.key, matchedOn: 'confusable', most: 'compare', why: ['plate-in-part'] });
    }
  }
  fillUp(keys, number, (place) => `plate|${NO_STATE}|${place}`);
}

/** With keys of no alert, so that how many are probed tells nothing. */
function fillUp(keys: Map<string, ProbedKey>, number: number, keyOfNone: (place: number) => string): void {
  while (keys.size < number) {
    const key = keyOfNone(keys.size);
    keys.set(key, { ...NO_KEY, key });
  }
}

function strength(keys: ReadonlyMap<string, ProbedKey>, { key, band }: Pick<AlertRow, 'key' | 'band'>): number {
  return bandOf(keys.get(key)!, band) === 'hit' ? 1 : 0;
}

/** The alert passed `parseAlert` when its register was loaded, and it opened, so it is still the same. */
function putTogether(met: Met, row: AlertRow, today: string): Found {
  if (row.alert === undefined) throw damaged();
  const alert = decodeCbor(row.alert) as Alert;
  return { hit: composeHit(alert, row.register, met, today), isCovert: alert.covert };
}

/** The work of one alert that does not show. What cannot be read belongs to another question: it is not this one's fault. */
function putTogetherForNothing(row: AlertRow, today: string): Found | undefined {
  try {
    return putTogether(NO_WAY, row, today);
  } catch {
    return undefined;
  }
}

function damaged(): IimsError {
  return new IimsError('store.failed', {
    message: 'An alert is not what was loaded.',
    rule: 'what was sealed when its register was loaded opens at its place',
    fix: 'Check the disk, then load the register again.',
  });
}

/** No code of a State: those are capitals. */
const NO_STATE = 'none';
/** What a decoy is said to match on. */
const NO_KEY: ProbedKey = { key: '', matchedOn: 'confusable', most: 'compare', why: ['look-alike-characters'] };
const NO_WAY: Met = { band: 'compare', matchedOn: NO_KEY.matchedOn, why: NO_KEY.why, keys: [NO_KEY] };
