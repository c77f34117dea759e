// SPDX-License-Identifier: Apache-2.0
// Notes that a request is overdue or escalated, so that its entry is written once. Entries: message.overdue, message.escalated.

import type { StateCode } from '@iims/wire/identifiers';
import { type EnteredStage, enterStage } from '../message-clocks.ts';
import type { Transaction } from '../sql.ts';

export interface StageToEnter {
  readonly no: number;
  readonly state: StateCode;
  readonly stage: EnteredStage;
  /** When it was seen to be reached. */
  readonly at: number;
}

export function enterClockStage(transaction: Transaction, { no, state, ...seen }: StageToEnter): Promise<void> {
  return enterStage(transaction, no, state, seen);
}
