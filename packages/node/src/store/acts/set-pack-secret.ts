// SPDX-License-Identifier: Apache-2.0
// Keeps an officer's key of offline packs, in the place of the one before. Entry: pack.secret-set.

import { accountRow } from '../accounts.ts';
import { PACK_SECRET_KEY } from '../packs.ts';
import type { Transaction } from '../sql.ts';

export async function setPackSecret(
  transaction: Transaction,
  args: { user: string; salt: Uint8Array; publicKey: Uint8Array },
): Promise<void> {
  const sealed = transaction.seal(PACK_SECRET_KEY, accountRow(args.user), args.publicKey);
  await transaction.run(
    `insert into pack_secret (user_name, salt, public_key, set_at) values (?, ?, ?, ?)
       on conflict (user_name) do update set salt = excluded.salt, public_key = excluded.public_key, set_at = excluded.set_at`,
    [args.user, args.salt, sealed, transaction.atMs],
  );
}
