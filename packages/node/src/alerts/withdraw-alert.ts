// SPDX-License-Identifier: Apache-2.0
// Withdraws an alert: nothing meets it once its entry is durable (spec/alert.md, 21).
import { CANCEL_TRIGGERS, WITHDRAWAL_GROUNDS, type WithdrawalGround } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import type { Officer } from '../access/authorise.ts';
import { listRegisters } from '../store/alerts.ts';
import type { AlertKeeping } from './check-entry.ts';

export interface Withdrawal {
  readonly register: string;
  readonly alertId: string;
  readonly ground: WithdrawalGround;
}

/** @throws IimsError `input.invalid` for a ground that only persons have, `alert.not-found`, `store.*` */
export async function withdrawAlert(
  { store }: AlertKeeping,
  { user }: Officer,
  { register, alertId, ground }: Withdrawal,
): Promise<{ readonly logIndex: number; readonly untilNextLoad?: true }> {
  const held = (await listRegisters(store.reader)).find(({ id }) => id === register);
  if (held !== undefined && held.kind !== 'person' && isCancelTrigger(ground)) {
    throw new IimsError('input.invalid', {
      message: 'This ground ends alerts on persons only.',
      field: 'ground',
      rule: WITHDRAWAL_GROUNDS.join(', '),
    });
  }
  const { index, result } = await store.write(
    { event: 'alert.withdrawn', body: { user, register, alert: alertId, ground } },
    { name: 'withdraw-alert', args: { register, alertId } },
  );
  return { logIndex: index, ...(result.untilNextLoad && { untilNextLoad: true }) };
}

function isCancelTrigger(ground: WithdrawalGround): boolean {
  return (CANCEL_TRIGGERS as readonly string[]).includes(ground);
}
