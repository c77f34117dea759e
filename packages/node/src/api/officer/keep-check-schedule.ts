// SPDX-License-Identifier: Apache-2.0
// POST /api/check-schedules/keep: lets the node start communication checks by itself, at set times or as a surprise; or changes that.
import { SHORT_TEXT_CHARACTERS_MAX } from '@iims/wire/message-kind';
import { textSchema } from '@iims/wire/message-text';
import { calendarDateSchema, lineSchema } from '@iims/wire/query';
import { z } from 'zod';
import { nextRunAfter } from '../../directory/check-plan.ts';
import { method } from './method.ts';
import { checkPoints, checkStates, withinMinutes } from './start-check.ts';

const NAME_CHARACTERS_MAX = 100;
const EVERY_DAYS_MAX = 366;
const MINUTES_A_DAY = 1_440;

export const checkScheduleNumber = z.int().min(0);

export const keepCheckSchedule = method({
  verb: 'POST',
  path: '/api/check-schedules/keep',
  permission: 'directory.check',
  input: z
    .strictObject({
      /** The one that is changed. */
      schedule: checkScheduleNumber.exactOptional(),
      name: lineSchema(NAME_CHARACTERS_MAX),
      states: checkStates,
      points: checkPoints,
      withinMinutes,
      text: textSchema(SHORT_TEXT_CHARACTERS_MAX).exactOptional(),
      everyDays: z.int().min(1).max(EVERY_DAYS_MAX),
      firstDay: calendarDateSchema,
      at: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'a time hh:mm in UTC' }),
      surpriseMinutes: z
        .int()
        .min(0)
        .max(EVERY_DAYS_MAX * MINUTES_A_DAY)
        .default(0),
    })
    .refine(({ states, points }) => states.length + points.length > 0, {
      path: ['states'],
      error: 'at least one State or contact point',
    })
    .refine(({ surpriseMinutes, everyDays }) => surpriseMinutes <= everyDays * MINUTES_A_DAY, {
      path: ['surpriseMinutes'],
      error: 'no longer than from one time of the plan to the next',
    }),
  answer: async () => (await import('./answers/directory-answers.ts')).scheduleKeptAnswer,
  async run({ edge, session, input: { schedule, ...content } }) {
    const { user } = session.officer;
    const nextAt = nextRunAfter(content, edge.contacts.now());
    const changed = schedule === undefined ? {} : { schedule };
    const { states, points, everyDays, firstDay, at, surpriseMinutes } = content;
    const plan = { everyDays, firstDay, at, surpriseMinutes };
    const { result } = await edge.store.write(
      { event: 'check.scheduled', body: { user, ...changed, states, points, plan } },
      { name: 'keep-check-schedule', args: { ...changed, content, nextAt, by: user } },
    );
    return { schedule: result, nextAt: new Date(nextAt).toISOString() };
  },
});
