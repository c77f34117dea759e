// SPDX-License-Identifier: Apache-2.0
// The codes of notices (spec/code-lists.md, "Notices"). No Zod here: a page loads this file.
import { CANCEL_TRIGGERS, WITHDRAWAL_GROUNDS } from './code-lists.ts';

/** With which the number of a notice ends: `GEO-NOT-000001`. */
export const NOTICE_NUMBER_DIGITS = 6;

/** To every member State, or to chosen ones. */
export const NOTICE_REACHES = ['notice', 'diffusion'] as const;
export type NoticeReach = (typeof NOTICE_REACHES)[number];

/** What a notice is for. */
export const NOTICE_PURPOSES = [
  'locate-and-arrest',
  'collect-information',
  'warn',
  'missing-person',
  'unidentified-body',
  'imminent-threat',
  'modus-operandi',
  'trace-assets',
  'sanctioned',
] as const;
export type NoticePurpose = (typeof NOTICE_PURPOSES)[number];

/** The colours by which officers know INTERPOL's notices of the same meaning: words of others, for reading alone. */
export const NOTICE_COLOURS = {
  'locate-and-arrest': 'red',
  'collect-information': 'blue',
  warn: 'green',
  'missing-person': 'yellow',
  'unidentified-body': 'black',
  'imminent-threat': 'orange',
  'modus-operandi': 'purple',
  'trace-assets': 'silver',
  sanctioned: 'unsc',
} as const satisfies Record<NoticePurpose, string>;

/** Why a notice is refused, by a reviewer or by a State that will not execute it. `other` is explained in words. */
export const NOTICE_REFUSAL_GROUNDS = ['human-rights', 'political-military-religious-racial', 'other'] as const;
export type NoticeRefusalGround = (typeof NOTICE_REFUSAL_GROUNDS)[number];

/** Whether a purpose is for the person and not against: what was refused on one side stops nothing on the other. */
export function isProtective(purpose: NoticePurpose): boolean {
  return purpose === 'missing-person' || purpose === 'unidentified-body';
}

/** Why a notice is withdrawn. */
export const NOTICE_WITHDRAWAL_GROUNDS = [
  ...CANCEL_TRIGGERS,
  ...WITHDRAWAL_GROUNDS,
  ...NOTICE_REFUSAL_GROUNDS,
] as const;
export type NoticeWithdrawalGround = (typeof NOTICE_WITHDRAWAL_GROUNDS)[number];

/** Whether a notice that was withdrawn on this ground should not have been published: its purpose counts as refused. */
export function isRefusalGround(ground: string): ground is NoticeRefusalGround {
  return (NOTICE_REFUSAL_GROUNDS as readonly string[]).includes(ground);
}

/** How a notice stands on a day. Days are YYYY-MM-DD in UTC. */
export const NOTICE_STANDINGS = ['in-force', 'confirm-first', 'expired', 'withdrawn'] as const;
export type NoticeStanding = (typeof NOTICE_STANDINGS)[number];

/** What of a notice its standing follows from. */
export interface NoticeDays {
  readonly reviewOn: string;
  readonly validUntil: string;
  readonly isWithdrawn: boolean;
}

export function noticeStanding({ reviewOn, validUntil, isWithdrawn }: NoticeDays, today: string): NoticeStanding {
  if (isWithdrawn) return 'withdrawn';
  if (today > validUntil) return 'expired';
  return today > reviewOn ? 'confirm-first' : 'in-force';
}

/** `GEO-NOT-000001`: the State and a number that counts up. */
export const NOTICE_NUMBER = /^[A-Z]{3}-NOT-\d{6}$/;
/** Notices that one State drafts, ever: what the number has digits for. */
export const NOTICES_DRAFTED_MAX = 999_999;
