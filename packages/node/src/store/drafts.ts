// SPDX-License-Identifier: Apache-2.0
// What an operator has begun to write and not sent, so that a browser that is killed loses nothing (spec/draft.md).

import { fromUtf8, utf8 } from '@iims/wire/bytes';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

/** Whose draft it is; an id is unique among the drafts of one person. */
export interface DraftKey {
  readonly user: string;
  readonly draftId: string;
}

export interface Draft {
  readonly draftId: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** What the page gave; the node does not read it. */
  readonly content: string;
}

export const DRAFT_CONTENT = sealedColumn('content', 'draft', 'content');

export function draftRow({ user, draftId }: DraftKey): RowKey {
  return utf8(`${user}\n${draftId}`);
}

/** Those of one person, the last saved first; at most DRAFTS_MAX. One whose key is erased, or that is damaged, is left out. */
export async function listDrafts(reader: Reader, user: string): Promise<Draft[]> {
  const rows = await reader.all<{ draftId: string; savedAt: number; content: Uint8Array }>(
    `select draft_id as "draftId", saved_at as "savedAt", content
       from draft where user_name = ? order by saved_at desc, draft_id`,
    [user],
  );
  const drafts = await Promise.all(
    rows.map(async ({ draftId, savedAt, content }) => {
      const unsealed = await reader.unseal(DRAFT_CONTENT, draftRow({ user, draftId }), content);
      return unsealed.kind === 'open' ? [{ draftId, savedAt, content: fromUtf8(unsealed.content) }] : [];
    }),
  );
  return drafts.flat();
}

/** Of one person. */
export const DRAFTS_MAX = 50;
