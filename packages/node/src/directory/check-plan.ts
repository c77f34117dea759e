// SPDX-License-Identifier: Apache-2.0
// When the runs of a schedule of communication checks begin, and at which moment each of their checks leaves (spec/directory.md, 14 to 18).
// All of it in UTC: a desk that is asked at three in the morning shall not be asked twice because its State moved the clock.
import type { CheckPlan } from '../store/check-schedules.ts';

/** The first time of the plan after a moment. */
export function nextRunAfter(plan: CheckPlan, now: number): number {
  const first = firstRunOf(plan);
  if (now < first) return first;
  const every = plan.everyDays * DAY_MS;
  return first + (Math.floor((now - first) / every) + 1) * every;
}

/** The latest time of the plan that a moment has reached; `now` is no earlier than the first. */
export function latestRunAt(plan: CheckPlan, now: number): number {
  return nextRunAfter(plan, now) - plan.everyDays * DAY_MS;
}

/**
 * The moment of one check of the run that is laid out at `now`. `draw` is even in [0, 1) and fresh for each. Of a run that comes late, the
 * span begins now, so that what a node missed does not all leave with its start.
 */
export function momentOf(plan: CheckPlan, now: number, draw: number): number {
  const span = Math.min(plan.surpriseMinutes * MINUTE_MS, nextRunAfter(plan, now) - now);
  return now + Math.floor(draw * span);
}

/** Even in [0, 1), from six bytes. */
export function drawFrom(bytes: Uint8Array): number {
  return bytes.subarray(0, DRAW_BYTES).reduceRight((drawn, byte) => (drawn + byte) / 256, 0);
}

function firstRunOf({ firstDay, at }: CheckPlan): number {
  return Date.parse(`${firstDay}T${at}:00Z`);
}

export const DRAW_BYTES = 6;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
