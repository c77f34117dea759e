// SPDX-License-Identifier: Apache-2.0
// POST /api/check-schedules/drop: the node starts no check by this schedule any more, nor what is left of its run.
import { z } from 'zod';
import { checkScheduleNumber } from './keep-check-schedule.ts';
import { method } from './method.ts';

export const dropCheckSchedule = method({
  verb: 'POST',
  path: '/api/check-schedules/drop',
  permission: 'directory.check',
  input: z.strictObject({ schedule: checkScheduleNumber }),
  answer: async () => (await import('./answers/answer-fields.ts')).nothingSaid,
  async run({ edge, session, input: { schedule } }) {
    await edge.store.write(
      { event: 'check.unscheduled', body: { user: session.officer.user, schedule } },
      { name: 'drop-check-schedule', args: { schedule } },
    );
    return {};
  },
});
