// SPDX-License-Identifier: Apache-2.0
// Gives an alert its next state. About a person that waits for a second one, and meanwhile what is in force stays (spec/alert.md, 20).
import type { Officer } from '../access/authorise.ts';
import { type AlertKeeping, type AlertStanding, checkEntry } from './check-entry.ts';
import type { AlertEntry } from './enter-alert.ts';
import { putInForceOrHold } from './put-in-force.ts';

/** @throws IimsError `input.invalid`, `alert.quality`, `alert.not-found`, `alert.waiting-full`, `notice.refused-purpose`, `store.*` */
export async function updateAlert(
  keeping: AlertKeeping,
  { user }: Officer,
  { register, alert: value }: AlertEntry,
): Promise<AlertStanding> {
  return putInForceOrHold(keeping.store, { user, register, checked: checkEntry(keeping, value) }, UPDATE);
}

const UPDATE = { event: 'alert.updated', act: 'replace-alert', as: 'update' } as const;
