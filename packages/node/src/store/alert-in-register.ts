// SPDX-License-Identifier: Apache-2.0
// One alert into a register, and out of it, inside an act. The index changes with it in one transaction.

import { type Alert, parseAlert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type AlertToLoad, alertToLoad } from './alert-to-load.ts';
import { ALERT_BODY, ALERTS_PER_KEY_MAX, ALERTS_PER_REGISTER_MAX, alertRow, bandWord, findAlert } from './alerts.ts';
import { nextAlertNo, shownGeneration } from './generations.ts';
import { insertRows } from './insert-rows.ts';
import { hasPlainKeys, nearTokens } from './key-tokens.ts';
import type { Transaction } from './sql.ts';
import { endTold, isCovert } from './told-alerts.ts';

/** Throws `input.invalid` unless there is such a register, for alerts of this kind, and `register.from-source` unless people keep it. */
export async function checkRegister(transaction: Transaction, register: string, kind: string): Promise<void> {
  const [row] = await transaction.all('select kind, kept_by as "keptBy" from register where id = ?', [register]);
  if (row?.kind !== kind) throw refused('register', 'a register of this State that holds alerts of this kind');
  if (row.keptBy !== 'hand') throw fromSource();
}

/** Throws `input.invalid` unless there is such a register, for alerts of this kind, that is loaded from a source. */
export async function checkSourcedRegister(transaction: Transaction, register: string, kind: string): Promise<void> {
  const [row] = await transaction.all('select kind, kept_by as "keptBy" from register where id = ?', [register]);
  if (row?.kind !== kind || row.keptBy === 'hand') {
    throw refused('register', 'a register for alerts of this kind that is loaded from a source');
  }
}

function fromSource(): IimsError {
  return new IimsError('register.from-source', {
    message: 'This register is loaded from a source: the next load would take away what people enter.',
    field: 'register',
    rule: 'a register that people keep',
    fix: 'Change it at the source, or open a register with `iims register open` and enter it there.',
  });
}

/** Whether an alert of this id is in force. */
export async function isInForce(transaction: Transaction, register: string, alertId: string): Promise<boolean> {
  return (await alertNoInForce(transaction, register, alertId)) !== undefined;
}

/** Puts it in force; none of its id is. For partners one that is covert is gone. Throws `input.invalid` at ALERTS_PER_REGISTER_MAX and ALERTS_PER_KEY_MAX. */
export async function putAlert(transaction: Transaction, register: string, alert: AlertToLoad): Promise<void> {
  const generation = await shownGeneration(transaction, register);
  const alertNo = await nextAlertNo(transaction, generation);
  const bands = new Map<string, string>();
  for (const { key, ...standing } of alert.keys) bands.set(key, bandWord(standing));
  await checkCrowd(transaction, [...bands.keys()]);
  const body = transaction.seal(ALERT_BODY, alertRow(register, alert.alertId), alert.alert);
  await insertRows(
    transaction,
    'alert',
    ['alert_no', 'alert_id', 'register_id', 'generation', 'review_on', 'body'],
    [[alertNo, alert.alertId, register, generation, alert.reviewOn, body]],
  );
  const near = nearTokens(transaction);
  const rows = [...bands].map(([key, band]) => [near(key), alertNo, band]);
  await insertRows(transaction, 'alert_near_key', ['token', 'alert_no', 'band'], rows);
  await countChange(transaction, register, 1);
  if (isCovert(alert.alert)) await endTold(transaction, register, alert.alertId);
  const [held] = await transaction.all<{ rows: number }>('select row_count as "rows" from register where id = ?', [
    register,
  ]);
  if (held!.rows > ALERTS_PER_REGISTER_MAX)
    throw refused('register', `a register has at most ${ALERTS_PER_REGISTER_MAX} alerts`);
}

/** Takes it out with its keys; false where none of its id is in force. */
export async function takeAlert(transaction: Transaction, register: string, alertId: string): Promise<boolean> {
  const alertNo = await alertNoInForce(transaction, register, alertId);
  if (alertNo === undefined) return false;
  await dropKeys(transaction, { register, alertId, alertNo });
  await transaction.run('delete from alert where alert_no = ?', [alertNo]);
  await countChange(transaction, register, -1);
  return true;
}

export function noSuchAlert(): IimsError {
  return new IimsError('alert.not-found', {
    message: 'There is no such alert.',
    field: 'alertId',
    rule: 'an alert that is in force, or waits for its release',
  });
}

/**
 * The index is in the order of its tokens, and an alert's own are made again from the alert. Only where they are not all there, or where it
 * cannot be read, the whole index is gone through: a key that is left behind would lead nowhere, and stop every look-up that meets it.
 */
async function dropKeys(
  transaction: Transaction,
  { register, alertId, alertNo }: { register: string; alertId: string; alertNo: number },
): Promise<void> {
  const keys = await keysOf(transaction, register, alertId);
  const drop = async (tokenOf: (key: string) => string): Promise<number> => {
    let dropped = 0;
    for (const key of keys)
      dropped += await transaction.run('delete from alert_near_key where token = ? and alert_no = ?', [
        tokenOf(key),
        alertNo,
      ]);
    return dropped;
  };
  const near = await drop(nearTokens(transaction));
  // As long as keys are being made anew an alert has all of them in one form or in the other, or some in the plain one beside all others.
  const plain = (await hasPlainKeys(transaction)) ? await drop(transaction.tokenOf) : 0;
  if (keys.length > 0 && (near === keys.length || (near === 0 && plain === keys.length))) return;
  await transaction.run('delete from alert_near_key where alert_no = ?', [alertNo]);
}

/** Empty where the alert cannot be read. */
async function keysOf(transaction: Transaction, register: string, alertId: string): Promise<readonly string[]> {
  const held = await findAlert(transaction, register, alertId);
  const alert = held && readAlert(held);
  if (alert === undefined) return [];
  return [...new Set(alertToLoad(register, alert).keys.map(({ key }) => key))];
}

function readAlert(content: Uint8Array): Alert | undefined {
  try {
    return parseAlert(decodeCbor(content));
  } catch {
    return undefined;
  }
}

async function alertNoInForce(
  transaction: Transaction,
  register: string,
  alertId: string,
): Promise<number | undefined> {
  const [row] = await transaction.all<{ no: number }>(
    `select a.alert_no as no from register r join alert a on a.register_id = r.id and a.generation = r.generation
      where r.id = ? and a.alert_id = ?`,
    [register, alertId],
  );
  return row?.no;
}

/** The source of what people enter is the register itself: it changes, and nothing is said of when it was compared. */
async function countChange(transaction: Transaction, register: string, by: 1 | -1): Promise<void> {
  await transaction.run('update register set row_count = row_count + ?, changed_at = ? where id = ?', [
    by,
    transaction.atMs,
    register,
  ]);
}

async function checkCrowd(transaction: Transaction, keys: readonly string[]): Promise<void> {
  const near = nearTokens(transaction);
  const isPlainToo = await hasPlainKeys(transaction);
  for (const key of keys) {
    const plain = isPlainToo ? transaction.tokenOf(key) : near(key);
    const [row] = await transaction.all<{ count: number }>(
      'select count(distinct alert_no) as count from alert_near_key where token in (?, ?)',
      [near(key), plain],
    );
    if (row!.count >= ALERTS_PER_KEY_MAX) throw refused('alert', `at most ${ALERTS_PER_KEY_MAX} alerts share a key`);
  }
}

/** Whether a source loads the register: what is taken out of it comes back with the next load that still has it. */
export async function isLoaded(transaction: Transaction, register: string): Promise<boolean> {
  const rows = await transaction.all("select id from register where id = ? and kept_by = 'source'", [register]);
  return rows.length > 0;
}

function refused(field: string, rule: string): IimsError {
  return new IimsError('input.invalid', { message: 'The alert cannot be entered.', field, rule });
}
