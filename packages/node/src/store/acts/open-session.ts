// SPDX-License-Identifier: Apache-2.0
// Opens a session under the hash of its token. Entry: access.signed-in.

import { SESSIONS_PER_USER_MAX } from '../accounts.ts';
import type { Transaction } from '../sql.ts';

/** Sweeps expired sessions, and closes the account's oldest beyond SESSIONS_PER_USER_MAX. */
export async function openSession(
  transaction: Transaction,
  args: { tokenHash: Uint8Array; user: string; createdAt: number; expiresAt: number },
): Promise<void> {
  await transaction.run('delete from session where expires_at <= ?', [transaction.atMs]);
  await transaction.run(
    `delete from session where token_hash in
       (select token_hash from session where user_name = ? order by created_at desc limit ? offset ?)`,
    [args.user, SESSIONS_PER_USER_MAX, SESSIONS_PER_USER_MAX - 1],
  );
  await transaction.run('insert into session (token_hash, user_name, created_at, expires_at) values (?, ?, ?, ?)', [
    args.tokenHash,
    args.user,
    args.createdAt,
    args.expiresAt,
  ]);
}
