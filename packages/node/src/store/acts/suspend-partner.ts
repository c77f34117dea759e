// SPDX-License-Identifier: Apache-2.0
// Suspends a partner: this State's own decision, which no other State has to share. Entry: partner.suspended.

import { IimsError } from '@iims/wire/errors';
import type { Transaction } from '../sql.ts';

export interface SuspensionToKeep {
  readonly state: string;
  readonly reason: string;
  /** Who decided: an account, or whoever works at the node's own machine. */
  readonly by: string;
}

/** Throws `partner.already-suspended` for a second suspension, so that nobody mistakes the first one's reason for the second's. */
export async function suspendPartner(transaction: Transaction, args: SuspensionToKeep): Promise<void> {
  const suspended = await transaction.run(
    'insert into suspended_partner (state, since_ms, reason, suspended_by) values (?, ?, ?, ?) on conflict do nothing',
    [args.state, transaction.atMs, args.reason, args.by],
  );
  if (suspended === 1) return;
  throw new IimsError('partner.already-suspended', {
    message: 'This partner is suspended already.',
    field: 'state',
    fix: 'Resume it first to give another reason.',
  });
}
