// SPDX-License-Identifier: Apache-2.0
// What the methods of the directory and of communication checks answer (spec/directory.md).
import { contactPoints } from '@iims/wire/contact-point';
import { z } from 'zod';
import { MESSAGE_STATUSES } from '../../../store/messages.ts';
import { isoDay, isoTime, logIndex, stateShown } from './answer-fields.ts';

const id = z.uuid();
const pointNamed = z.strictObject({ state: stateShown, id: z.string() });

export const directoriesAnswer = z.strictObject({
  directories: z.array(
    z
      .strictObject({
        state: stateShown,
        number: z.int().min(1),
        changedAt: isoTime,
        points: contactPoints.schema,
        measures: z.array(z.strictObject({ measure: z.int().min(1), sharedOn: isoDay, what: z.string() })),
      })
      .meta({ id: 'Directory' }),
  ),
});

export const directoryKeptAnswer = z.strictObject({ number: z.int().min(1), messageId: id, logIndex });

export const checksAnswer = z.strictObject({
  checks: z.array(
    z
      .strictObject({
        id,
        startedAt: isoTime,
        answerBy: isoTime,
        text: z.string().exactOptional(),
        points: z.array(
          z.strictObject({
            ...pointNamed.shape,
            standing: z.enum(['waiting', 'on-time', 'late', 'silent']),
            answeredAt: isoTime.exactOptional(),
            remarks: z.string().exactOptional(),
            delivery: z.enum(MESSAGE_STATUSES),
          }),
        ),
      })
      .meta({ id: 'CommunicationCheck' }),
  ),
  statistics: z
    .array(
      z.strictObject({
        state: stateShown,
        asked: z.int(),
        onTime: z.int(),
        late: z.int(),
        silent: z.int(),
        medianMs: z.number().exactOptional(),
      }),
    )
    .exactOptional(),
});

export const checkStartedAnswer = z.strictObject({ id, points: z.array(pointNamed), logIndex });

export const scheduleKeptAnswer = z.strictObject({ schedule: logIndex, nextAt: isoTime });

export const checkSchedulesAnswer = z.strictObject({
  schedules: z.array(
    z
      .strictObject({
        schedule: logIndex,
        name: z.string(),
        states: z.array(stateShown),
        points: z.array(pointNamed),
        withinMinutes: z.int().min(1),
        text: z.string().exactOptional(),
        everyDays: z.int().min(1),
        firstDay: isoDay,
        at: z.string(),
        surpriseMinutes: z.int().min(0),
        keptBy: z.string(),
        keptAt: isoTime,
        nextAt: isoTime,
        lastAt: isoTime.exactOptional(),
        skipped: z.array(z.strictObject({ state: stateShown, points: z.array(z.string()), code: z.string() })),
      })
      .meta({ id: 'CheckSchedule' }),
  ),
});
