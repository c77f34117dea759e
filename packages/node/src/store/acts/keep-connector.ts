// SPDX-License-Identifier: Apache-2.0
// Keeps how a connector stands, in one transaction with what a page of its source changed and that the register was compared with it.
// Entries: connector.started, .stopped, .changed, .refreshed, .held-back, .failed.

import { encodeCbor } from '@iims/wire/cbor';
import { checkSourcedRegister, putAlert, takeAlert } from '../alert-in-register.ts';
import type { AlertToLoad } from '../alert-to-load.ts';
import { CONNECTOR_ABOUT, type ConnectorRow, connectorRow } from '../connectors.ts';
import type { Transaction } from '../sql.ts';
import { endTold } from '../told-alerts.ts';
import { confirmSource } from './confirm-source.ts';

export interface ConnectorToKeep extends Pick<ConnectorRow, 'name' | 'register' | 'standing'> {
  readonly about: unknown;
  readonly changes?: {
    readonly kind: string;
    /** In place of what the register holds under their ids. */
    readonly alerts: readonly AlertToLoad[];
    /** Ids of alerts that go. */
    readonly removed: readonly string[];
  };
  readonly compared?: { readonly checkedAt: number; readonly staleAfterMs: number };
}

/** Throws `input.invalid` as `putAlert`, `register.unknown`. */
export async function keepConnector(transaction: Transaction, args: ConnectorToKeep): Promise<void> {
  const { name, register, standing, about, changes, compared } = args;
  const cell = transaction.seal(CONNECTOR_ABOUT, connectorRow(name), encodeCbor(about));
  await transaction.run(
    `insert into connector (name, register_id, standing, changed_at, about) values (?, ?, ?, ?, ?)
     on conflict (name) do update set register_id = excluded.register_id, standing = excluded.standing,
       changed_at = excluded.changed_at, about = excluded.about`,
    [name, register, standing, transaction.atMs, cell],
  );
  if (changes !== undefined) {
    await checkSourcedRegister(transaction, register, changes.kind);
    for (const alertId of changes.removed) {
      await takeAlert(transaction, register, alertId);
      await endTold(transaction, register, alertId);
    }
    for (const alert of changes.alerts) {
      await takeAlert(transaction, register, alert.alertId);
      await putAlert(transaction, register, alert);
    }
  }
  if (compared !== undefined) await confirmSource(transaction, { register, ...compared });
}
