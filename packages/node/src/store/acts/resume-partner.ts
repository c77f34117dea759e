// SPDX-License-Identifier: Apache-2.0
// Ends the suspension of a partner. Entry: partner.resumed.

import { IimsError } from '@iims/wire/errors';
import type { Transaction } from '../sql.ts';

/** Throws `partner.not-suspended`. */
export async function resumePartner(transaction: Transaction, args: { state: string }): Promise<void> {
  const resumed = await transaction.run('delete from suspended_partner where state = ?', [args.state]);
  if (resumed === 1) return;
  throw new IimsError('partner.not-suspended', { message: 'This partner is not suspended.', field: 'state' });
}
