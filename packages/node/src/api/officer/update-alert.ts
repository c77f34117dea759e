// SPDX-License-Identifier: Apache-2.0
// POST /api/alerts/update: the next state of an alert.
import { z } from 'zod';
import { updateAlert as update } from '../../alerts/update-alert.ts';
import { alertKeeping, registerId } from './alert-input.ts';
import { method } from './method.ts';

export const updateAlert = method({
  verb: 'POST',
  path: '/api/alerts/update',
  permission: 'alert.enter',
  input: z.strictObject({ register: registerId, alert: z.unknown() }),
  answer: async () => (await import('./answers/alert-answers.ts')).alertEnteredAnswer,
  async run({ edge, session, input }) {
    return update(alertKeeping(edge), session.officer, input);
  },
});
