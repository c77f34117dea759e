// SPDX-License-Identifier: Apache-2.0
// One State's own registers, read for one question: the alerts that it meets.
// Hit, miss and covert do the same reads, and each puts two alerts together, so that time tells nothing.
import { CANDIDATES_MAX } from '@iims/matching/person-index';
import type { Alert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import type { WhyCode } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { lookupKeys } from '@iims/wire/lookup-keys';
import type { Question } from '@iims/wire/query';
import type { PersonData } from '@iims/wire/subject';
import { HITS_MAX, type Hit } from '@iims/wire/verdict';
import type { SimilarPerson } from '../registers/person-register.ts';
import { personAlertKey } from '../store/alert-to-load.ts';
import { type AlertRow, lookUpAlerts, type RegisterRow } from '../store/alerts.ts';
import type { Reader } from '../store/sql.ts';
import { factsOf } from './facts.ts';
import { bandOf, type Met, metBy, type ProbedKey } from './ways-to-alert.ts';

export interface LookupResult {
  readonly hits: readonly Hit[];
  readonly more: boolean;
  /** Alerts that matched and must not show. Their owner's entry says so; nothing else does. */
  readonly covertAlertIds: readonly string[];
}

/** Finds the alerts on persons whose names and dates of birth are equal or similar to those asked about. */
export interface PersonSearch {
  search(person: PersonData, now: number): readonly SimilarPerson[];
}

export interface LookupOptions {
  readonly persons: PersonSearch;
  /** Those whose alerts may show to the asker. */
  readonly registers: readonly Pick<RegisterRow, 'id'>[];
  /** Milliseconds since 1970: by this day's end alerts had to be confirmed by their owners. */
  readonly now: number;
}

/** Reads the given registers for every subject of the question. Throws only what the store throws. */
export async function lookUp(
  reader: Reader,
  question: Question,
  { registers, now, persons }: LookupOptions,
): Promise<LookupResult> {
  const keys = keysOf(question);
  addPersonKeys(keys, question, persons, now);
  const today = new Date(now).toISOString().slice(0, 10);
  const { found: rows, decoys } = await lookUpAlerts(reader, [...keys.keys()], (row) => strength(keys, row));
  const readable = new Set(registers.map((register) => register.id));
  // By register and alert: an id is unique in its register only.
  const found = new Map<string, Found>();
  for (const row of rows) {
    if (!readable.has(row.register)) {
      putTogetherForNothing(row, today);
      continue;
    }
    const match = putTogether(metBy(keys, row), row, today);
    const id = `${row.register}\n${row.alertId}`;
    const known = found.get(id);
    if (!known || (match.hit.band === 'hit' && known.hit.band !== 'hit')) found.set(id, match);
  }
  for (const decoy of decoys) putTogetherForNothing(decoy, today);
  const matches = [...found.values()];
  const open = matches.filter(({ isCovert }) => !isCovert).map(({ hit }) => hit);
  return {
    hits: open.sort(byBandThenId).slice(0, HITS_MAX),
    more: open.length > HITS_MAX,
    covertAlertIds: matches.filter(({ isCovert }) => isCovert).map(({ hit }) => hit.alertId),
  };
}

/** Covert alerts that one entry names; all are counted. */
export const COVERT_NAMED_MAX = 8;

interface Found {
  readonly hit: Hit;
  readonly isCovert: boolean;
}

/** Each key once, under the way in which it was asked first. A repaired or look-alike value is a reason to look, never to act. */
function keysOf(question: Question): Map<string, ProbedKey> {
  const keys = new Map<string, ProbedKey>();
  for (const subject of question.subjects) {
    for (const { key, matchedOn, why } of lookupKeys(subject)) {
      if (keys.has(key)) continue;
      const most = matchedOn === 'as-given' ? 'hit' : 'compare';
      keys.set(key, { key, matchedOn, most, why: [why], ...(subject.kind === 'person' ? { person: subject } : {}) });
    }
  }
  return keys;
}

/** To the alerts that the index of persons leads to, and as many keys of no alert that their number tells nothing. */
function addPersonKeys(keys: Map<string, ProbedKey>, question: Question, persons: PersonSearch, now: number): void {
  let number = keys.size;
  for (const subject of question.subjects) {
    if (subject.kind !== 'person') continue;
    number += CANDIDATES_MAX;
    for (const { register, alertId, band, why, met } of persons.search(subject, now)) {
      const key = personAlertKey(register, alertId);
      if (!keys.has(key)) keys.set(key, { key, matchedOn: 'similar', most: band, why, person: subject, similar: met });
    }
  }
  while (keys.size < number) {
    const key = personAlertKey('', `${keys.size}`);
    keys.set(key, { ...NO_KEY, key });
  }
}

function strength(keys: ReadonlyMap<string, ProbedKey>, { key, band }: Pick<AlertRow, 'key' | 'band'>): number {
  return bandOf(keys.get(key)!, band) === 'hit' ? 1 : 0;
}

/** Its day of review is over and its owner has not confirmed it (spec/alert.md, 23): nobody acts on it before asking. */
function isOverdue(alert: Alert, today: string): boolean {
  return alert.reviewOn < today;
}

function byBandThenId(one: Hit, other: Hit): number {
  if (one.band !== other.band) return one.band === 'hit' ? -1 : 1;
  return one.alertId < other.alertId ? -1 : 1;
}

/** The alert passed `parseAlert` when its register was loaded, and it opened, so it is still the same. */
function putTogether(met: Met, row: AlertRow, today: string): Found {
  if (row.alert === undefined) throw damaged();
  const alert = decodeCbor(row.alert) as Alert;
  const overdue = isOverdue(alert, today);
  const why: readonly WhyCode[] = [...met.why, ...(overdue ? [OVERDUE] : [])];
  const hit: Hit = {
    band: overdue ? 'compare' : met.band,
    alertId: alert.id,
    register: row.register,
    category: alert.category,
    subjectKind: alert.kind,
    matchedOn: met.matchedOn,
    why,
    authority: alert.authority,
    action: alert.action,
    cautions: alert.cautions,
    handling: alert.handling,
    since: alert.since,
    ...(alert.revalidatedOn === undefined ? {} : { reviewedOn: alert.revalidatedOn }),
    facts: factsOf(alert, met),
  };
  return { hit, isCovert: alert.covert };
}

/** The work of one alert, for nothing. What cannot be read belongs to another question: it is not this one's fault. */
function putTogetherForNothing(row: AlertRow, today: string): void {
  try {
    putTogether(NO_WAY, row, today);
  } catch {}
}

function damaged(): IimsError {
  return new IimsError('store.failed', {
    message: 'An alert is not what was loaded.',
    rule: 'what was sealed when its register was loaded opens at its place',
    fix: 'Check the disk, then load the register again.',
  });
}

const OVERDUE: WhyCode = 'not-revalidated';

/** What a decoy is said to match on. */
const NO_KEY: ProbedKey = { key: '', matchedOn: 'confusable', most: 'compare', why: ['look-alike-characters'] };
const NO_WAY: Met = { band: 'compare', matchedOn: NO_KEY.matchedOn, why: NO_KEY.why, keys: [NO_KEY] };
