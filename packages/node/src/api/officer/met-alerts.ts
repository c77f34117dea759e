// SPDX-License-Identifier: Apache-2.0
// GET /api/alerts/met: which queries met covert alerts of the own State.
import { z } from 'zod';
import { ALERTS_LISTED_MAX } from '../../alerts/list-alerts.ts';
import { listMet } from '../../alerts/read-met-covert.ts';
import { alertKeeping } from './alert-input.ts';
import { method } from './method.ts';

export const metAlerts = method({
  verb: 'GET',
  path: '/api/alerts/met',
  permission: 'alert.read',
  input: z.strictObject({
    /** `next` of the page before: index of its last entry. */
    after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).exactOptional(),
    limit: z.coerce.number().int().min(1).max(ALERTS_LISTED_MAX).default(20),
  }),
  answer: async () => (await import('./answers/alert-answers.ts')).metAlertsAnswer,
  async run({ edge, session, input }) {
    return listMet(alertKeeping(edge), session.officer, input);
  },
});
