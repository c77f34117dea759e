// SPDX-License-Identifier: Apache-2.0
// One State's own registers, read for one question: hit or no-hit, with the age of the data.
// Hit, miss and covert do the same reads, and each puts an alert together, so that time tells nothing.
import { type Alert, parseAlert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import { type LookupKey, lookupKeys } from '@iims/wire/lookup-keys';
import type { Question } from '@iims/wire/query';
import { HITS_MAX, type Hit } from '@iims/wire/verdict';
import { type AlertRow, lookUpAlerts, type RegisterRow } from '../store/alerts.ts';
import type { Reader } from '../store/sql.ts';
import { factsOf } from './facts.ts';

export interface LookupResult {
  readonly outcome: 'hit' | 'no-hit';
  readonly hits: readonly Hit[];
  readonly more: boolean;
  /** Time of the oldest register that was read, ms since 1970: the answer is no younger than that. */
  readonly asOf: number;
  /** Registers that were read. */
  readonly registers: number;
  /** Alerts that matched and must not show. Their owner's entry says so; nothing else does. */
  readonly covertAlertIds: readonly string[];
}

/** Reads the given registers for every subject of the question. Throws only what the store throws. */
export async function lookUp(
  reader: Reader,
  question: Question,
  registers: readonly RegisterRow[],
): Promise<LookupResult> {
  const keys = new Map<string, LookupKey>();
  for (const subject of question.subjects) {
    for (const key of lookupKeys(subject)) if (!keys.has(key.key)) keys.set(key.key, key);
  }
  const { found: rows, decoy } = await lookUpAlerts(reader, [...keys.keys()]);
  const readable = new Set(registers.map((register) => register.id));
  const matches = new Map<string, Match>();
  for (const row of rows) {
    const match = { key: keys.get(row.key)!, row };
    const known = matches.get(row.alertId);
    if (readable.has(row.register) && (!known || strength(match) > strength(known))) matches.set(row.alertId, match);
  }
  const found = [...matches.values()].map((match) => ({ ...match, alert: readAlert(match.row) }));
  if (found.length === 0 && decoy) readDecoy(decoy);
  const open = found.filter(({ alert }) => !alert.covert).sort(byStrengthThenId);
  return {
    outcome: open.length > 0 ? 'hit' : 'no-hit',
    hits: open.slice(0, HITS_MAX).map(toHit),
    more: open.length > HITS_MAX,
    asOf: Math.min(...registers.map((register) => register.checkedAt)),
    registers: registers.length,
    covertAlertIds: found.filter(({ alert }) => alert.covert).map(({ alert }) => alert.id),
  };
}

/** Parsed again although it was parsed when its register was loaded: a bit that flipped on the disk must not be served. */
function readAlert(row: AlertRow): Alert {
  return parseAlert(decodeCbor(row.alert));
}

/** The work of one hit, for nothing. A decoy that cannot be read belongs to another question: it is not this one's fault. */
function readDecoy(row: AlertRow): void {
  try {
    toHit({ key: NO_KEY, row, alert: readAlert(row) });
  } catch {}
}

/** Covert alerts that one entry names; all are counted. */
export const COVERT_NAMED_MAX = 8;

interface Match {
  readonly key: LookupKey;
  readonly row: AlertRow;
}

interface Found extends Match {
  readonly alert: Alert;
}

/** What a decoy is said to match on. */
const NO_KEY: LookupKey = { key: '', matchedOn: 'confusable', why: 'look-alike-characters' };

/** A repaired or look-alike value, or a key that the register itself doubts, is a reason to look, never to act. */
function strength({ key, row }: Match): number {
  return key.matchedOn === 'as-given' && row.band === 'hit' ? 1 : 0;
}

function byStrengthThenId(one: Found, other: Found): number {
  return strength(other) - strength(one) || (one.alert.id < other.alert.id ? -1 : 1);
}

function toHit(found: Found): Hit {
  const { key, row, alert } = found;
  return {
    band: strength(found) === 1 ? 'hit' : 'compare',
    alertId: alert.id,
    register: row.register,
    category: alert.category,
    subjectKind: alert.kind,
    matchedOn: key.matchedOn,
    why: [key.why],
    authority: alert.authority,
    action: alert.action,
    cautions: alert.cautions,
    handling: alert.handling,
    since: alert.since,
    facts: factsOf(alert),
  };
}
