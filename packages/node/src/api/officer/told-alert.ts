// SPDX-License-Identifier: Apache-2.0
// GET /api/alerts/told: which partners were shown an alert, and which have confirmed that it has ended.
import { z } from 'zod';
import { readTold } from '../../alerts/read-told.ts';
import { alertId, alertKeeping, registerId } from './alert-input.ts';
import { method } from './method.ts';

export const toldAlert = method({
  verb: 'GET',
  path: '/api/alerts/told',
  permission: 'alert.read',
  input: z.strictObject({ register: registerId, alertId }),
  answer: async () => (await import('./answers/alert-answers.ts')).toldAnswer,
  async run({ edge, session, input }) {
    return readTold(alertKeeping(edge), session.officer, input);
  },
});
