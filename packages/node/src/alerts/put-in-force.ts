// SPDX-License-Identifier: Apache-2.0
// What was entered or updated goes into force at once, or waits for a second person (spec/alert.md, 19 and 20).
import { encodeCbor } from '@iims/wire/cbor';
import { alertCheck, stopRefused, unlessRefused } from '../registers/stop-refused.ts';
import { alertToLoad } from '../store/alert-to-load.ts';
import type { Store } from '../store/store.ts';
import { type AlertStanding, type CheckedAlert, entryOf, needsRelease } from './check-entry.ts';

export interface AlertChange {
  readonly user: string;
  readonly register: string;
  readonly checked: CheckedAlert;
}

type WayIn =
  | { readonly event: 'alert.entered'; readonly act: 'enter-alert'; readonly as: 'entry' }
  | { readonly event: 'alert.updated'; readonly act: 'replace-alert'; readonly as: 'update' };

/** Resolves when the entry is durable. @throws IimsError `notice.refused-purpose`, and what the acts throw */
export async function putInForceOrHold(
  store: Store,
  { user, register, checked }: AlertChange,
  { event, act, as }: WayIn,
): Promise<AlertStanding> {
  const { alert, quality } = checked;
  const check = alertCheck(alert, user);
  const entry = { event, body: entryOf(user, register, checked) };
  if (!needsRelease(alert)) {
    const kept = { register, kind: alert.kind, alert: alertToLoad(register, alert) };
    const { index } = await unlessRefused(store, check, (refusable) =>
      store.write(entry, { name: act, args: { ...kept, refusable } }),
    );
    return { standing: 'in-force', logIndex: index, quality };
  }
  // Looked at again when it is released.
  await stopRefused(store, check);
  const args = { register, kind: alert.kind, alertId: alert.id, alert: encodeCbor(alert), by: user, as };
  const { index } = await store.write(entry, { name: 'hold-alert', args });
  return { standing: 'waiting', logIndex: index, quality };
}
