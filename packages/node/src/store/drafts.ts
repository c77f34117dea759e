// SPDX-License-Identifier: Apache-2.0
// What an operator has begun to write and not sent, so that a browser that is killed loses nothing (spec/draft.md).

import { fromUtf8, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader } from './sql.ts';

/** Whose draft it is; an id is unique among the drafts of one person. */
export interface DraftKey {
  readonly user: string;
  readonly draftId: string;
}

/** What a list shows of it. */
export interface DraftListed {
  readonly draftId: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** What the page gave for its list; the node does not read it. */
  readonly head?: string;
}

export interface Draft extends Omit<DraftListed, 'head'> {
  /** What the page gave; the node does not read it. */
  readonly content: string;
}

export const DRAFT_CONTENT = sealedColumn('content', 'draft', 'content');
export const DRAFT_HEAD = sealedColumn('content', 'draft', 'head');

export function draftRow({ user, draftId }: DraftKey): RowKey {
  return utf8(`${user}\n${draftId}`);
}

/** Those of one person, the last saved first; at most DRAFTS_MAX. One whose key is erased, or that is damaged, is left out where it has a head. */
export async function listDrafts(reader: Reader, user: string): Promise<DraftListed[]> {
  const rows = await reader.all<{ draftId: string; savedAt: number; head: Uint8Array | null }>(
    'select draft_id as "draftId", saved_at as "savedAt", head from draft where user_name = ? order by saved_at desc, draft_id',
    [user],
  );
  const drafts = await Promise.all(
    rows.map(async ({ draftId, savedAt, head }) => {
      if (head === null) return [{ draftId, savedAt }];
      const unsealed = await reader.unseal(DRAFT_HEAD, draftRow({ user, draftId }), head);
      return unsealed.kind === 'open' ? [{ draftId, savedAt, head: fromUtf8(unsealed.content) }] : [];
    }),
  );
  return drafts.flat();
}

/** @throws IimsError `draft.not-found` */
export async function openDraft(reader: Reader, { user, draftId }: DraftKey): Promise<Draft> {
  const [row] = await reader.all<{ savedAt: number; content: Uint8Array }>(
    'select saved_at as "savedAt", content from draft where user_name = ? and draft_id = ?',
    [user, draftId],
  );
  const unsealed = row && (await reader.unseal(DRAFT_CONTENT, draftRow({ user, draftId }), row.content));
  if (unsealed?.kind !== 'open') {
    throw new IimsError('draft.not-found', {
      message: 'There is no such draft of this account.',
      field: 'draftId',
      fix: 'Read the list of drafts again.',
    });
  }
  return { draftId, savedAt: row!.savedAt, content: fromUtf8(unsealed.content) };
}

/** Of one person. */
export const DRAFTS_MAX = 50;
