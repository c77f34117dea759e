// SPDX-License-Identifier: Apache-2.0
// Reminds of alerts whose review is due: counted whenever somebody looks, and once a day for the log (spec/alert.md, 25a).
import { IimsError } from '@iims/wire/errors';
import { countDueAlerts } from '../store/alert-review.ts';
import type { Reader } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { REVIEW_REMINDER_DAYS, reviewDays } from './list-alerts.ts';

export interface ReviewCount {
  /** Due within `withinDays`, overdue ones included; of each register at most 10,000 are counted. */
  readonly due: number;
  /** Those of them that were not reviewed in time, and give "compare" at most. */
  readonly overdue: number;
  readonly withinDays: number;
}

export async function countReviews(reader: Reader, now: number): Promise<ReviewCount> {
  const { until, yesterday } = reviewDays(now);
  return {
    due: await countDueAlerts(reader, until),
    overdue: await countDueAlerts(reader, yesterday),
    withinDays: REVIEW_REMINDER_DAYS,
  };
}

/** Enters the count at once and then every day, until `stop`; a day on which nothing is due has no entry. */
export async function keepReviewReminders(store: Store, now: () => number): Promise<{ stop(): void }> {
  const remind = async () => {
    const { due, overdue } = await countReviews(store.reader, now());
    if (due > 0) await store.write({ event: 'alert.review-due', body: { due, overdue } });
  };
  await remind();
  const reminding = setInterval(() => {
    remind().catch((fault) => {
      // A busy or full store is asked tomorrow; whoever looks sees the count in any case.
      if (!(fault instanceof IimsError)) throw fault;
    });
  }, REMIND_EVERY_MS);
  return { stop: () => clearInterval(reminding) };
}

const REMIND_EVERY_MS = 24 * 60 * 60_000;
