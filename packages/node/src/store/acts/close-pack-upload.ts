// SPDX-License-Identifier: Apache-2.0
// Notes how far the log of an offline pack came back. A ground that was noted once stays. Entry: pack.uploaded.

import type { Transaction } from '../sql.ts';

export interface PackUpload {
  readonly packId: string;
  readonly ended: boolean;
  readonly broken: string | undefined;
}

export async function closePackUpload(transaction: Transaction, { packId, ended, broken }: PackUpload): Promise<void> {
  await transaction.run(
    `update offline_pack set uploaded_at = ?, ended_at = case when ? = 1 then coalesce(ended_at, ?) else ended_at end,
       broken = coalesce(broken, ?) where pack_id = ?`,
    [transaction.atMs, ended ? 1 : 0, transaction.atMs, broken ?? null, packId],
  );
}
