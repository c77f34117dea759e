// SPDX-License-Identifier: Apache-2.0
// Notes what entries of the log say was shown: own alerts to partners, partners' alerts to own officers; which met covert alerts; and how
// far the log is read.

import { assert } from '@iims/wire/assert';
import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { noteMetCovert } from '../met-covert.ts';
import type { PartnersAlert } from '../not-executed.ts';
import { SHOWN_CONTENT, shownMark, shownRow, shownToken } from '../shown-alerts.ts';
import { shownUntil, TOLD_CONTENT, type ToldContent, toldRow, toldToken } from '../told-alerts.ts';
import type { Staging } from './unseen-generation.ts';

export interface WhatWasShown {
  /** Index of the first entry that was read, and of the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly toPartners: readonly ShownToPartner[];
  readonly toOfficers: readonly ShownToOfficer[];
  /** Indexes of entries whose query met covert alerts. */
  readonly metCovert: readonly number[];
}

/** An own alert in an answer that this node gave. */
export interface ShownToPartner {
  /** Who asked. */
  readonly state: string;
  readonly register: string;
  readonly alertId: string;
  readonly queryId: string;
  readonly atMs: number;
}

/** A partner's alert in a query that closed. */
export interface ShownToOfficer extends PartnersAlert {
  readonly askedIndex: number;
  readonly place: number;
  readonly closedAt: number;
}

/** Gives how far the log is read now; where that was not `from`, somebody else has noted it, and nothing is written. */
export async function noteShown(
  transaction: Staging,
  { from, to, toPartners, toOfficers, metCovert }: WhatWasShown,
): Promise<number> {
  const mark = await shownMark(transaction);
  if (mark !== from) return mark;
  assert(to > from, 'what is noted goes on');
  for (const shown of toPartners) await noteTold(transaction, shown);
  for (const { askedIndex, place, closedAt, ...alert } of toOfficers) {
    const { state, register, alertId } = alert;
    const content = encodeCbor({ state, register, alertId });
    await transaction.run(
      'insert into shown_alert (asked_index, place, alert_token, closed_at, content) values (?, ?, ?, ?, ?)',
      [
        askedIndex,
        place,
        shownToken(transaction, alert),
        closedAt,
        transaction.seal(SHOWN_CONTENT, shownRow(askedIndex, place), content),
      ],
    );
  }
  await noteMetCovert(transaction, metCovert);
  await transaction.run('update shown_mark set next_index = ? where mark_no = 1', [to]);
  return to;
}

/** One row a State and alert, however often it was told, until the alert ends. */
async function noteTold(transaction: Staging, shown: ShownToPartner): Promise<void> {
  const { state, register, alertId, queryId, atMs: at } = shown;
  const token = toldToken(transaction, register, alertId);
  const [latest] = await transaction.all<{ round: number; content: Uint8Array; endedAt: number | null }>(
    `select round, content, ended_at as "endedAt" from told_alert
      where alert_token = ? and state = ? order by round desc limit 1`,
    [token, state],
  );
  const last = { at, queryId };
  const reviewOn = await shownUntil(transaction, register, alertId);
  const asOverdue = reviewOn !== undefined && reviewOn < dayOf(at) ? 1 : 0;
  if (latest === undefined || latest.endedAt !== null) {
    // Where it was answered and ended before anybody looked, it is told and over at once.
    if (latest?.endedAt != null && at <= latest.endedAt) return;
    const round = (latest?.round ?? 0) + 1;
    const content = encodeCbor({ register, alertId, first: last, last });
    const ended = reviewOn === undefined ? [transaction.atMs, 'ended'] : [null, null];
    await transaction.run(
      `insert into told_alert (alert_token, state, round, register_id, content, as_overdue, ended_at, ended_by)
         values (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        token,
        state,
        round,
        register,
        transaction.seal(TOLD_CONTENT, toldRow(token, state, round), content),
        asOverdue,
        ...ended,
      ],
    );
    return;
  }
  const key = toldRow(token, state, latest.round);
  const unsealed = await transaction.unseal(TOLD_CONTENT, key, latest.content);
  const first = unsealed.kind === 'open' ? (decodeCbor(unsealed.content) as ToldContent).first : last;
  const content = transaction.seal(TOLD_CONTENT, key, encodeCbor({ register, alertId, first, last }));
  await transaction.run(
    'update told_alert set content = ?, as_overdue = ? where alert_token = ? and state = ? and round = ?',
    [content, asOverdue, token, state, latest.round],
  );
}

/** YYYY-MM-DD, UTC. */
function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
