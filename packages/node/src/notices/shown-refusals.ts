// SPDX-License-Identifier: Apache-2.0
// Refusals as those are told whom they concern: when, why, and whether they stop it (spec/notice.md, 18).
import { isProtective, type NoticePurpose, type NoticeRefusalGround } from '@iims/wire/notice-codes';
import type { MetRefusal, RefusalCause } from '../store/refused-purposes.ts';
import { stopping } from '../store/stopped-by-refusal.ts';

export interface RefusalShown {
  /** By which it is named where somebody overrides it. */
  readonly refusal: number;
  /** The notice that was refused. */
  readonly number: string;
  readonly purpose: NoticePurpose;
  readonly ground: NoticeRefusalGround;
  readonly cause: RefusalCause;
  /** YYYY-MM-DD in UTC. */
  readonly on: string;
  /** By a number, or by name and date of birth; else by a name alone. */
  readonly isSure: boolean;
  readonly overriddenBy?: string;
  /** It is of the same side, and nobody but the author has overridden it. */
  readonly stops: boolean;
}

export function shownRefusals(met: readonly MetRefusal[], purpose: NoticePurpose, author: string): RefusalShown[] {
  const stops = new Set(stopping(met, { protective: isProtective(purpose), author }));
  return met.map((one) => ({
    refusal: one.no,
    number: one.number,
    purpose: one.purpose,
    ground: one.ground,
    cause: one.cause,
    on: new Date(one.decidedAt).toISOString().slice(0, 'YYYY-MM-DD'.length),
    isSure: one.isSure,
    ...(one.overriddenBy === undefined ? {} : { overriddenBy: one.overriddenBy }),
    stops: stops.has(one),
  }));
}
