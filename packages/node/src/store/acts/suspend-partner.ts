// SPDX-License-Identifier: Apache-2.0
// Suspends a partner: this State's own decision, which no other State has to share. Entry: partner.suspended.

import { IimsError } from '@iims/wire/errors';
import type { Transaction } from '../sql.ts';

/** Throws `partner.already-suspended` for a second suspension, so that nobody mistakes the first one's reason for the second's. */
export async function suspendPartner(transaction: Transaction, args: { state: string; reason: string }): Promise<void> {
  const suspended = await transaction.run(
    'insert into suspended_partner (state, since_ms, reason) values (?, ?, ?) on conflict do nothing',
    [args.state, transaction.atMs, args.reason],
  );
  if (suspended === 1) return;
  throw new IimsError('partner.already-suspended', {
    message: 'This partner is suspended already.',
    field: 'state',
    fix: 'Resume it first to give another reason.',
  });
}
