// SPDX-License-Identifier: Apache-2.0
// GET /api/history: the officer's own latest queries. Reading them is an entry.
import { z } from 'zod';
import { readHistory } from '../../store/query-history.ts';
import { method } from './method.ts';

const HISTORY_ROWS_MAX = 100;

export const history = method({
  verb: 'GET',
  path: '/api/history',
  permission: 'history.read-own',
  input: z.strictObject({ limit: z.coerce.number().int().min(1).max(HISTORY_ROWS_MAX).default(20) }),
  async run({ edge, session, input }) {
    const { user } = session.officer;
    await edge.store.write({ event: 'history.read', body: { user } });
    const rows = await readHistory(edge.store.reader, user, input.limit);
    return { queries: rows.map((row) => ({ ...row, askedAt: new Date(row.askedAt).toISOString() })) };
  },
});
