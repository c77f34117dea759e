// SPDX-License-Identifier: Apache-2.0
// Confirms that an alert still holds, until a later day of review. Nothing else of it changes, so one person is enough (spec/alert.md, 22).
import type { Alert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { Officer } from '../access/authorise.ts';
import { alertCheck, unlessRefused } from '../registers/stop-refused.ts';
import { alertToLoad } from '../store/alert-to-load.ts';
import { findAlert } from '../store/alerts.ts';
import { type AlertKeeping, checkEntry, entryOf } from './check-entry.ts';

export interface Revalidation {
  readonly register: string;
  readonly alertId: string;
  /** The next day of review, YYYY-MM-DD. */
  readonly reviewOn: string;
}

/** @throws IimsError `input.invalid` for a day that is not later than today, `alert.not-found`, `alert.changed`, `alert.quality`, `notice.refused-purpose`, `store.*` */
export async function revalidateAlert(
  { state, store, clock }: AlertKeeping,
  { user }: Officer,
  { register, alertId, reviewOn }: Revalidation,
): Promise<{ readonly logIndex: number }> {
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  if (reviewOn <= today) {
    throw new IimsError('input.invalid', {
      message: 'The day of review is not later than today.',
      field: 'reviewOn',
      rule: 'a day after today',
    });
  }
  const inForce = await findAlert(store.reader, register, alertId);
  if (inForce === undefined) {
    throw new IimsError('alert.not-found', { message: 'No alert of this id is in force.', field: 'alertId' });
  }
  const checked = checkEntry({ state, clock }, { ...(decodeCbor(inForce) as Alert), revalidatedOn: today, reviewOn });
  // It may have been refused since it came into force: what only goes on is stopped as well.
  const kept = { register, kind: checked.alert.kind, alert: alertToLoad(register, checked.alert), expected: inForce };
  const { index } = await unlessRefused(store, alertCheck(checked.alert, user), (refusable) =>
    store.write(
      { event: 'alert.updated', body: { ...entryOf(user, register, checked), waits: false, revalidated: true } },
      { name: 'replace-alert', args: { ...kept, refusable } },
    ),
  );
  return { logIndex: index };
}
