// SPDX-License-Identifier: Apache-2.0
// POST /api/alerts/enter: an alert of the own State, in force at once, or waiting for a second person.
import { z } from 'zod';
import { enterAlert as enter } from '../../alerts/enter-alert.ts';
import { alertKeeping, registerId } from './alert-input.ts';
import { method } from './method.ts';

export const enterAlert = method({
  verb: 'POST',
  path: '/api/alerts/enter',
  permission: 'alert.enter',
  // The alert itself is read by `parseAlert`, which names the field in its own words.
  input: z.strictObject({ register: registerId, alert: z.unknown() }),
  answer: async () => (await import('./answers/alert-answers.ts')).alertEnteredAnswer,
  async run({ edge, session, input }) {
    return enter(alertKeeping(edge), session.officer, input);
  },
});
