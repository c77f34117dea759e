// SPDX-License-Identifier: Apache-2.0
// Closes an account and all its sessions. Entry: user.disabled.

import { IimsError } from '@iims/wire/errors';
import type { Transaction } from '../sql.ts';

/** Throws `access.not-found` when there is no such account or it is closed already. */
export async function disableUser(transaction: Transaction, args: { user: string }): Promise<void> {
  const closed = await transaction.run(
    'update user_account set disabled_at = ? where user_name = ? and disabled_at is null',
    [transaction.atMs, args.user],
  );
  if (closed === 0) {
    throw new IimsError('access.not-found', {
      message: 'There is no open account of this name.',
      field: 'user',
      fix: 'List the accounts.',
    });
  }
  await transaction.run('delete from session where user_name = ?', [args.user]);
}
