// SPDX-License-Identifier: Apache-2.0
// A second person publishes or refuses a notice. Entry: notice.reviewed.

import { equalBytes, utf8 } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { NoticeRefusalGround } from '@iims/wire/notice-codes';
import { DRAFT_DECISION, findNoticeDraft, type NoticeDraftRow } from '../notice-drafts.ts';
import { NOTICE_SUBJECT, noticeKey } from '../notices.ts';
import { keepRefusal, refusalsMetByNotice } from '../refused-purposes.ts';
import type { Transaction } from '../sql.ts';
import { refuseUnlessOverridden } from '../stopped-by-refusal.ts';

export interface NoticeReview {
  readonly number: number;
  readonly by: string;
  /** What the reviewer looked at. */
  readonly digest: Uint8Array;
  readonly decision: NoticeApproval | NoticeRefusal;
}

interface NoticeApproval {
  readonly kind: 'publish';
  readonly own: StateCode;
  readonly fullNumber: string;
  /** Whom it is for, by name. */
  readonly recipients: readonly StateCode[];
  readonly subject: string;
  readonly reviewOn: string;
  readonly validUntil: string;
}

interface NoticeRefusal {
  readonly kind: 'refuse';
  readonly own: StateCode;
  readonly fullNumber: string;
  readonly ground: NoticeRefusalGround;
  readonly explanation?: string | undefined;
}

/** Throws `notice.not-found`, `notice.decided`, `notice.own-draft`, `notice.changed`, `notice.refused-purpose`. */
export async function reviewNotice(
  transaction: Transaction,
  { number, by, digest, decision }: NoticeReview,
): Promise<void> {
  const draft = await waitingDraft(transaction, number);
  if (draft.draftedBy === by) {
    throw new IimsError('notice.own-draft', {
      message: 'A notice is reviewed by another than the one who drafted it.',
      fix: 'Ask a colleague to look at it.',
    });
  }
  if (!equalBytes(draft.digest, digest)) {
    throw new IimsError('notice.changed', {
      message: 'The notice is another than the one that was looked at.',
      fix: 'Look at it again.',
    });
  }
  await transaction.run('update notice_draft set standing = ?, decided_by = ?, decided_at = ? where number = ?', [
    decision.kind === 'publish' ? 'approved' : 'refused',
    by,
    transaction.atMs,
    number,
  ]);
  if (decision.kind === 'publish') await publish(transaction, draft, decision);
  else await refuse(transaction, draft, decision, by);
}

/** @throws IimsError `notice.not-found`, `notice.decided` */
export async function waitingDraft(transaction: Transaction, number: number): Promise<NoticeDraftRow> {
  const draft = await findNoticeDraft(transaction, number);
  if (draft === undefined) throw noSuchNotice();
  if (draft.standing === 'waiting') return draft;
  throw new IimsError('notice.decided', {
    message: 'This notice does not wait for review any more.',
    field: 'number',
    rule: draft.standing,
  });
}

export function noSuchNotice(): IimsError {
  return new IimsError('notice.not-found', { message: 'There is no such notice.', field: 'number' });
}

/** Kept with the draft, and in the register of refused purposes. */
async function refuse(
  transaction: Transaction,
  { number, purpose }: NoticeDraftRow,
  { own, fullNumber, ground, explanation }: NoticeRefusal,
  by: string,
): Promise<void> {
  const decision = encodeCbor({ ground, ...(explanation === undefined ? {} : { explanation }) });
  await transaction.run('update notice_draft set decision = ? where number = ?', [
    transaction.seal(DRAFT_DECISION, number, decision),
    number,
  ]);
  const refused = { state: own, number: fullNumber, purpose, ground, explanation, decidedBy: by } as const;
  await keepRefusal(transaction, { ...refused, cause: 'review' });
}

/** In force from here on; every recipient is owed it. */
async function publish(transaction: Transaction, draft: NoticeDraftRow, approval: NoticeApproval): Promise<void> {
  const { own, fullNumber, subject } = approval;
  const met = await refusalsMetByNotice(transaction, own, fullNumber);
  refuseUnlessOverridden(met, draft.purpose, draft.draftedBy);
  await transaction.run(
    `insert into notice (no, state, number, reach, purpose, at_ms, review_on, valid_until, subject, is_told, case_token)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, (select case_token from notice_draft where number = ?))`,
    [
      transaction.entryIndex,
      own,
      fullNumber,
      draft.reach,
      draft.purpose,
      transaction.atMs,
      approval.reviewOn,
      approval.validUntil,
      transaction.seal(NOTICE_SUBJECT, noticeKey(own, fullNumber), utf8(subject)),
      draft.number,
    ],
  );
  for (const state of approval.recipients) {
    await transaction.run("insert into notice_recipient (number, state, review_told, owed) values (?, ?, '', 1)", [
      fullNumber,
      state,
    ]);
  }
}
