// SPDX-License-Identifier: Apache-2.0
// Creates an account. Entry: user.added.

import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { accountRow, PASSWORD_HASH } from '../accounts.ts';
import type { Transaction } from '../sql.ts';

/** Throws `input.invalid` when the name is taken, by a closed account too: entries name people by it for ever. */
export async function addUser(
  transaction: Transaction,
  args: { user: string; role: string; passwordHash: string },
): Promise<void> {
  const passwordHash = transaction.seal(PASSWORD_HASH, accountRow(args.user), utf8(args.passwordHash));
  const added = await transaction.run(
    'insert into user_account (user_name, role, password_hash, added_at) values (?, ?, ?, ?) on conflict do nothing',
    [args.user, args.role, passwordHash, transaction.atMs],
  );
  if (added === 1) return;
  throw new IimsError('input.invalid', {
    message: 'The user name is taken.',
    field: 'user',
    rule: 'a name is given once and never again',
    fix: 'Choose another name.',
  });
}
