// SPDX-License-Identifier: Apache-2.0
// GET /api/alerts/ended: alerts that partners were shown and that have ended, with who has confirmed it.
import { z } from 'zod';
import { ALERTS_LISTED_MAX } from '../../alerts/list-alerts.ts';
import { ENDED_PLACE, listEnded } from '../../alerts/read-told.ts';
import { alertKeeping } from './alert-input.ts';
import { method } from './method.ts';

export const endedAlerts = method({
  verb: 'GET',
  path: '/api/alerts/ended',
  permission: 'alert.read',
  input: z.strictObject({
    after: z.string().regex(ENDED_PLACE).exactOptional(),
    limit: z.coerce.number().int().min(1).max(ALERTS_LISTED_MAX).default(20),
  }),
  answer: async () => (await import('./answers/alert-answers.ts')).endedAlertsAnswer,
  async run({ edge, session, input }) {
    return listEnded(alertKeeping(edge), session.officer, input);
  },
});
