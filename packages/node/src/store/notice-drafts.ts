// SPDX-License-Identifier: Apache-2.0
// Drafts of own notices: immutable from the moment that they wait for review, and the source of what is sent (spec/notice.md, 3 to 6).

import type { StateCode } from '@iims/wire/identifiers';
import type { NoticePurpose, NoticeReach } from '@iims/wire/notice-codes';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader, Row } from './sql.ts';

/** `dropped`: its own State took it back before anybody reviewed it. */
export const DRAFT_STANDINGS = ['waiting', 'approved', 'refused', 'dropped'] as const;
export type DraftStanding = (typeof DRAFT_STANDINGS)[number];

export interface NoticeDraftRow {
  readonly number: number;
  readonly standing: DraftStanding;
  readonly reach: NoticeReach;
  readonly purpose: NoticePurpose;
  /** The chosen States of a diffusion; empty for a notice. */
  readonly to: readonly StateCode[];
  readonly draftedBy: string;
  /** Milliseconds since 1970. */
  readonly draftedAt: number;
  /** What a review must name: 32 bytes. */
  readonly digest: Uint8Array;
  /** Of what is sent: 32 bytes. */
  readonly contentHash: Uint8Array;
  /** Deterministic CBOR of what is sent; undefined where its period has ended. */
  readonly content: Uint8Array | undefined;
  readonly decidedBy?: string;
  readonly decidedAt?: number;
  /** Deterministic CBOR of ground and explanation of a refusal. */
  readonly decision?: Uint8Array;
}

export async function findNoticeDraft(reader: Reader, number: number): Promise<NoticeDraftRow | undefined> {
  const [row] = await reader.all('select * from notice_draft where number = ?', [number]);
  return row && opened(reader, row);
}

/** Those that wait, the oldest first; at most `limit`. */
export async function listWaitingNotices(reader: Reader, limit: number): Promise<NoticeDraftRow[]> {
  const rows = await reader.all("select * from notice_draft where standing = 'waiting' order by number limit ?", [
    limit,
  ]);
  return Promise.all(rows.map((row) => opened(reader, row)));
}

export interface DraftsToRetire {
  /** A moment. */
  readonly before: number;
  /** YYYY-MM-DD: what was published as a notice that is in force on it is left out. */
  readonly today: string;
  readonly limit: number;
}

/** Drafts decided before a moment that still say something and whose case is not on hold, the oldest first; at most `limit`. */
export async function draftsToRetire(
  reader: Pick<Reader, 'all'>,
  { before, today, limit }: DraftsToRetire,
): Promise<number[]> {
  const rows = await reader.all<{ number: number }>(
    `select d.number from notice_draft d where d.decided_at < ? and length(d.content) > 0
        and not exists (select 1 from case_hold h where h.case_token = d.case_token)
        and not exists (${IN_FORCE}) order by d.number limit ?`,
    [before, today, limit],
  );
  return rows.map(({ number }) => number);
}

/** 0 before the first. */
export async function highestNoticeNumber(reader: Pick<Reader, 'all'>): Promise<number> {
  const [row] = await reader.all<{ number: number | null }>('select max(number) as number from notice_draft');
  return row?.number ?? 0;
}

async function opened(reader: Reader, row: Row): Promise<NoticeDraftRow> {
  const number = row.number as number;
  const read = async (column: typeof DRAFTED_CONTENT, cell: Uint8Array) => {
    const unsealed = await reader.unseal(column, number, cell);
    return unsealed.kind === 'open' ? unsealed.content : undefined;
  };
  const decision = row.decision === null ? undefined : await read(DRAFT_DECISION, row.decision as Uint8Array);
  return {
    number,
    standing: row.standing as DraftStanding,
    reach: row.reach as NoticeReach,
    purpose: row.purpose as NoticePurpose,
    to: row.to_states === '' ? [] : ((row.to_states as string).split(',') as StateCode[]),
    draftedBy: row.drafted_by as string,
    draftedAt: row.drafted_at as number,
    digest: new Uint8Array(row.digest as Uint8Array),
    contentHash: new Uint8Array(row.content_hash as Uint8Array),
    content: await read(DRAFTED_CONTENT, row.content as Uint8Array),
    ...(row.decided_by === null ? {} : { decidedBy: row.decided_by as string }),
    ...(row.decided_at === null ? {} : { decidedAt: row.decided_at as number }),
    ...(decision === undefined ? {} : { decision }),
  };
}

export const DRAFTED_CONTENT = sealedColumn('content', 'notice_draft', 'content');
export const DRAFT_DECISION = sealedColumn('content', 'notice_draft', 'decision');

/** Drafts that wait at once: more means that nobody reviews. */
export const WAITING_NOTICES_MAX = 1_000;

/** The own notice that the draft was published as, in the same act. */
const IN_FORCE = `select 1 from notice n where n.case_token = d.case_token and n.at_ms = d.decided_at and n.message_no is null
  and n.withdrawn_at is null and n.valid_until >= ?`;
