// SPDX-License-Identifier: Apache-2.0
// An alert as it goes into the store: encoded once, with every key that may lead to it.

import type { Alert } from '@iims/wire/alert';
import { encodeCbor } from '@iims/wire/cbor';
import { alertKeys } from '@iims/wire/lookup-keys';
import type { KeyStanding } from './alerts.ts';

export interface AlertToLoad {
  readonly alertId: string;
  /** Day by which its owner must confirm or withdraw it, YYYY-MM-DD. */
  readonly reviewOn: string;
  /** Deterministic CBOR of the alert. */
  readonly alert: Uint8Array;
  readonly keys: readonly ({ readonly key: string } & KeyStanding)[];
}

/** For one register. The alert has passed `parseAlert`. */
export function alertToLoad(register: string, alert: Alert): AlertToLoad {
  return {
    alertId: alert.id,
    reviewOn: alert.reviewOn,
    alert: encodeCbor(alert),
    keys: [
      ...alertKeys(alert).map(({ key, band, why }) =>
        why === undefined ? { key, band } : { key, band, meaning: why },
      ),
      ...(alert.kind === 'person' ? [{ key: personAlertKey(register, alert.id), band: 'hit' as const }] : []),
    ],
  };
}

/** The key under which the index of persons leads to an alert; no question asks for it (spec/person-index.md, 12). */
export function personAlertKey(register: string, alertId: string): string {
  return `alert|${register}|${alertId}`;
}
