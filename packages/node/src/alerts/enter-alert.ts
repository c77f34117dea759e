// SPDX-License-Identifier: Apache-2.0
// Enters an alert: in force when its entry is durable, or, about a person, to wait for a second one (spec/alert.md, 18 and 19).
import { encodeCbor } from '@iims/wire/cbor';
import type { Officer } from '../access/authorise.ts';
import { alertToLoad } from '../store/alert-to-load.ts';
import { type AlertKeeping, type AlertStanding, checkEntry, entryOf, needsRelease } from './check-entry.ts';

export interface AlertEntry {
  readonly register: string;
  readonly alert: unknown;
}

/** @throws IimsError `input.invalid`, `alert.quality`, `alert.exists`, `alert.waiting-full`, `store.*` */
export async function enterAlert(
  { state, store }: AlertKeeping,
  { user }: Officer,
  { register, alert: value }: AlertEntry,
): Promise<AlertStanding> {
  const checked = checkEntry(state, value);
  const { alert, quality } = checked;
  const entry = { event: 'alert.entered', body: entryOf(user, register, checked) } as const;
  if (!needsRelease(alert)) {
    const args = { register, kind: alert.kind, alert: alertToLoad(register, alert) };
    const { index } = await store.write(entry, { name: 'enter-alert', args });
    return { standing: 'in-force', logIndex: index, quality };
  }
  const held = { register, kind: alert.kind, alertId: alert.id, alert: encodeCbor(alert), by: user };
  const { index } = await store.write(entry, { name: 'hold-alert', args: { ...held, as: 'entry' } });
  return { standing: 'waiting', logIndex: index, quality };
}
