// SPDX-License-Identifier: Apache-2.0
// GET /api/alerts/waiting: alerts on persons that wait for a second person.
import { z } from 'zod';
import { listWaiting } from '../../alerts/read-alerts.ts';
import { alertKeeping } from './alert-input.ts';
import { method } from './method.ts';

export const waitingAlerts = method({
  verb: 'GET',
  path: '/api/alerts/waiting',
  permission: 'alert.read',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/alert-answers.ts')).waitingAlertsAnswer,
  async run({ edge, session }) {
    return { waiting: await listWaiting(alertKeeping(edge), session.officer) };
  },
});
