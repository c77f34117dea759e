// SPDX-License-Identifier: Apache-2.0
// Loads a register: each alert is checked and encoded once, and indexed under every key that a question may probe.
import { type Alert, parseAlert } from '@iims/wire/alert';
import { alertToLoad } from '../store/alert-to-load.ts';
import type { RegisterKeeper } from '../store/alerts.ts';
import type { Store } from '../store/store.ts';

export interface RegisterContent {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** When the source last changed anything, ms since 1970. */
  readonly changedAt: number;
  /** Default: `source`. */
  readonly keptBy?: RegisterKeeper;
  readonly alerts: readonly Alert[];
}

/**
 * Replaces what the register holds, in one transaction with its entry. Throws `input.invalid` for an alert that breaks a rule;
 * then nothing has changed. Look-ups rely on it: they check no more than that an alert still has the bytes written here.
 */
export async function loadRegister(store: Store, content: RegisterContent, checkedAt: number): Promise<void> {
  const { alerts, ...register } = content;
  await store.write(
    { event: 'register.loaded', body: { register: register.id, kind: register.kind, alerts: alerts.length } },
    {
      name: 'load-register',
      args: {
        register: { ...register, checkedAt },
        alerts: alerts.map((alert) => alertToLoad(register.id, parseAlert(alert))),
      },
    },
  );
}
