// SPDX-License-Identifier: Apache-2.0
// GET /api/alerts/list: what one register holds in force, page by page.
import { DOCUMENT_CATEGORIES, OBJECT_CATEGORIES, PERSON_CATEGORIES, VEHICLE_CATEGORIES } from '@iims/wire/code-lists';
import { calendarDateSchema } from '@iims/wire/query';
import { z } from 'zod';
import { ALERTS_LISTED_MAX, listAlerts } from '../../alerts/list-alerts.ts';
import { alertId, alertKeeping, registerId } from './alert-input.ts';
import { method } from './method.ts';

/** A category of any kind, each once. */
const CATEGORIES = [
  ...new Set([...DOCUMENT_CATEGORIES, ...PERSON_CATEGORIES, ...VEHICLE_CATEGORIES, ...OBJECT_CATEGORIES]),
];

export const listedAlerts = method({
  verb: 'GET',
  path: '/api/alerts/list',
  permission: 'alert.read',
  input: z.strictObject({
    register: registerId,
    category: z.enum(CATEGORIES).exactOptional(),
    reviewUntil: calendarDateSchema.exactOptional(),
    after: alertId.exactOptional(),
    limit: z.coerce.number().int().min(1).max(ALERTS_LISTED_MAX).default(20),
  }),
  answer: async () => (await import('./answers/alert-answers.ts')).listedAlertsAnswer,
  async run({ edge, session, input }) {
    return listAlerts(alertKeeping(edge), session.officer, input);
  },
});
