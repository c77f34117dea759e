// SPDX-License-Identifier: Apache-2.0
// Gives some alerts their keys anew, so that those of one number lie together. What the node answers stays the same: the keys that they have
// stay until all of their generation have others, and a look-up asks for both (spec/at-rest.md, 10a).

import type { Alert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import { alertToLoad } from '../alert-to-load.ts';
import { ALERT_BODY, alertRow, bandWord } from '../alerts.ts';
import { numbersOf } from '../generations.ts';
import { insertRows } from '../insert-rows.ts';
import { type KeyForm, nearTokens } from '../key-tokens.ts';
import type { SqlValue } from '../sql.ts';
import type { Staging } from './unseen-generation.ts';

/** Of a generation with plain keys. Gives false when none of its alerts is left: then it is `both`, or `kept` where one could not be opened. */
export async function makeKeysAnew(transaction: Staging, { generation }: { generation: number }): Promise<boolean> {
  const [begun] = await transaction.all<{ keyForm: KeyForm; done: number; standing: string }>(
    'select key_form as "keyForm", keys_anew as done, standing from register_generation where generation = ?',
    [generation],
  );
  // Another process has done it, or it leaves.
  if (begun?.keyForm !== 'plain' || !STANDS.has(begun.standing)) return false;
  const [first, end] = numbersOf(generation);
  const alerts = await transaction.all<StoredAlert>(
    `select alert_no as "alertNo", alert_id as "alertId", register_id as register, body from alert
      where alert_no > ? and alert_no < ? order by alert_no limit ${ALERTS_PER_PIECE}`,
    [Math.max(begun.done, first), end],
  );
  const rows: SqlValue[][] = [];
  const near = nearTokens(transaction);
  let last = 0;
  for (const alert of alerts) {
    const keys = await keysOf(transaction, alert);
    if (keys === undefined) return stand(transaction, generation, 'kept');
    for (const [key, band] of keys) rows.push([near(key), alert.alertNo, band]);
    last = alert.alertNo;
    if (rows.length >= KEYS_PER_PIECE) break;
  }
  if (alerts.length === 0) return stand(transaction, generation, 'both');
  // What people entered since the step of the schema has its keys here already.
  await insertRows(transaction, 'alert_near_key', ['token', 'alert_no', 'band'], rows, { unlessThere: true });
  await transaction.run('update register_generation set keys_anew = ? where generation = ?', [last, generation]);
  return true;
}

interface StoredAlert {
  readonly alertNo: number;
  readonly alertId: string;
  readonly register: string;
  readonly body: Uint8Array;
}

/** Undefined where the alert cannot be read: its keys stay, so that whoever meets it is told that the register failed, and not "no hit". */
async function keysOf(
  transaction: Staging,
  { register, alertId, body }: StoredAlert,
): Promise<ReadonlyMap<string, string> | undefined> {
  const unsealed = await transaction.unseal(ALERT_BODY, alertRow(register, alertId), body);
  if (unsealed.kind !== 'open') return undefined;
  const bands = new Map<string, string>();
  try {
    const { keys } = alertToLoad(register, decodeCbor(unsealed.content) as Alert);
    for (const { key, ...standing } of keys) if (bands.get(key) !== 'hit') bands.set(key, bandWord(standing));
  } catch {
    return undefined;
  }
  return bands;
}

async function stand(transaction: Staging, generation: number, form: KeyForm): Promise<false> {
  await transaction.run('update register_generation set key_form = ? where generation = ?', [form, generation]);
  return false;
}

/** One that is being built is filled from a file that was made before. */
const STANDS: ReadonlySet<string> = new Set(['shown', 'previous']);
/** Opened, and four rows of the index written for each document: some milliseconds of the store. */
const ALERTS_PER_PIECE = 64;
/** Beyond it no alert is begun: a person may have a hundred. */
export const KEYS_PER_PIECE = 256;
