// SPDX-License-Identifier: Apache-2.0
// Gives an alert its next state. About a person that waits for a second one, and meanwhile what is in force stays (spec/alert.md, 20).
import { encodeCbor } from '@iims/wire/cbor';
import type { Officer } from '../access/authorise.ts';
import { alertToLoad } from '../store/alert-to-load.ts';
import { type AlertKeeping, type AlertStanding, checkEntry, entryOf, needsRelease } from './check-entry.ts';
import type { AlertEntry } from './enter-alert.ts';

/** @throws IimsError `input.invalid`, `alert.quality`, `alert.not-found`, `alert.waiting-full`, `store.*` */
export async function updateAlert(
  { state, store }: AlertKeeping,
  { user }: Officer,
  { register, alert: value }: AlertEntry,
): Promise<AlertStanding> {
  const checked = checkEntry(state, value);
  const { alert, quality } = checked;
  const entry = { event: 'alert.updated', body: entryOf(user, register, checked) } as const;
  if (!needsRelease(alert)) {
    const args = { register, kind: alert.kind, alert: alertToLoad(register, alert) };
    const { index } = await store.write(entry, { name: 'replace-alert', args });
    return { standing: 'in-force', logIndex: index, quality };
  }
  const held = { register, kind: alert.kind, alertId: alert.id, alert: encodeCbor(alert), by: user };
  const { index } = await store.write(entry, { name: 'hold-alert', args: { ...held, as: 'update' } });
  return { standing: 'waiting', logIndex: index, quality };
}
