// SPDX-License-Identifier: Apache-2.0
// Puts an alert on a person in force. Another than the one who entered it decides, on exactly what this one looked at (spec/alert.md, 19).
import type { Officer } from '../access/authorise.ts';
import type { AlertKeeping } from './check-entry.ts';

export interface Release {
  readonly register: string;
  readonly alertId: string;
  /** `releaseDigest`, as the list of those that wait gives it. */
  readonly digest: Uint8Array;
}

/** @throws IimsError `alert.not-found`, `alert.own-entry`, `alert.changed`, `input.invalid` at a bound of the register, `store.*` */
export async function releaseAlert(
  { store }: AlertKeeping,
  { user }: Officer,
  { register, alertId, digest }: Release,
): Promise<{ readonly logIndex: number }> {
  const { index } = await store.write(
    { event: 'alert.released', body: { user, register, alert: alertId, digest } },
    { name: 'release-alert', args: { register, alertId, by: user, digest } },
  );
  return { logIndex: index };
}
