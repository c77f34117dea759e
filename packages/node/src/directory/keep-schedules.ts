// SPDX-License-Identifier: Apache-2.0
// Starts communication checks by their schedules (spec/directory.md, 14 to 19). What is due stands in the store: a node that was off lays out
// the latest run that it missed, and one that dies between two checks goes on with those that are left.
import { isValidOn } from '@iims/wire/contact-point';
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import type { Random } from '../clock.ts';
import { keepLooking } from '../messages/keep-looking.ts';
import {
  type CheckSchedule,
  type CheckTarget,
  type DueCheck,
  dueChecks,
  dueSchedules,
  findCheckSchedule,
  type KeptCheckSchedule,
  PLANNED_CHECKS_MAX,
} from '../store/check-schedules.ts';
import type { Store } from '../store/store.ts';
import { DRAW_BYTES, drawFrom, latestRunAt, momentOf, nextRunAfter } from './check-plan.ts';
import { startCheck } from './communication-check.ts';
import type { DirectoryKeeping } from './keep-own-directory.ts';
import { readDirectory } from './read-directory.ts';

export interface ScheduleKeeping {
  readonly keeping: DirectoryKeeping;
  readonly store: Store;
  readonly random: Random;
}

/** Looks at once and then every few seconds, until `stop`. */
export function keepSchedules(parts: ScheduleKeeping): Promise<{ stop(): Promise<void> }> {
  return keepLooking(() => runSchedules(parts), LOOK_EVERY_MS);
}

/** Lays out the runs that are due, and sends the checks whose moment has come. */
export async function runSchedules(parts: ScheduleKeeping): Promise<void> {
  const { keeping } = parts;
  for (const schedule of await dueSchedules(keeping.reader, keeping.now())) await layOutRun(parts, schedule);
  for (;;) {
    const due = await dueChecks(keeping.reader, keeping.now(), CHECKS_AT_ONCE_MAX);
    for (const check of due) await sendOrSkip(parts, check);
    if (due.length < CHECKS_AT_ONCE_MAX) return;
  }
}

async function layOutRun(
  { keeping, store, random }: ScheduleKeeping,
  { schedule, nextAt: wasDueAt, content }: KeptCheckSchedule,
): Promise<void> {
  const now = keeping.now();
  const runAt = latestRunAt(content, now);
  const targets = await targetsOf(keeping, content, new Date(now).toISOString().slice(0, 10));
  const checks = targets.slice(0, PLANNED_CHECKS_MAX).map((target) => ({
    dueAt: momentOf(content, now, drawFrom(random(DRAW_BYTES))),
    target,
  }));
  const leftOut = targets.length - checks.length;
  await store
    .write(
      {
        event: 'check.planned',
        body: { schedule, runAt, checks: checks.length, ...(leftOut === 0 ? {} : { leftOut }) },
      },
      { name: 'plan-checks', args: { schedule, wasDueAt, runAt, nextAt: nextRunAfter(content, now), checks } },
    )
    .catch(ignoreDropped);
}

/** One check for each State; of a surprise, one for each contact point, so that nobody is warned by what another is asked. */
async function targetsOf(
  { reader }: DirectoryKeeping,
  { states, points, surpriseMinutes }: CheckSchedule,
  today: string,
): Promise<CheckTarget[]> {
  const named = [...states, ...points.map(({ state }) => state)];
  const targets: CheckTarget[] = [];
  for (const state of [...new Set(named)].sort()) {
    const ids = points.filter((point) => point.state === state).map(({ id }) => id);
    if (surpriseMinutes === 0) {
      targets.push({ state, points: ids });
      continue;
    }
    const directory = ids.length > 0 ? undefined : await readDirectory(reader, state);
    const valid = directory?.points.filter((point) => isValidOn(point, today)).map(({ id }) => id) ?? ids;
    // A State without a contact point has its place too: that it cannot be asked is to be seen.
    targets.push(...(valid.length === 0 ? [{ state, points: [] }] : valid.map((id) => ({ state, points: [id] }))));
  }
  return targets;
}

async function sendOrSkip(parts: ScheduleKeeping, check: DueCheck): Promise<void> {
  try {
    await send(parts, check);
  } catch (fault) {
    if (!(fault instanceof IimsError)) throw fault;
    if (fault.code === 'check.not-scheduled') return;
    if (!NOT_TO_BE_SENT.has(fault.code)) throw fault;
    await skip(parts, check, fault.code);
  }
}

async function send(parts: ScheduleKeeping, { schedule, place, target }: DueCheck): Promise<void> {
  const { keeping } = parts;
  const { state, points } = target;
  const kept = await findCheckSchedule(keeping.reader, schedule);
  if (kept === undefined) return skip(parts, { schedule, place, target }, UNREADABLE);
  const { withinMinutes, text } = kept.content;
  await startCheck(
    keeping,
    {
      states: [state],
      points: points.map((id) => ({ state, id })),
      withinMs: withinMinutes * 60_000,
      ...(text === undefined ? {} : { text }),
    },
    { account: kept.keptBy, now: keeping.now(), planned: { schedule, place } },
  );
}

async function skip({ store }: ScheduleKeeping, { schedule, place, target }: DueCheck, code: ErrorCode): Promise<void> {
  await store
    .write(
      { event: 'check.skipped', body: { schedule, state: target.state, points: target.points, code } },
      { name: 'skip-check', args: { schedule, place, code } },
    )
    .catch(ignoreDropped);
}

/** Somebody dropped or changed the schedule meanwhile. */
function ignoreDropped(fault: unknown): void {
  if (fault instanceof IimsError && fault.code === 'check.not-scheduled') return;
  throw fault;
}

/** What another look will not change; everything else is tried again. */
const NOT_TO_BE_SENT: ReadonlySet<ErrorCode> = new Set(['input.invalid', 'message.recipient', 'partner.suspended']);
/** Of a check whose schedule is damaged: left waiting, it would be found due for ever. */
const UNREADABLE: ErrorCode = 'store.failed';
const CHECKS_AT_ONCE_MAX = 64;
const LOOK_EVERY_MS = 5_000;
