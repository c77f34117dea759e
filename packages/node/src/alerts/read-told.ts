// SPDX-License-Identifier: Apache-2.0
// Who was told of an alert, and who has confirmed that it has ended, as its owner's operators read it. Reading is an entry.
import type { StateCode } from '@iims/wire/identifiers';
import type { Officer } from '../access/authorise.ts';
import { type MessageStatus, messagesOfCase } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';
import {
  type EndedBy,
  type EndedPlace,
  listEndedTold,
  listTold,
  type Telling,
  type ToldAlert,
} from '../store/told-alerts.ts';
import type { AlertKeeping } from './check-entry.ts';

export interface ToldShown {
  readonly state: StateCode;
  readonly round: number;
  readonly register: string;
  readonly alertId: string;
  readonly first: TellingShown;
  readonly last: TellingShown;
  /** Absent while the alert is in force. Times are ISO 8601 in UTC. */
  readonly ended?: { readonly by: EndedBy; readonly at: string };
  /** Of what has ended. */
  readonly standing?: NoticeStanding;
  readonly notice?: { readonly messageId: string; readonly sentAt: string };
  readonly answer?: { readonly messageId: string; readonly at: string };
}

export interface TellingShown {
  readonly at: string;
  readonly queryId: string;
}

/** The State hears of it next; how far its notice has come; or it has confirmed. */
export type NoticeStanding = 'due' | MessageStatus | 'confirmed';

export async function readTold(
  { store }: AlertKeeping,
  { user }: Officer,
  { register, alertId }: { readonly register: string; readonly alertId: string },
): Promise<{ readonly told: readonly ToldShown[] }> {
  const told = await listTold(store.reader, register, alertId);
  await store.write({ event: 'alert.read', body: { user, register, alert: alertId, told: told.length } });
  return { told: await shownAll(store.reader, told) };
}

/** Alerts that have ended for a State that was told of them, the latest first; `after` is `next` of the page before. */
export async function listEnded(
  { store }: AlertKeeping,
  { user }: Officer,
  { after, limit }: { readonly after?: string; readonly limit: number },
): Promise<{ readonly ended: readonly ToldShown[]; readonly next?: string }> {
  const place = ENDED_PLACE.exec(after ?? '');
  const before: EndedPlace | undefined =
    place === null ? undefined : { endedAt: Number(place[1]), token: place[2]!, state: place[3]! };
  const { told, next } = await listEndedTold(store.reader, { limit, ...(before && { before }) });
  await store.write({ event: 'alert.read', body: { user, ended: told.length } });
  const ended = await shownAll(store.reader, told);
  return { ended, ...(next && { next: `${next.endedAt}.${next.token}.${next.state}` }) };
}

/** Where a page begins: time, token and State of the last line of the one before. */
export const ENDED_PLACE = /^([0-9]{1,15})\.([0-9a-f]{32})\.([A-Z]{3})$/;

async function shownAll(reader: Reader, told: readonly ToldAlert[]): Promise<ToldShown[]> {
  const notices = new Map<string, Awaited<ReturnType<typeof noticeOf>>>();
  for (const { notice } of told) {
    if (notice !== undefined && !notices.has(notice.ref)) notices.set(notice.ref, await noticeOf(reader, notice.ref));
  }
  return told.map(({ first, last, ended, notice, answer, ...one }) => {
    const sent = notice && notices.get(notice.ref);
    return {
      ...one,
      first: tellingShown(first),
      last: tellingShown(last),
      ...(ended && { ended: { by: ended.by, at: isoOf(ended.at) } }),
      ...(ended && { standing: answer === undefined ? (sent?.status ?? 'due') : 'confirmed' }),
      ...(sent && { notice: { messageId: sent.id, sentAt: isoOf(sent.sentAt) } }),
      ...(answer && { answer: { messageId: answer.messageId, at: isoOf(answer.at) } }),
    };
  });
}

/** The message that a reference stands for, once it is stored. */
async function noticeOf(reader: Reader, ref: string) {
  const messages = await messagesOfCase(reader, ref, NOTICE_AND_ANSWERS);
  return messages.find(({ direction, kind }) => direction === 'out' && kind === 'alert-deletion');
}

function tellingShown({ at, queryId }: Telling): TellingShown {
  return { at: isoOf(at), queryId };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** Under one reference: the notice comes first. */
const NOTICE_AND_ANSWERS = 2;
