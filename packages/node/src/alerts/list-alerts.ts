// SPDX-License-Identifier: Apache-2.0
// Alerts of the own State, page by page: what a register holds, and what must be reviewed. Reading is an entry before it is an answer.
import type { Alert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import type { Category } from '@iims/wire/code-lists';
import type { Officer } from '../access/authorise.ts';
import { type DueAlert, listDueAlerts } from '../store/alert-review.ts';
import { listGenerations } from '../store/generations.ts';
import { type HeldAlert, pageOfAlerts } from '../store/held-alerts.ts';
import { unknownRegister } from '../store/register-sources.ts';
import type { AlertKeeping } from './check-entry.ts';

export interface AlertListing {
  readonly register: string;
  readonly category?: Category;
  /** Only those whose day of review is this one or before, YYYY-MM-DD. */
  readonly reviewUntil?: string;
  /** The id with which the page before ended. */
  readonly after?: string;
  /** 1 to ALERTS_LISTED_MAX. */
  readonly limit: number;
}

export interface ListedAlerts {
  readonly alerts: readonly Alert[];
  /** Alerts on this page that cannot be read any more: never left out in silence. */
  readonly damaged: number;
  /** Where the next page begins; absent on the last one. A page may be short, and even empty, and not the last. */
  readonly next?: string;
}

/**
 * By id. Category and day of review lie sealed or outside the index of ids, so a page reads at most ALERTS_READ_MAX alerts and goes on
 * in the next one.
 * @throws IimsError `register.unknown`, `store.*`
 */
export async function listAlerts(
  { store }: AlertKeeping,
  { user }: Officer,
  { register, category, reviewUntil, after = '', limit }: AlertListing,
): Promise<ListedAlerts> {
  const shown = (await listGenerations(store.reader, register)).find(({ standing }) => standing === 'shown');
  if (shown === undefined) throw unknownRegister();
  const isWanted = (alert: Alert) =>
    (category === undefined || alert.category === category) &&
    (reviewUntil === undefined || alert.reviewOn <= reviewUntil);
  const page = { alerts: [] as Alert[], damaged: 0, read: 0 };
  let last = after;
  let isEnd = false;
  while (!isEnd && page.alerts.length < limit && page.read < ALERTS_READ_MAX) {
    const rows = await pageOfAlerts(store.reader, shown, last, ALERTS_READ_AT_ONCE);
    isEnd = rows.length < ALERTS_READ_AT_ONCE;
    for (const row of rows) {
      if (page.alerts.length === limit) {
        isEnd = false;
        break;
      }
      take(page, row, isWanted);
      last = row.alertId;
    }
  }
  await store.write({ event: 'alert.read', body: { user, register, listed: page.alerts.length } });
  return { alerts: page.alerts, damaged: page.damaged, ...(isEnd ? {} : { next: last }) };
}

function take(
  page: { alerts: Alert[]; damaged: number; read: number },
  { alert }: HeldAlert,
  isWanted: (alert: Alert) => boolean,
): void {
  page.read += 1;
  if (alert === undefined) {
    page.damaged += 1;
    return;
  }
  const read = decodeCbor(alert) as Alert;
  if (isWanted(read)) page.alerts.push(read);
}

/** An alert by what a list of dates needs: never whom or what it is about. */
export interface DueShown {
  readonly register: string;
  readonly alertId: string;
  /** Absent where it cannot be read: it counts as due, since nobody knows. */
  readonly reviewOn?: string;
  readonly isOverdue: boolean;
  readonly kind?: string;
  readonly category?: string;
  readonly authority?: string;
}

export interface DueListing {
  readonly register?: string;
  /** `next` of the page before. */
  readonly after?: string;
  readonly limit: number;
}

/** What is due within REVIEW_REMINDER_DAYS, and what is overdue; the most urgent first. */
export async function listDue(
  { store, clock }: AlertKeeping,
  { user }: Officer,
  { register, after, limit }: DueListing,
): Promise<{ readonly due: readonly DueShown[]; readonly next?: string; readonly withinDays: number }> {
  const { today, until } = reviewDays(clock.now());
  const place = DUE_PLACE.exec(after ?? '');
  const due = await listDueAlerts(store.reader, {
    register,
    until,
    after: place === null ? undefined : { reviewOn: place[1]!, alertNo: Number(place[2]) },
    limit,
  });
  await store.write({ event: 'alert.read', body: { user, due: due.length } });
  const last = due.length === limit ? due.at(-1)! : undefined;
  return {
    due: due.map((alert) => dueShown(alert, today)),
    withinDays: REVIEW_REMINDER_DAYS,
    ...(last && { next: `${last.reviewOn}.${last.alertNo}` }),
  };
}

/** Today, the day before, and the last day that is reminded of, YYYY-MM-DD. */
export function reviewDays(now: number): {
  readonly today: string;
  readonly yesterday: string;
  readonly until: string;
} {
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  return { today: dayOf(now), yesterday: dayOf(now - DAY_MS), until: dayOf(now + REVIEW_REMINDER_DAYS * DAY_MS) };
}

function dueShown({ register, alertId, reviewOn, alert }: DueAlert, today: string): DueShown {
  const read = alert && (decodeCbor(alert) as Alert);
  return {
    register,
    alertId,
    ...(reviewOn === '' ? {} : { reviewOn }),
    isOverdue: reviewOn < today,
    ...(read && { kind: read.kind, category: read.category, authority: read.authority }),
  };
}

/** `next` of a page of what is due: a day of review, or none, and the number of an alert. */
export const DUE_PLACE = /^((?:\d{4}-\d{2}-\d{2})?)\.(\d{1,16})$/;
/** From how many days before its day of review an alert is shown as due. No standard of ours says; this is our own. */
export const REVIEW_REMINDER_DAYS = 30;
/** Alerts on one page. */
export const ALERTS_LISTED_MAX = 100;
/** Alerts that one page reads to find those that are wanted: 20 ms. */
const ALERTS_READ_MAX = 1_000;
const ALERTS_READ_AT_ONCE = 200;
const DAY_MS = 24 * 60 * 60_000;
