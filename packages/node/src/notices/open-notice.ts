// SPDX-License-Identifier: Apache-2.0
// What a notice says: an own one from its draft, a partner's from its message, which tells the partner that it was opened.
import { toHex } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import { type Message, parseMessage } from '@iims/wire/message';
import type { MessageDesk } from '../messages/message-desk.ts';
import type { MessageDoor } from '../messages/send.ts';
import { type ShownContent, shownContent } from '../messages/shown-content.ts';
import { noSuchNotice } from '../store/acts/review-notice.ts';
import { type DraftStanding, findNoticeDraft, type NoticeDraftRow } from '../store/notice-drafts.ts';
import { findNotice } from '../store/notices.ts';
import { type NoticeShown, shownNotice } from './list-notices.ts';
import { draftNumberOf, readNoticeContent } from './notice-content.ts';

export interface NoticeOpened {
  /** As in the list; absent while a draft was not published. */
  readonly notice?: NoticeShown;
  readonly draft?: DraftShown;
  readonly caseRef?: string;
  /** Absent where only a withdrawal has come, or the content is gone. */
  readonly content?: ShownContent;
}

interface DraftShown {
  readonly standing: DraftStanding;
  readonly digest: string;
  readonly to: readonly string[];
  readonly draftedBy: string;
  readonly draftedAt: string;
  readonly decidedBy?: string;
  readonly decidedAt?: string;
  readonly refused?: { readonly ground: string; readonly explanation?: string };
  /** The reader drafted it, and so may not review it. */
  readonly own: boolean;
}

/** @throws IimsError `notice.not-found`, `message.*`, `store.*` */
export async function openNotice(
  door: MessageDoor,
  { number, open }: { readonly number: string; readonly open: MessageDesk['open'] },
  account: string,
): Promise<NoticeOpened> {
  const { reader } = door.store;
  const state = number.slice(0, 'GEO'.length);
  const row = await findNotice(reader, state, number);
  const draftNumber = draftNumberOf(door.own, number);
  const draft = draftNumber === undefined ? undefined : await findNoticeDraft(reader, draftNumber);
  if (row === undefined && draft === undefined) throw noSuchNotice();
  await door.store.write({ event: 'notice.read', body: { user: account, state, number } });
  const notice = row === undefined ? {} : { notice: await shownNotice(door, row) };
  if (draft !== undefined) return { ...notice, draft: shownDraft(draft, account), ...contentOfDraft(door, draft) };
  if (row?.messageId === undefined || row.contentEnded !== undefined) return notice;
  return { ...notice, ...contentOf(await open(row.messageId, account)) };
}

function contentOfDraft(door: MessageDoor, { content, draftedAt }: NoticeDraftRow) {
  if (content === undefined) return {};
  return contentOf(
    parseMessage({
      version: 1,
      id: NO_MESSAGE,
      kind: 'notice',
      from: { state: door.own },
      to: [{ state: door.own }],
      sentAt: draftedAt,
      author: 'draft',
      ...readNoticeContent(content),
    }),
  );
}

function contentOf(message: Message): Pick<NoticeOpened, 'caseRef' | 'content'> {
  return { caseRef: message.caseRef, content: shownContent(message) };
}

function shownDraft(draft: NoticeDraftRow, account: string): DraftShown {
  const { standing, digest, to, draftedBy, draftedAt, decidedBy, decidedAt, decision } = draft;
  return {
    standing,
    digest: toHex(digest),
    to,
    draftedBy,
    draftedAt: new Date(draftedAt).toISOString(),
    ...(decidedBy === undefined ? {} : { decidedBy }),
    ...(decidedAt === undefined ? {} : { decidedAt: new Date(decidedAt).toISOString() }),
    ...(decision === undefined ? {} : { refused: decodeCbor(decision) as NonNullable<DraftShown['refused']> }),
    own: draftedBy === account,
  };
}

/** A draft is no message yet. */
const NO_MESSAGE = '00000000-0000-7000-8000-000000000000';
