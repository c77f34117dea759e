// SPDX-License-Identifier: Apache-2.0
// The calls for communication checks that the node starts by itself.
import type { Session } from '../access/session.ts';
import { callNode, type Reply } from '../api/node-call.ts';
import { asObject, type JsonObject, listOf, numberOf, textOf, textsOf } from '../api/read-json.ts';
import type { Asked, Whom } from './contact-calls.ts';

export interface Schedule extends Omit<ScheduleToKeep, 'schedule'> {
  readonly schedule: number;
  readonly points: readonly Asked[];
  /** Days and times as ISO 8601 says them. */
  readonly nextAt: string;
  readonly lastAt?: string;
  readonly skipped: readonly { readonly state: string; readonly points: readonly string[] }[];
}

export interface ScheduleToKeep extends Whom {
  /** The one that is changed. */
  readonly schedule?: number;
  readonly name: string;
  readonly everyDays: number;
  readonly firstDay: string;
  readonly at: string;
  readonly surpriseMinutes: number;
  readonly withinMinutes: number;
  /** What the checks say. */
  readonly text?: string;
}

export function fetchSchedules(): Promise<Reply<readonly Schedule[]>> {
  return callNode({ method: 'GET', path: '/api/check-schedules' }, (json) => {
    const body = asObject(json);
    return body && listOf(body, 'schedules', scheduleOf);
  });
}

export function keepSchedule({ csrf }: Session, schedule: ScheduleToKeep): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/check-schedules/keep', csrf, body: { ...schedule } }, () => true);
}

export function dropSchedule({ csrf }: Session, schedule: number): Promise<Reply<true>> {
  return callNode({ method: 'POST', path: '/api/check-schedules/drop', csrf, body: { schedule } }, () => true);
}

function scheduleOf(row: JsonObject): Schedule | undefined {
  const [schedule, everyDays] = [numberOf(row, 'schedule'), numberOf(row, 'everyDays')];
  const [name, at, nextAt] = [textOf(row, 'name'), textOf(row, 'at'), textOf(row, 'nextAt')];
  if (schedule === undefined || everyDays === undefined) return undefined;
  if (name === undefined || at === undefined || nextAt === undefined) return undefined;
  const [lastAt, text] = [textOf(row, 'lastAt'), textOf(row, 'text')];
  return {
    ...{ schedule, name, everyDays, at, nextAt },
    firstDay: textOf(row, 'firstDay') ?? nextAt.slice(0, DAY_CHARACTERS),
    withinMinutes: numberOf(row, 'withinMinutes') ?? WITHIN_MINUTES,
    ...(text === undefined ? {} : { text }),
    states: textsOf(row, 'states'),
    points: listOf(row, 'points', pointOf),
    surpriseMinutes: numberOf(row, 'surpriseMinutes') ?? 0,
    ...(lastAt === undefined ? {} : { lastAt }),
    skipped: listOf(row, 'skipped', skippedOf),
  };
}

const DAY_CHARACTERS = 10;
/** What a check is given, unless somebody says otherwise. */
export const WITHIN_MINUTES = 60;

function pointOf(row: JsonObject): Asked | undefined {
  const [state, id] = [textOf(row, 'state'), textOf(row, 'id')];
  return state === undefined || id === undefined ? undefined : { state, id };
}

function skippedOf(row: JsonObject): Schedule['skipped'][number] | undefined {
  const state = textOf(row, 'state');
  return state === undefined ? undefined : { state, points: textsOf(row, 'points') };
}
