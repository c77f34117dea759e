// SPDX-License-Identifier: Apache-2.0
// GET /api/history: the officer's own latest queries. Reading them is an entry.
import { z } from 'zod';
import { readHistory } from '../../store/query-history.ts';
import { type EndedShown, listEndedShown } from '../../store/shown-alerts.ts';
import { method } from './method.ts';

const HISTORY_ROWS_MAX = 100;

export const history = method({
  verb: 'GET',
  path: '/api/history',
  permission: 'history.read-own',
  input: z.strictObject({ limit: z.coerce.number().int().min(1).max(HISTORY_ROWS_MAX).default(20) }),
  answer: async () => (await import('./answers/verdict-answers.ts')).historyAnswer,
  async run({ edge, session, input }) {
    const { user } = session.officer;
    await edge.store.write({ event: 'history.read', body: { user } });
    const rows = await readHistory(edge.store.reader, user, input.limit);
    const ended = await listEndedShown(
      edge.store.reader,
      rows.map(({ logIndex }) => logIndex),
    );
    return { queries: rows.map((row) => ({ ...row, askedAt: isoOf(row.askedAt), ...endedOf(row.logIndex, ended) })) };
  },
});

/** Alerts of partners that the query showed and that their owners have ended since. */
function endedOf(logIndex: number, ended: readonly EndedShown[]) {
  const ofQuery = ended.filter(({ askedIndex }) => askedIndex === logIndex);
  if (ofQuery.length === 0) return {};
  const shown = ofQuery.map(({ state, alertId, endedBy, endedAt }) => ({
    state,
    alertId,
    by: endedBy,
    endedAt: isoOf(endedAt),
  }));
  return { ended: shown };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
