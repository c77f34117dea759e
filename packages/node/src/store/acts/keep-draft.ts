// SPDX-License-Identifier: Apache-2.0
// Keeps what an operator has begun to write, in place of what was kept under the same id. Entry: draft.kept.

import { utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { DRAFT_CONTENT, DRAFT_HEAD, DRAFTS_MAX, type DraftKey, draftRow } from '../drafts.ts';
import { cellsOfKeyBegin } from '../sealed-cell.ts';
import type { Statements, Transaction } from '../sql.ts';

/** Throws `draft.too-many`. */
export async function keepDraft(
  transaction: Transaction,
  { draft, content, head }: { readonly draft: DraftKey; readonly content: string; readonly head?: string },
): Promise<void> {
  const row = draftRow(draft);
  await transaction.run(
    `insert into draft (user_name, draft_id, saved_at, content, head) values (?, ?, ?, ?, ?)
       on conflict (user_name, draft_id) do update
         set saved_at = excluded.saved_at, content = excluded.content, head = excluded.head`,
    [
      draft.user,
      draft.draftId,
      transaction.atMs,
      transaction.seal(DRAFT_CONTENT, row, utf8(content)),
      head === undefined ? null : transaction.seal(DRAFT_HEAD, row, utf8(head)),
    ],
  );
  if ((await countDrafts(transaction, draft.user)) <= DRAFTS_MAX) return;
  await forgetErased(transaction, draft.user);
  if ((await countDrafts(transaction, draft.user)) <= DRAFTS_MAX) return;
  throw new IimsError('draft.too-many', {
    message: 'So many drafts are kept for one person that another has no place.',
    field: 'draftId',
    rule: `at most ${DRAFTS_MAX}`,
    fix: 'Send or drop one of those that are kept.',
  });
}

async function countDrafts(statements: Pick<Statements, 'all'>, user: string): Promise<number> {
  const [kept] = await statements.all<{ count: number }>('select count(*) as count from draft where user_name = ?', [
    user,
  ]);
  return kept!.count;
}

/** What nobody can read any more, and no list shows its author to drop. */
async function forgetErased(transaction: Transaction, user: string): Promise<void> {
  const keys = await transaction.all<{ no: number }>(
    'select key_no as no from data_key where class = ? and wrapped is null',
    [DRAFT_CONTENT.dataClass],
  );
  if (keys.length === 0) return;
  await transaction.run(
    `delete from draft where user_name = ? and substr(content, 1, 4) in (${keys.map(() => '?').join(', ')})`,
    [user, ...keys.map(({ no }) => cellsOfKeyBegin(no))],
  );
}
