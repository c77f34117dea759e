// SPDX-License-Identifier: Apache-2.0
// Puts an alert on a person in force. Another than the one who entered it decides, on exactly what this one looked at (spec/alert.md, 19).
import type { Alert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import type { Officer } from '../access/authorise.ts';
import { alertCheck, unlessRefused } from '../registers/stop-refused.ts';
import type { Refusable } from '../store/stopped-by-refusal.ts';
import { findWaitingAlert } from '../store/waiting-alerts.ts';
import type { AlertKeeping } from './check-entry.ts';

export interface Release {
  readonly register: string;
  readonly alertId: string;
  /** `releaseDigest`, as the list of those that wait gives it. */
  readonly digest: Uint8Array;
}

/** @throws IimsError `alert.not-found`, `alert.own-entry`, `alert.changed`, `notice.refused-purpose`, `input.invalid` at a bound of the register, `store.*` */
export async function releaseAlert(
  { store }: AlertKeeping,
  { user }: Officer,
  { register, alertId, digest }: Release,
): Promise<{ readonly logIndex: number }> {
  const waiting = await findWaitingAlert(store.reader, register, alertId);
  const release = (refusable?: Refusable) =>
    store.write(
      { event: 'alert.released', body: { user, register, alert: alertId, digest } },
      {
        name: 'release-alert',
        args: { register, alertId, by: user, digest, ...(refusable === undefined ? {} : { refusable }) },
      },
    );
  if (waiting?.alert === undefined) return { logIndex: (await release()).index };
  // It may have been refused since it was entered.
  const check = alertCheck(decodeCbor(waiting.alert) as Alert, waiting.enteredBy);
  return { logIndex: (await unlessRefused(store, check, release)).index };
}
