// SPDX-License-Identifier: Apache-2.0
// GET /api/check-schedules: the communication checks that the node starts by itself, without the moments of surprises. It is an entry.
import { z } from 'zod';
import { listCheckSchedules } from '../../store/check-schedules.ts';
import { method } from './method.ts';

export const checkSchedules = method({
  verb: 'GET',
  path: '/api/check-schedules',
  permission: 'directory.read',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/directory-answers.ts')).checkSchedulesAnswer,
  async run({ edge, session }) {
    const kept = await listCheckSchedules(edge.store.reader);
    await edge.store.write({ event: 'check.read', body: { user: session.officer.user, schedules: kept.length } });
    return {
      schedules: kept.map(({ content, keptAt, nextAt, lastAt, ...one }) => ({
        ...one,
        ...content,
        keptAt: new Date(keptAt).toISOString(),
        nextAt: new Date(nextAt).toISOString(),
        ...(lastAt === undefined ? {} : { lastAt: new Date(lastAt).toISOString() }),
      })),
    };
  },
});
