// SPDX-License-Identifier: Apache-2.0
// GET /api/alerts: one alert of the own State, as it is in force and as it waits.
import { z } from 'zod';
import { readAlert } from '../../alerts/read-alerts.ts';
import { alertId, alertKeeping, registerId } from './alert-input.ts';
import { method } from './method.ts';

export const alert = method({
  verb: 'GET',
  path: '/api/alerts',
  permission: 'alert.read',
  input: z.strictObject({ register: registerId, alertId }),
  answer: async () => (await import('./answers/alert-answers.ts')).alertAnswer,
  async run({ edge, session, input }) {
    return readAlert(alertKeeping(edge), session.officer, input);
  },
});
