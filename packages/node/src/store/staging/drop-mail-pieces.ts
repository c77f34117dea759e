// SPDX-License-Identifier: Apache-2.0
// Lets go of the pieces of a file that became part of no case.

import type { Staging } from './unseen-generation.ts';

/** `id`, of 16 bytes. What became part of a case meanwhile stays. */
export async function dropMailPieces(transaction: Staging, { id }: { readonly id: Uint8Array }): Promise<void> {
  await transaction.run(
    `delete from imported_mail_piece where mail_id = ? and not exists (select 1 from imported_mail m where m.mail_id = ?)`,
    [id, id],
  );
  await transaction.run('delete from mail_under_way where mail_id = ?', [id]);
}
