// SPDX-License-Identifier: Apache-2.0
// Forgets a draft, because it was sent or is not wanted. One that is not there is forgotten already. Entry: draft.dropped.

import type { DraftKey } from '../drafts.ts';
import type { Transaction } from '../sql.ts';

export async function dropDraft(transaction: Transaction, { draft }: { readonly draft: DraftKey }): Promise<void> {
  await transaction.run('delete from draft where user_name = ? and draft_id = ?', [draft.user, draft.draftId]);
}
