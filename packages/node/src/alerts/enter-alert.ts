// SPDX-License-Identifier: Apache-2.0
// Enters an alert: in force when its entry is durable, or, about a person, to wait for a second one (spec/alert.md, 18 and 19).
import type { Officer } from '../access/authorise.ts';
import { type AlertKeeping, type AlertStanding, checkEntry } from './check-entry.ts';
import { putInForceOrHold } from './put-in-force.ts';

export interface AlertEntry {
  readonly register: string;
  readonly alert: unknown;
}

/** @throws IimsError `input.invalid`, `alert.quality`, `alert.exists`, `alert.waiting-full`, `notice.refused-purpose`, `store.*` */
export async function enterAlert(
  keeping: AlertKeeping,
  { user }: Officer,
  { register, alert: value }: AlertEntry,
): Promise<AlertStanding> {
  return putInForceOrHold(keeping.store, { user, register, checked: checkEntry(keeping, value) }, ENTRY);
}

const ENTRY = { event: 'alert.entered', act: 'enter-alert', as: 'entry' } as const;
