// SPDX-License-Identifier: Apache-2.0
// The id of an alert that people enter: it stands once in the State, and is none of those that a list names its alerts by.

import { IimsError } from '@iims/wire/errors';
import type { Transaction } from './sql.ts';

/**
 * In an act, for a register that people keep. An id of a list's code would have the next list of that register refused row by row
 * (spec/import.md). @throws IimsError `alert.exists`, `input.invalid`
 */
export async function checkFreshId(
  transaction: Pick<Transaction, 'all'>,
  register: string,
  alertId: string,
): Promise<void> {
  const there = await transaction.all(
    `select r.id from register r where exists (
       select 1 from alert a where a.register_id = r.id and a.generation = r.generation and a.alert_id = ?)
     union all select w.register_id as id from waiting_alert w where w.alert_id = ? and w.register_id <> ?`,
    [alertId, alertId, register],
  );
  if (there.length > 0) throw alreadyThere();
  const code = alertId.slice(0, alertId.lastIndexOf('-'));
  const [source] = await transaction.all<{ id: string }>(
    `select r.id from register r where r.kept_by = 'source' and r.id <> ? and exists (
       select 1 from alert a where a.register_id = r.id and a.generation = r.generation
          and a.alert_id >= ? and a.alert_id < ?) order by r.id limit 1`,
    [register, `${code}-`, `${code}.`],
  );
  if (source === undefined) return;
  throw new IimsError('input.invalid', {
    message: 'The id belongs to alerts of another register.',
    field: 'alert.id',
    rule: `another code than ${code}: the register ${source.id} has it`,
    fix: 'Give the alert an id with a code of its own register.',
  });
}

export function alreadyThere(): IimsError {
  return new IimsError('alert.exists', {
    message: 'An alert of this id is in force or waits for its release.',
    field: 'alert.id',
    fix: 'Update it, or give another number.',
  });
}
