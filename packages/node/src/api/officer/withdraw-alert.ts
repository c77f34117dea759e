// SPDX-License-Identifier: Apache-2.0
// POST /api/alerts/withdraw: an alert ends, on a named ground.
import { CANCEL_TRIGGERS, WITHDRAWAL_GROUNDS } from '@iims/wire/code-lists';
import { z } from 'zod';
import { withdrawAlert as withdraw } from '../../alerts/withdraw-alert.ts';
import { alertId, alertKeeping, registerId } from './alert-input.ts';
import { method } from './method.ts';

export const withdrawAlert = method({
  verb: 'POST',
  path: '/api/alerts/withdraw',
  permission: 'alert.withdraw',
  input: z.strictObject({
    register: registerId,
    alertId,
    ground: z.enum([...CANCEL_TRIGGERS, ...WITHDRAWAL_GROUNDS]),
  }),
  answer: async () => (await import('./answers/alert-answers.ts')).alertWithdrawnAnswer,
  async run({ edge, session, input }) {
    return withdraw(alertKeeping(edge), session.officer, input);
  },
});
