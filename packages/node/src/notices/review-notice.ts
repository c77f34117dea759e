// SPDX-License-Identifier: Apache-2.0
// A second person publishes or refuses exactly what this person looked at (spec/notice.md, 3 to 6).
import { equalBytes, fromHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { isProtective, type NoticeRefusalGround } from '@iims/wire/notice-codes';
import { dayOf } from '../messages/holding-note.ts';
import type { MessageDoor } from '../messages/send.ts';
import { partnersOf } from '../partner/links.ts';
import { noSuchNotice } from '../store/acts/review-notice.ts';
import { findNoticeDraft, type NoticeDraftRow } from '../store/notice-drafts.ts';
import { refusalsMetByNotice } from '../store/refused-purposes.ts';
import { stopping } from '../store/stopped-by-refusal.ts';
import { draftNumberOf, readNoticeContent } from './notice-content.ts';
import { overrideRefusal } from './refused-register.ts';
import { tellRecipients } from './tell-recipients.ts';

/** Publishing what was refused before takes a reason, which overrides each refusal for this notice alone. */
export type NoticeDecision =
  | { readonly kind: 'publish'; readonly override?: string | undefined }
  | { readonly kind: 'refuse'; readonly ground: NoticeRefusalGround; readonly explanation?: string | undefined };

export interface NoticeToReview {
  readonly number: string;
  /** In hexadecimal, as whoever shows the draft gives it. */
  readonly digest: string;
  readonly decision: NoticeDecision;
}

export interface ReviewedNotice {
  readonly number: string;
  readonly standing: 'published' | 'refused';
  /** Whom it is for, by name. */
  readonly to: readonly StateCode[];
  readonly logIndex: number;
}

/** @throws IimsError `notice.not-found`, `notice.decided`, `notice.own-draft`, `notice.changed`, `notice.refused-purpose`, `input.invalid`, `store.*` */
export async function reviewNotice(
  door: MessageDoor,
  { number: fullNumber, digest, decision }: NoticeToReview,
  account: string,
): Promise<ReviewedNotice> {
  const draft = await draftOf(door, fullNumber);
  const review = { number: draft.number, by: account, digest: fromHex(digest) };
  const entry = { user: account, number: fullNumber, digest: review.digest, content: draft.contentHash };
  if (decision.kind === 'refuse') {
    const { ground, explanation } = decision;
    if (ground === 'other' && explanation === undefined) throw unexplained('explanation');
    const { index } = await door.store.write(
      { event: 'notice.reviewed', body: { ...entry, decision: 'refuse', ground } },
      {
        name: 'review-notice',
        args: { ...review, decision: { kind: 'refuse', own: door.own, fullNumber, ground, explanation } },
      },
    );
    return { number: fullNumber, standing: 'refused', to: [], logIndex: index };
  }
  const approval = approvalOf(door, fullNumber, draft);
  // Nothing is overridden for a review that will be refused: of the own draft, or of another than was looked at.
  const isSound = draft.draftedBy !== account && equalBytes(draft.digest, review.digest);
  if (decision.override !== undefined && isSound) {
    await overrideAll(door, { fullNumber, draft, reason: decision.override }, account);
  }
  const { index } = await door.store.write(
    { event: 'notice.reviewed', body: { ...entry, decision: 'publish', to: approval.recipients } },
    { name: 'review-notice', args: { ...review, decision: approval } },
  );
  await tellRecipients(door);
  return { number: fullNumber, standing: 'published', to: approval.recipients, logIndex: index };
}

/** Each is an entry. */
async function overrideAll(
  door: MessageDoor,
  {
    fullNumber,
    draft,
    reason,
  }: { readonly fullNumber: string; readonly draft: NoticeDraftRow; readonly reason: string },
  account: string,
): Promise<void> {
  const { purpose, draftedBy } = draft;
  const met = await refusalsMetByNotice(door.store.reader, door.own, fullNumber);
  for (const { no } of stopping(met, { protective: isProtective(purpose), author: draftedBy })) {
    await overrideRefusal(door, { refusal: no, item: fullNumber, reason }, account);
  }
}

/** `other` without words is what nobody can judge afterwards (spec/notice.md, 4). */
export function unexplained(field: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'Another ground is explained in words.',
    field,
    rule: 'with the ground other, words that say which',
  });
}

function approvalOf(door: MessageDoor, fullNumber: string, { content, reach, to }: NoticeDraftRow) {
  if (content === undefined) throw noSuchNotice();
  const { subject, reviewOn, validUntil } = readNoticeContent(content).fields;
  if (validUntil < dayOf(door.clock.now())) {
    throw new IimsError('input.invalid', {
      message: 'The legal ground has ended.',
      field: 'number',
      rule: 'a notice whose legal ground still holds',
      fix: 'Refuse it, or draft another one.',
    });
  }
  const recipients = reach === 'notice' ? partnersOf(door.trust(), door.own) : to;
  return { kind: 'publish', own: door.own, fullNumber, recipients, subject, reviewOn, validUntil } as const;
}

async function draftOf(door: MessageDoor, fullNumber: string): Promise<NoticeDraftRow> {
  const number = draftNumberOf(door.own, fullNumber);
  const draft = number === undefined ? undefined : await findNoticeDraft(door.store.reader, number);
  if (draft === undefined) throw noSuchNotice();
  return draft;
}
