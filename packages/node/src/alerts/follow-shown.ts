// SPDX-License-Identifier: Apache-2.0
// Follows the log, behind the answers: which own alerts were shown to which partner, which partners' alerts to the own officers, what
// of that has ended since (spec/alert-deletion.md, 2 to 6), and which queries met covert alerts (spec/alert.md, 28a). An answer waits for none of it.
import { countEntries, findEntriesOf, type OpenEntry, readEntriesAt } from '../store/entries.ts';
import { listForgotten, shownMark } from '../store/shown-alerts.ts';
import type { ShownToOfficer, ShownToPartner } from '../store/staging/note-shown.ts';
import type { Store } from '../store/store.ts';
import { listDueScans } from '../store/told-alerts.ts';
import { RepeatedLook } from './repeated-look.ts';
import type { ShowedNothing } from './showed-nothing.ts';

export interface ShownAlertsParts {
  readonly state: string;
  readonly store: Store;
  readonly now: () => number;
  /** Entries that need not be opened; without it all are. */
  readonly showedNothing?: Pick<ShowedNothing, 'has' | 'metCovert' | 'forgetBelow'>;
}

export class ShownAlerts {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #own: string;
  readonly #showedNothing: Pick<ShowedNothing, 'has' | 'metCovert' | 'forgetBelow'> | undefined;
  readonly #looking = new RepeatedLook((isStopped) => this.#look(isStopped));
  /** How far the log is read; what lies behind the mark in the store held no query. */
  #readUntil = 0;
  /** Where the look through what may be forgotten was left. */
  #forgottenUntil = -1;

  constructor({ state, store, now, showedNothing }: ShownAlertsParts) {
    this.#own = state;
    this.#store = store;
    this.#now = now;
    this.#showedNothing = showedNothing;
  }

  /** Resolves when all is noted that was durable at the call. Throws only what the store throws. */
  catchUp(): Promise<void> {
    return this.#looking.once();
  }

  /** Resolves when nothing is under way any more. */
  stop(): Promise<void> {
    return this.#looking.stop();
  }

  async #look(isStopped: () => boolean): Promise<void> {
    await this.#noteNew(isStopped);
    await this.#scanRegisters(isStopped);
    if (!isStopped()) await this.#forget();
  }

  async #noteNew(isStopped: () => boolean): Promise<void> {
    const { reader } = this.#store;
    const end = await countEntries(reader);
    let mark = await shownMark(reader);
    let shown = NOTHING_SHOWN;
    let at = Math.max(mark, this.#readUntil);
    while (at < end && !isStopped()) {
      const to = Math.min(end, at + ENTRIES_AT_ONCE);
      const queries = await findEntriesOf(reader, ['query.answered', 'query.closed'], { from: at, to });
      const toOpen = queries.filter((index) => !this.#showedNothing?.has(index));
      shown = withEntries(shown, await readEntriesAt(reader, toOpen), this.#own);
      const unopened = queries.filter((index) => this.#showedNothing?.metCovert(index));
      shown = { ...shown, metCovert: [...shown.metCovert, ...unopened], queries: shown.queries + queries.length };
      at = to;
      // Where there was a query it writes, whatever was shown: that it does must tell nothing.
      if (at - mark >= ENTRIES_NOTED_AT_ONCE || shown.rows >= ROWS_AT_ONCE || (at === end && shown.queries > 0)) {
        const { queries: _queries, rows: _rows, ...noted } = shown;
        mark = await this.#store.stage({ name: 'note-shown', args: { from: mark, to: at, ...noted } });
        at = mark;
        shown = NOTHING_SHOWN;
      }
      await letOthersRun();
    }
    this.#readUntil = at;
    this.#showedNothing?.forgetBelow(at);
  }

  /** A register that is replaced takes its alerts away without naming them; and days pass. */
  async #scanRegisters(isStopped: () => boolean): Promise<void> {
    const day = new Date(this.#now()).toISOString().slice(0, 10);
    for (const due of await listDueScans(this.#store.reader, day)) {
      let after: { readonly token: string; readonly state: string } | undefined = { token: '', state: '' };
      while (after !== undefined && !isStopped()) {
        after = await this.#store.stage({ name: 'scan-told', args: { ...due, day, after } });
      }
    }
  }

  async #forget(): Promise<void> {
    const { forgotten, next } = await listForgotten(this.#store.reader, this.#forgottenUntil);
    if (forgotten.length > 0) await this.#store.stage({ name: 'forget-shown', args: { askedIndexes: forgotten } });
    this.#forgottenUntil = next ?? -1;
  }
}

interface Shown {
  readonly toPartners: readonly ShownToPartner[];
  readonly toOfficers: readonly ShownToOfficer[];
  /** Indexes of entries whose query met covert alerts. They are no rows: when what was read is noted must not hang on them. */
  readonly metCovert: readonly number[];
  readonly rows: number;
  /** Entries of queries that were passed, whether or not they were opened. */
  readonly queries: number;
}

function withEntries(before: Shown, entries: readonly OpenEntry[], own: string): Shown {
  const toPartners = [...before.toPartners, ...entries.flatMap(shownToPartner)];
  const toOfficers = [...before.toOfficers, ...entries.flatMap((entry) => shownToOfficers(entry, own))];
  const metCovert = [
    ...before.metCovert,
    ...entries.filter((entry) => meetsCovert(entry, own)).map(({ index }) => index),
  ];
  const rows = toPartners.length + toOfficers.length;
  return { ...before, toPartners, toOfficers, metCovert, rows };
}

const NOTHING_SHOWN: Shown = { toPartners: [], toOfficers: [], metCovert: [], rows: 0, queries: 0 };

function meetsCovert({ event, body, own: kept }: OpenEntry, own: string): boolean {
  if (event === 'query.answered') return Number(kept.covertCount) > 0;
  const outcomes = (body.outcomes ?? []) as readonly LoggedOutcome[];
  return outcomes.some(({ state, covertCount = 0 }) => state === own && covertCount > 0);
}

function shownToPartner({ event, atMs, body, own }: OpenEntry): ShownToPartner[] {
  if (event !== 'query.answered' || !Array.isArray(own.shown)) return [];
  const shown = own.shown as readonly { readonly register: string; readonly alert: string }[];
  const { asker, queryId } = body as { readonly asker: string; readonly queryId: string };
  return shown.map(({ register, alert }) => ({ state: asker, register, alertId: alert, queryId, atMs }));
}

interface LoggedOutcome {
  readonly state: string;
  readonly hits?: readonly string[];
  readonly registers?: readonly string[];
  readonly covertCount?: number;
}

function shownToOfficers({ event, atMs, body }: OpenEntry, own: string): ShownToOfficer[] {
  if (event !== 'query.closed' || typeof body.askedIndex !== 'number') return [];
  const askedIndex = body.askedIndex;
  const ofPartners = (body.outcomes as readonly LoggedOutcome[]).filter(({ state }) => state !== own);
  return ofPartners
    .flatMap(({ state, hits = [], registers = [] }) =>
      hits.map((alertId, at) => ({ state, register: registers[at] ?? '', alertId })),
    )
    .map((alert, place) => ({ ...alert, askedIndex, place, closedAt: atMs }));
}

/** Between two pieces: queries have their turn. */
function letOthersRun(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Opening an entry takes some 10 µs, during which an answer waits. */
const ENTRIES_AT_ONCE = 64;
/** In one transaction. */
const ENTRIES_NOTED_AT_ONCE = 1_024;
const ROWS_AT_ONCE = 64;
