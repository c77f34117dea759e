// SPDX-License-Identifier: Apache-2.0
// An alert as its owner's operators read it, and those that wait for a second person. Reading is an entry before it is an answer.
import type { Alert } from '@iims/wire/alert';
import { type AlertQuality, checkAlertQuality } from '@iims/wire/alert-quality';
import { toHex } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { Officer } from '../access/authorise.ts';
import { findAlert } from '../store/alerts.ts';
import { findWaitingAlert, listWaitingAlerts, releaseDigest, type WaitingAlert } from '../store/waiting-alerts.ts';
import type { AlertKeeping } from './check-entry.ts';

export interface WaitingShown {
  readonly register: string;
  readonly alert: Alert;
  /** What is in force under its id, and what it would take the place of. */
  readonly replaces?: Alert;
  readonly enteredBy: string;
  /** ISO 8601 in UTC. */
  readonly enteredAt: string;
  /** What a release must name: of the alert and of what it replaces, in hexadecimal. */
  readonly digest: string;
  readonly quality: AlertQuality;
  /** The reader entered it, and so may not release it. */
  readonly own: boolean;
}

export interface AlertShown {
  readonly inForce?: Alert;
  readonly waiting?: WaitingShown;
}

/** The oldest 100. What cannot be read any more is left out. */
export async function listWaiting({ store }: AlertKeeping, { user }: Officer): Promise<readonly WaitingShown[]> {
  const waiting = await listWaitingAlerts(store.reader);
  await store.write({ event: 'alert.read', body: { user, waiting: waiting.length } });
  const list = await Promise.all(
    waiting.map(async (one) => shown(one, user, await findAlert(store.reader, one.register, one.alertId))),
  );
  return list.filter((one) => one !== undefined);
}

/** @throws IimsError `alert.not-found`, `store.*` */
export async function readAlert(
  { store }: AlertKeeping,
  { user }: Officer,
  { register, alertId }: { readonly register: string; readonly alertId: string },
): Promise<AlertShown> {
  const inForce = await findAlert(store.reader, register, alertId);
  const held = await findWaitingAlert(store.reader, register, alertId);
  const waiting = held && shown(held, user, inForce);
  if (inForce === undefined && waiting === undefined) {
    throw new IimsError('alert.not-found', { message: 'There is no such alert.', field: 'alertId' });
  }
  await store.write({ event: 'alert.read', body: { user, register, alert: alertId } });
  return {
    ...(inForce === undefined ? {} : { inForce: decodeCbor(inForce) as Alert }),
    ...(waiting === undefined ? {} : { waiting }),
  };
}

function shown(
  { register, alert, enteredBy, enteredAt }: WaitingAlert,
  reader: string,
  inForce: Uint8Array | undefined,
): WaitingShown | undefined {
  if (alert === undefined) return undefined;
  const read = decodeCbor(alert) as Alert;
  return {
    register,
    alert: read,
    ...(inForce === undefined ? {} : { replaces: decodeCbor(inForce) as Alert }),
    enteredBy,
    enteredAt: new Date(enteredAt).toISOString(),
    digest: toHex(releaseDigest(alert, inForce)),
    quality: checkAlertQuality(read),
    own: enteredBy === reader,
  };
}
