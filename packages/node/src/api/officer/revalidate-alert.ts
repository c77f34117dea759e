// SPDX-License-Identifier: Apache-2.0
// POST /api/alerts/revalidate: an alert still holds, until a later day of review.
import { calendarDateSchema } from '@iims/wire/query';
import { z } from 'zod';
import { revalidateAlert as revalidate } from '../../alerts/revalidate-alert.ts';
import { alertId, alertKeeping, registerId } from './alert-input.ts';
import { method } from './method.ts';

export const revalidateAlert = method({
  verb: 'POST',
  path: '/api/alerts/revalidate',
  permission: 'alert.enter',
  input: z.strictObject({ register: registerId, alertId, reviewOn: calendarDateSchema }),
  answer: async () => (await import('./answers/alert-answers.ts')).enteredAnswer,
  async run({ edge, session, input }) {
    return revalidate(alertKeeping(edge), session.officer, input);
  },
});
