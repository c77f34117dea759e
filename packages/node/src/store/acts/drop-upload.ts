// SPDX-License-Identifier: Apache-2.0
// Lets an upload go that no message named in time, with its key. Entry: attachment.dropped.

import type { Transaction } from '../sql.ts';

export async function dropUpload(transaction: Transaction, { id }: { readonly id: Uint8Array }): Promise<void> {
  await transaction.run('delete from attachment_upload where envelope_id = ?', [id]);
}
