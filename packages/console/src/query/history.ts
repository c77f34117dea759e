// SPDX-License-Identifier: Apache-2.0
// The officer's own latest queries: from the node when the page opens, then each verdict as it comes.
import type { VerdictWord } from '@iims/wire/verdict';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, oneOf, textOf } from '../api/read-json.ts';

/** Entries shown in the strip. */
export const HISTORY_SHOWN_MAX = 6;

export interface PastQuery {
  readonly logIndex: number;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  readonly label: string;
  /** Absent while the query is open, or when it ended without a verdict. */
  readonly verdict?: VerdictWord;
  /** Alerts of partners that it showed and that their owners have ended since. */
  readonly ended?: readonly EndedAlert[];
}

export interface EndedAlert {
  readonly state: string;
  readonly alertId: string;
  readonly by: 'ended' | 'not-revalidated';
  /** YYYY-MM-DD. */
  readonly endedOn: string;
}

export function fetchHistory(): Promise<Reply<readonly PastQuery[]>> {
  return callNode({ method: 'GET', path: `/api/history?limit=${HISTORY_SHOWN_MAX}` }, (json) => {
    const body = asObject(json);
    return body === undefined ? undefined : listOf(body, 'queries', pastQueryOf);
  });
}

/** The list with one more query at its head; the same query is not listed twice. */
export function withQuery(history: readonly PastQuery[], query: PastQuery): readonly PastQuery[] {
  return [query, ...history.filter((past) => past.logIndex !== query.logIndex)].slice(0, HISTORY_SHOWN_MAX);
}

function pastQueryOf(query: JsonObject): PastQuery | undefined {
  const [logIndex, label] = [numberOf(query, 'logIndex'), textOf(query, 'label')];
  const askedAt = Date.parse(textOf(query, 'askedAt') ?? '');
  if (logIndex === undefined || label === undefined || Number.isNaN(askedAt)) return undefined;
  const verdict = oneOf(textOf(query, 'verdict'), ['hit', 'compare', 'no-hit', 'incomplete', 'refused'] as const);
  const ended = listOf(query, 'ended', endedAlertOf);
  return {
    logIndex,
    label,
    askedAt,
    ...(verdict === undefined ? {} : { verdict }),
    ...(ended === undefined || ended.length === 0 ? {} : { ended }),
  };
}

function endedAlertOf(alert: JsonObject): EndedAlert | undefined {
  const [state, alertId, at] = [textOf(alert, 'state'), textOf(alert, 'alertId'), textOf(alert, 'endedAt')];
  const by = oneOf(textOf(alert, 'by'), ['ended', 'not-revalidated'] as const);
  if (state === undefined || alertId === undefined || at === undefined || by === undefined) return undefined;
  return { state, alertId, by, endedOn: at.slice(0, 10) };
}
