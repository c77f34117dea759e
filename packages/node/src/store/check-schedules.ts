// SPDX-License-Identifier: Apache-2.0
// Communication checks that the node starts by itself (spec/directory.md, 14 to 19): their schedules, and the checks of a run that wait
// for their moment.

import { utf8 } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader, Transaction } from './sql.ts';

/** When a schedule's runs begin. */
export interface CheckPlan {
  readonly everyDays: number;
  /** A day YYYY-MM-DD in UTC. */
  readonly firstDay: string;
  /** hh:mm in UTC. */
  readonly at: string;
  /** In how long a span after that time each check has its moment; 0 for all of them at that time. */
  readonly surpriseMinutes: number;
}

/** What a schedule says. */
export interface CheckSchedule extends CheckPlan {
  readonly name: string;
  readonly states: readonly StateCode[];
  /** These alone, where there are any. */
  readonly points: readonly { readonly state: StateCode; readonly id: string }[];
  readonly withinMinutes: number;
  readonly text?: string;
}

/** Whom one check of a run goes to: all valid contact points of the State where it names none. */
export interface CheckTarget {
  readonly state: StateCode;
  readonly points: readonly string[];
}

export interface KeptCheckSchedule {
  readonly schedule: number;
  readonly keptBy: string;
  /** Milliseconds since 1970, as the other two. */
  readonly keptAt: number;
  /** When the next run is laid out. */
  readonly nextAt: number;
  readonly lastAt?: number;
  readonly content: CheckSchedule;
  /** What could not be sent of the last run. */
  readonly skipped: readonly SkippedCheck[];
}

export interface SkippedCheck extends CheckTarget {
  readonly code: string;
}

export interface DueCheck {
  readonly schedule: number;
  readonly place: number;
  readonly target: CheckTarget;
}

/** All of them, in the order in which they were made; one that is damaged is left out. */
export async function listCheckSchedules(reader: Reader): Promise<KeptCheckSchedule[]> {
  const rows = await reader.all<ScheduleRow>(`${SELECT_SCHEDULE} order by schedule_no`);
  const kept: KeptCheckSchedule[] = [];
  for (const row of rows) {
    const one = await openSchedule(reader, row);
    if (one !== undefined) kept.push(one);
  }
  return kept;
}

/** Those of which a run is to be laid out at `now`. */
export async function dueSchedules(reader: Reader, now: number): Promise<KeptCheckSchedule[]> {
  const rows = await reader.all<ScheduleRow>(`${SELECT_SCHEDULE} where next_at <= ? order by schedule_no`, [now]);
  const due = await Promise.all(rows.map((row) => openSchedule(reader, row)));
  return due.flatMap((one) => one ?? []);
}

export async function findCheckSchedule(reader: Reader, schedule: number): Promise<KeptCheckSchedule | undefined> {
  const [row] = await reader.all<ScheduleRow>(`${SELECT_SCHEDULE} where schedule_no = ?`, [schedule]);
  return row && openSchedule(reader, row);
}

/** The checks whose moment has come, the earliest first; at most `limit`. */
export async function dueChecks(reader: Reader, now: number, limit: number): Promise<DueCheck[]> {
  const rows = await reader.all<{ schedule: number; place: number; content: Uint8Array }>(
    `select schedule_no as schedule, place, content from planned_check
      where skipped is null and due_at <= ? order by due_at, schedule_no, place limit ?`,
    [now, limit],
  );
  const due: DueCheck[] = [];
  for (const { schedule, place, content } of rows) {
    const target = await openTarget(reader, schedule, place, content);
    if (target !== undefined) due.push({ schedule, place, target });
  }
  return due;
}

/** Inside an act: a check leaves those that wait. @throws IimsError `check.not-scheduled` where it waits no more */
export async function takePlannedCheck(
  transaction: Transaction,
  { schedule, place }: Pick<DueCheck, 'schedule' | 'place'>,
): Promise<void> {
  const taken = await transaction.run(
    'delete from planned_check where schedule_no = ? and place = ? and skipped is null',
    [schedule, place],
  );
  if (taken === 0) throw notScheduled();
}

export function notScheduled(): IimsError {
  return new IimsError('check.not-scheduled', {
    message: 'There is no such schedule of communication checks.',
    field: 'schedule',
    fix: 'Read the schedules again.',
  });
}

async function openSchedule(reader: Reader, row: ScheduleRow): Promise<KeptCheckSchedule | undefined> {
  const { content, lastAt, ...kept } = row;
  const unsealed = await reader.unseal(CHECK_SCHEDULE, row.schedule, content);
  if (unsealed.kind !== 'open') return undefined;
  return {
    ...kept,
    ...(lastAt === null ? {} : { lastAt }),
    content: decodeCbor(unsealed.content) as unknown as CheckSchedule,
    skipped: await skippedOf(reader, row.schedule),
  };
}

async function skippedOf(reader: Reader, schedule: number): Promise<SkippedCheck[]> {
  const rows = await reader.all<{ place: number; skipped: string; content: Uint8Array }>(
    'select place, skipped, content from planned_check where schedule_no = ? and skipped is not null order by place',
    [schedule],
  );
  const skipped: SkippedCheck[] = [];
  for (const { place, skipped: code, content } of rows) {
    const target = await openTarget(reader, schedule, place, content);
    if (target !== undefined) skipped.push({ ...target, code });
  }
  return skipped;
}

async function openTarget(
  reader: Reader,
  schedule: number,
  place: number,
  content: Uint8Array,
): Promise<CheckTarget | undefined> {
  const unsealed = await reader.unseal(PLANNED_CHECK, plannedRow(schedule, place), content);
  return unsealed.kind === 'open' ? (decodeCbor(unsealed.content) as unknown as CheckTarget) : undefined;
}

export function plannedRow(schedule: number, place: number): RowKey {
  return utf8(`${schedule} ${place}`);
}

interface ScheduleRow {
  readonly schedule: number;
  readonly keptBy: string;
  readonly keptAt: number;
  readonly nextAt: number;
  readonly lastAt: number | null;
  readonly content: Uint8Array;
}

export const CHECK_SCHEDULE = sealedColumn('account', 'check_schedule', 'content');
export const PLANNED_CHECK = sealedColumn('account', 'planned_check', 'content');

/** Of one node. */
export const CHECK_SCHEDULES_MAX = 32;
/** Checks of one run. */
export const PLANNED_CHECKS_MAX = 1_024;

const SELECT_SCHEDULE = `select schedule_no as schedule, kept_by as "keptBy", kept_at as "keptAt", next_at as "nextAt",
  last_at as "lastAt", content from check_schedule`;
