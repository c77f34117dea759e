// SPDX-License-Identifier: Apache-2.0
// Looks after notices: ends those that have lapsed, sends what is owed, and states what partners have withdrawn (spec/notice.md, 6 to 9).
import { keepLooking } from '../messages/keep-looking.ts';
import type { MessageDoor } from '../messages/send.ts';
import { endLapsedNotices } from './end-notice.ts';
import { stateWithdrawals } from './state-withdrawals.ts';
import { tellRecipients } from './tell-recipients.ts';

export interface NoticeKeeping {
  readonly door: MessageDoor;
  /** Whether somebody else's clock shows that this one is not ahead; until then nothing ends by it. */
  readonly isConfirmed: () => boolean;
}

/** Looks at once and then every few seconds, until `stop`. */
export function keepNotices(keeping: NoticeKeeping): Promise<{ stop(): Promise<void> }> {
  return keepLooking(() => lookAfterNotices(keeping), LOOK_EVERY_MS);
}

/** One look. */
export async function lookAfterNotices({ door, isConfirmed }: NoticeKeeping): Promise<void> {
  if (isConfirmed()) await endLapsedNotices(door);
  await tellRecipients(door);
  await stateWithdrawals(door);
}

const LOOK_EVERY_MS = 2_000;
