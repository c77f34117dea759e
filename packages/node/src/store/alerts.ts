// SPDX-License-Identifier: Apache-2.0
// The State's own alerts, found by the tokens of the keys under which they are indexed, and the registers they belong to.
import type { WhyCode } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { alertNoOf, generationOf } from './generations.ts';
import { hasPlainKeys, nearTokens } from './key-tokens.ts';
import { type RegisterSource, SOURCE_COLUMNS } from './register-sources.ts';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

/** `hit` answers by itself; after `compare` a person looks before anyone acts. */
export type Band = 'hit' | 'compare';

/** What stands beside a token in the index. */
export interface KeyStanding {
  /** The most that this key can give. */
  readonly band: Band;
  /** What of the alert it belongs to, where that is not the subject itself: the hit says so. */
  readonly meaning?: WhyCode;
}

/** A key of an alert. The index holds its token only. */
export interface KeyRow extends KeyStanding {
  /** As it was asked; empty beside the keys that were asked. */
  readonly key: string;
  readonly token: string;
  readonly alertNo: number;
}

/** A key that was asked and led to an alert. */
export interface Way extends KeyStanding {
  readonly key: string;
}

export interface AlertRow extends KeyStanding {
  readonly alertId: string;
  readonly register: string;
  /** The key that led here, the one that `strength` rates highest. */
  readonly key: string;
  /** All that led here, in their order; none beside what was asked. */
  readonly ways: readonly Way[];
  /** The alert as the register gave it, deterministic CBOR; undefined where it is not what was loaded. */
  readonly alert: Uint8Array | undefined;
}

export interface RegisterRow extends RegisterSource {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** When the source last changed anything. */
  readonly changedAt: number;
  readonly rows: number;
  /** Another one for each content that was loaded as a whole. */
  readonly generation: number;
  readonly keptBy: RegisterKeeper;
}

/** A register is loaded from a source, which replaces it as a whole, or people enter its alerts one by one; never both. */
export type RegisterKeeper = 'source' | 'hand';

/** To when the content is known to be right: what people keep is its own source. */
export function checkedAtOf(
  { keptBy, checkedAt }: Pick<RegisterRow, 'checkedAt'> & Partial<Pick<RegisterRow, 'keptBy'>>,
  now: number,
): number {
  return keptBy === 'hand' ? now : checkedAt;
}

export interface AlertsFound {
  readonly found: readonly AlertRow[];
  /** Of all registers, those in force when the keys were probed. */
  readonly generations: readonly number[];
  readonly decoys: readonly AlertRow[];
  /** Two more that nobody met, for who must have done as much as for others. */
  readonly readTwoDecoys: () => Promise<readonly AlertRow[]>;
}

/**
 * The alerts under any of the keys, each once: under the key that `strength` rates highest, the first of them on a tie.
 *
 * Alerts are read two at a time, and two where none is found: decoys fill up. So the keys alone decide which statements run and
 * how many alerts they read, until more than two alerts are found.
 */
export async function lookUpAlerts(
  reader: Reader,
  keys: readonly string[],
  strength: (row: KeyRow) => number = () => 0,
): Promise<AlertsFound> {
  if (keys.length === 0) return { found: [], generations: [], decoys: [], readTwoDecoys: async () => [] };
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const state = reader.state?.();
    const { met, others, generations } = await probe(reader, keys);
    const best = strongestOfEachAlert(met, strength);
    const decoys = others.slice(0, best.length === 0 ? 2 : best.length % 2);
    const probed = { met, state };
    const rows = await readAlerts(reader, [...best, ...decoys], probed);
    if (rows === undefined) continue;
    const readTwoDecoys = async () => (await readAlerts(reader, others, probed)) ?? [];
    return { found: rows.slice(0, best.length), generations, decoys: rows.slice(best.length), readTwoDecoys };
  }
  throw new IimsError('store.failed', {
    message: 'The register was replaced each time while it was read.',
    fix: 'Load the register less often.',
  });
}

/** Alerts are sealed: a bit that flipped on the disk is not served. */
export const ALERT_BODY = sealedColumn('alert', 'alert', 'body');

/** By its id, since its number goes to another alert when the register is loaded again. */
export function alertRow(register: string, alertId: string): RowKey {
  return `${register}\n${alertId}`;
}

/** One alert in force, by its id: as its register gave it. */
export async function findAlert(reader: Reader, register: string, alertId: string): Promise<Uint8Array | undefined> {
  const [row] = await reader.all<{ body: Uint8Array }>(
    `select a.body from register r join alert a on a.register_id = r.id and a.generation = r.generation
      where r.id = ? and a.alert_id = ?`,
    [register, alertId],
  );
  if (row === undefined) return undefined;
  const unsealed = await reader.unseal(ALERT_BODY, alertRow(register, alertId), row.body);
  return unsealed.kind === 'open' ? unsealed.content : undefined;
}

/** The registers that this node answers from, by id. */
export function listRegisters(reader: Reader): Promise<RegisterRow[]> {
  return reader.all<RegisterRow>(
    `select id, kind, title, changed_at as "changedAt", row_count as "rows", generation, kept_by as "keptBy",
            ${SOURCE_COLUMNS} from register order by id`,
  );
}

/** The column `band`: `hit` or `compare`, and after a blank the meaning, so that a look-up learns it without looking into the alert. */
export function bandWord({ band, meaning }: KeyStanding): string {
  return meaning === undefined ? band : `${band} ${meaning}`;
}

function readBand(word: string): KeyStanding {
  if (word === 'hit' || word === 'compare') return { band: word };
  const [band, meaning] = word.split(' ') as [Band, WhyCode];
  return { band, meaning };
}

interface ProbedRow {
  /** Which of the tokens was probed, from 0. HELD: none, the row says what a register holds. */
  readonly place: number;
  /** null: nothing stands under the token. HELD: the generation in force. */
  readonly alertNo: number | null;
  /** See `bandWord`. */
  readonly band: string;
  /** HELD: how many alerts the register holds. */
  readonly alerts: number | null;
}

interface Probed extends Pick<AlertsFound, 'generations'> {
  /** What stands under the keys, in their order. */
  readonly met: readonly KeyRow[];
  /** Two alerts of a place that all keys decide; none where there are no alerts. */
  readonly others: readonly KeyRow[];
}

/** Which alerts stand under the keys. No alert is read. */
export async function probe(reader: Reader, keys: readonly string[]): Promise<Probed> {
  const tokens = keys.map(nearTokens(reader));
  const places = placesOf(tokens);
  const arePlain = hasPlainKeys(reader);
  if (arePlain !== false && (await arePlain)) for (const key of keys) tokens.push(reader.tokenOf(key));
  const held: HeldRow[] = [];
  const standing: StandingRow[] = [];
  for (const row of await reader.all<ProbedRow>(probeText(tokens.length), tokens)) {
    if (isHeld(row)) held.push(row);
    else if (stands(row)) standing.push(row);
  }
  const keyOf = ({ place }: ProbedRow): number => place % keys.length;
  standing.sort((one, other) => keyOf(one) - keyOf(other) || one.alertNo - other.alertNo || one.place - other.place);
  const met: KeyRow[] = [];
  for (const row of standing) {
    const { place, alertNo, band } = row;
    const key = keys[keyOf(row)]!;
    const before = met.at(-1);
    // What is built beside a generation in force, or leaves, is met by nobody; what stands in both places of its key is met once.
    if (!isInForce(alertNo, held) || (before?.alertNo === alertNo && before.key === key)) continue;
    met.push({ key, token: tokens[place]!, alertNo, ...readBand(band) });
  }
  const others: KeyRow[] = [];
  for (const place of places) {
    const other = alertAt(held, place, tokens[0]!);
    if (other !== undefined) others.push(other);
  }
  return { met, others, generations: held.map(({ alertNo }) => alertNo) };
}

interface HeldRow extends ProbedRow {
  readonly alertNo: number;
  readonly alerts: number;
}

interface StandingRow extends ProbedRow {
  readonly alertNo: number;
}

function isHeld(row: ProbedRow): row is HeldRow {
  return row.place === HELD;
}

function stands(row: ProbedRow): row is StandingRow {
  return row.alertNo !== null;
}

function isInForce(alertNo: number, held: readonly HeldRow[]): boolean {
  const generation = generationOf(alertNo);
  for (const register of held) if (register.alertNo === generation) return true;
  return false;
}

/**
 * Two places from 0 to 1 among all alerts, from which decoys come. All keys together decide them: nobody who asks about others beside one
 * learns before how heavy its decoys are, against which an alert that does not show would be weighed; and none follows from the number
 * alone, so that nobody learns it by asking about the same number as another thing.
 */
function placesOf(tokens: readonly string[]): readonly [number, number] {
  let [one, other] = [0, 0];
  for (const token of tokens) {
    one ^= wordAt(token, token.length - PLACE_DIGITS);
    other ^= wordAt(token, token.length - 2 * PLACE_DIGITS);
  }
  const range = 2 ** (4 * PLACE_DIGITS);
  return [(one >>> 0) / range, (other >>> 0) / range];
}

/** The 32 bits that eight lower-case hexadecimal digits say: `parseInt` of a piece of text takes ten times as long. */
function wordAt(token: string, from: number): number {
  let word = 0;
  for (let at = from; at < from + PLACE_DIGITS; at += 1) {
    const code = token.charCodeAt(at);
    word = (word << 4) | (code < CODE_OF_A ? code - CODE_OF_0 : code - CODE_OF_A + 10);
  }
  return word;
}

/** An alert, or the next after it where people took it out; to be read beside the token of a key that was asked, as the one that was met is. */
function alertAt(held: readonly HeldRow[], place: number, token: string): KeyRow | undefined {
  let all = 0;
  for (const { alerts } of held) all += alerts;
  let left = Math.floor(place * all);
  for (const { alertNo: generation, alerts } of held) {
    if (left < alerts) return { key: '', token, alertNo: alertNoOf(generation, left + 1), band: 'compare' };
    left -= alerts;
  }
  return undefined;
}

function strongestOfEachAlert(met: readonly KeyRow[], strength: (row: KeyRow) => number): readonly KeyRow[] {
  if (met.length < 2) return met;
  const best = new Map<number, KeyRow>();
  for (const row of met) {
    const known = best.get(row.alertNo);
    if (known === undefined || strength(row) > strength(known)) best.set(row.alertNo, row);
  }
  return [...best.values()];
}

function waysTo({ key: strongest, alertNo }: KeyRow, met: readonly KeyRow[]): readonly Way[] {
  const ways: Way[] = [];
  if (strongest === '') return ways;
  for (const { key, band, meaning, alertNo: led } of met)
    if (led === alertNo) ways.push(meaning === undefined ? { key, band } : { key, band, meaning });
  return ways;
}

/**
 * In the given order, each with all of `met` that led to it; undefined where a key has lost its alert, because the register was
 * replaced after the probe.
 */
async function readAlerts(
  reader: Reader,
  rows: readonly KeyRow[],
  { met, state }: { readonly met: readonly KeyRow[]; readonly state: number | undefined },
): Promise<AlertRow[] | undefined> {
  const alerts: AlertRow[] = [];
  for (let i = 0; i < rows.length; i += 2) {
    const one = rows[i]!;
    const other = rows[i + 1] ?? one;
    // Of the state that the probe saw: every key still has its alert.
    const both =
      state !== undefined && reader.state?.() === state
        ? await reader.all<StoredAlert>(READ_TWO_PROBED, [one.alertNo, other.alertNo])
        : await reader.all<StoredAlert>(READ_TWO, [one.alertNo, one.token, other.alertNo, other.token]);
    for (let place = 0; place < 2; place += 1) {
      const row = place === 0 ? one : other;
      const stored = both[0]?.place === place ? both[0] : both[1]?.place === place ? both[1] : undefined;
      const isMet = row.key !== '';
      if (stored === undefined || (isMet && (stored.band === null || stored.alertNo !== row.alertNo))) {
        if (isMet) return undefined;
        continue;
      }
      const { alertId, register, band, body } = stored;
      const opening = reader.unseal(ALERT_BODY, alertRow(register, alertId), body);
      const unsealed = opening instanceof Promise ? await opening : opening;
      const alert = unsealed.kind === 'open' ? unsealed.content : undefined;
      const standing = typeof band === 'string' ? readBand(band) : row;
      const read = { alertId, register, band: standing.band, key: row.key, ways: waysTo(row, met), alert };
      alerts.push(standing.meaning === undefined ? read : { ...read, meaning: standing.meaning });
    }
  }
  return alerts.slice(0, rows.length);
}

interface StoredAlert extends Pick<AlertRow, 'alertId' | 'register'> {
  readonly place: number;
  readonly alertNo: number;
  /** null: the token does not lead to it. Absent where nobody asked, as it was seen before. */
  readonly band?: string | null;
  readonly body: Uint8Array;
}

/** One text for each number of tokens: at most 144, since a question has 6 subjects of 24 keys, and twice that while keys are made anew. */
function probeText(tokens: number): string {
  PROBE_TEXTS[tokens] ??=
    `with probed (place, token) as (values ${Array.from({ length: tokens }, (_, i) => `(${i}, ?)`).join(', ')})
    select p.place, k.alert_no as "alertNo", k.band, null as alerts
      from probed p left join alert_near_key k on k.token = p.token
    union all
    select ${HELD}, generation, '', row_count from register`;
  return PROBE_TEXTS[tokens];
}

/** Hexadecimal digits of 32 bits. */
const PLACE_DIGITS = 8;
const CODE_OF_0 = 0x30;
const CODE_OF_A = 0x61;
const PROBE_TEXTS: string[] = [];
const HELD = -1;

/** A decoy is read as what was met is: an alert by its number, and the row of the index that leads to it, which a decoy has not. */
const readOne = (place: number) => `select ${place} as place, a.alert_no as "alertNo", a.alert_id as "alertId",
         a.register_id as register, k.band, a.body
    from ${ONE_FROM} as a left join alert_near_key k on k.token = ? and k.alert_no = a.alert_no`;
const readOneProbed = (place: number) => `select ${place} as place, a.alert_no as "alertNo", a.alert_id as "alertId",
         a.register_id as register, a.body from ${ONE_FROM} as a`;
const ONE_FROM =
  '(select alert_no, alert_id, register_id, body from alert where alert_no >= ? order by alert_no limit 1)';
const READ_TWO = `${readOne(0)} union all ${readOne(1)}`;
const READ_TWO_PROBED = `${readOneProbed(0)} union all ${readOneProbed(1)}`;

/** Each one more means that a register was replaced between two statements. */
const ATTEMPTS_MAX = 3;

/** Alerts of one register under one key, checked when it is loaded: a probe that stopped half-way could miss a hit. */
export const ALERTS_PER_KEY_MAX = 1_000;
/** Alerts of one register. */
export const ALERTS_PER_REGISTER_MAX = 5_000_000;
/** Alerts that one act loads, during which other writes wait; an import takes more, in pieces. */
export const ALERTS_PER_LOAD_MAX = 200_000;
