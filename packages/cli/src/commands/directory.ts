// SPDX-License-Identifier: Apache-2.0
// `iims directory` and `iims check`: contact points of every State at a running node, and whether somebody answers there.
import type { InputOf } from '@iims/client/node-client';
import type { CommunicationCheck } from '@iims/client/node-methods';
import { utf8 } from '@iims/wire/bytes';
import { parseStateCode } from '@iims/wire/identifiers';
import { parseStrictJson } from '@iims/wire/strict-json';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { inSession, type SessionOptions } from '../in-session.ts';
import { badOption, wholeNumber } from '../option-values.ts';
import { print, readStdinText } from '../terminal.ts';

export interface DirectoryOptions extends SessionOptions {
  readonly json: boolean;
}

type OwnDirectory = InputOf<'POST /api/directory/keep'>;

export interface StartCheckOptions extends DirectoryOptions {
  readonly to?: string;
  readonly point?: readonly string[];
  readonly within?: string;
  readonly text?: string;
}

export interface ListChecksOptions extends DirectoryOptions {
  readonly before?: string;
}

export interface ScheduleOptions extends StartCheckOptions {
  readonly every: string;
  readonly from: string;
  readonly at: string;
  readonly surprise?: string;
  readonly change?: string;
}

export function listDirectory(options: DirectoryOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => print(JSON.stringify(await session.call('GET /api/directory', {}))));
}

/** The whole directory as JSON on stdin: `{"points":[…],"measures":[…]}`. */
export async function keepDirectory(options: DirectoryOptions): Promise<ExitStatus> {
  const content = parseStrictJson(utf8(await readStdinText(DIRECTORY_BYTES_MAX))) as unknown as OwnDirectory;
  return inSession(options, async (session) =>
    print(JSON.stringify(await session.call('POST /api/directory/keep', content))),
  );
}

export function startCheck(options: StartCheckOptions): Promise<ExitStatus> {
  const body = askedBy(options);
  return inSession(options, async (session) =>
    print(JSON.stringify(await session.call('POST /api/checks/start', body))),
  );
}

export function keepSchedule(name: string, options: ScheduleOptions): Promise<ExitStatus> {
  const { every, from: firstDay, at, surprise, change } = options;
  const body = {
    ...askedBy(options),
    name,
    firstDay,
    at,
    everyDays: wholeNumber('every', every, 1, EVERY_DAYS_MAX),
    surpriseMinutes:
      surprise === undefined ? undefined : wholeNumber('surprise', surprise, 0, EVERY_DAYS_MAX * MINUTES_A_DAY),
    schedule: change === undefined ? undefined : wholeNumber('change', change, 0, Number.MAX_SAFE_INTEGER),
  };
  return inSession(options, async (session) =>
    print(JSON.stringify(await session.call('POST /api/check-schedules/keep', body))),
  );
}

export function listSchedules(options: DirectoryOptions): Promise<ExitStatus> {
  return inSession(options, async (session) =>
    print(JSON.stringify(await session.call('GET /api/check-schedules', {}))),
  );
}

export function dropSchedule(number: string, options: DirectoryOptions): Promise<ExitStatus> {
  const schedule = wholeNumber('number', number, 0, Number.MAX_SAFE_INTEGER);
  return inSession(options, async (session) =>
    print(JSON.stringify(await session.call('POST /api/check-schedules/drop', { schedule }))),
  );
}

/** Exits with success only when every contact point answered in time. */
export function showCheck(id: string, options: DirectoryOptions): Promise<ExitStatus> {
  return inSession(options, async (session) => {
    const { checks } = await session.call('GET /api/checks', { id });
    const check = checks[0]!;
    if (options.json) print(JSON.stringify(check));
    else printInWords(check);
    return check.points.every(({ standing }) => standing === 'on-time') ? EXIT.ok : EXIT.incomplete;
  });
}

export function listChecks(options: ListChecksOptions): Promise<ExitStatus> {
  const { before } = options;
  return inSession(options, async (session) =>
    print(JSON.stringify(await session.call('GET /api/checks', before === undefined ? {} : { before }))),
  );
}

/** Whom a check asks, until when, and what else it says. */
function askedBy({ to, point = [], within, text }: StartCheckOptions) {
  return {
    states: to === undefined ? [] : to.split(',').map((state) => parseStateCode(state)),
    points: point.map(pointNamed),
    withinMinutes: within === undefined ? undefined : wholeNumber('within', within, 1, WITHIN_MINUTES_MAX),
    text,
  };
}

function printInWords({ startedAt, answerBy, points }: CommunicationCheck): void {
  print(`EXERCISE EXERCISE EXERCISE: communication check of ${startedAt}, to be answered by ${answerBy}`);
  for (const { state, id, standing, answeredAt = '', delivery } of points) {
    print(`${state}/${id}  ${standing}  ${answeredAt}  (message ${delivery})`);
  }
}

/** `UKR/cert` */
function pointNamed(text: string): { readonly state: string; readonly id: string } {
  const [state = '', id, ...more] = text.split('/');
  if (id === undefined || id === '' || more.length > 0)
    throw badOption('point', 'a State and a contact point: UKR/cert');
  return { state: parseStateCode(state), id };
}

const DIRECTORY_BYTES_MAX = 262_144;
const WITHIN_MINUTES_MAX = 10_080;
const EVERY_DAYS_MAX = 366;
const MINUTES_A_DAY = 1_440;
