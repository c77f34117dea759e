// SPDX-License-Identifier: Apache-2.0
// GET /api/alerts/due: alerts that must be confirmed or withdrawn soon, or that were not in time.
import { z } from 'zod';
import { ALERTS_LISTED_MAX, DUE_PLACE, listDue } from '../../alerts/list-alerts.ts';
import { alertKeeping, registerId } from './alert-input.ts';
import { method } from './method.ts';

export const dueAlerts = method({
  verb: 'GET',
  path: '/api/alerts/due',
  permission: 'alert.read',
  input: z.strictObject({
    register: registerId.exactOptional(),
    after: z.string().regex(DUE_PLACE).exactOptional(),
    limit: z.coerce.number().int().min(1).max(ALERTS_LISTED_MAX).default(20),
  }),
  answer: async () => (await import('./answers/alert-answers.ts')).dueAlertsAnswer,
  async run({ edge, session, input }) {
    return listDue(alertKeeping(edge), session.officer, input);
  },
});
