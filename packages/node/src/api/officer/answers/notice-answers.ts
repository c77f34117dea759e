// SPDX-License-Identifier: Apache-2.0
// What the methods of notices answer: spec/officer-edge.md and spec/notice.md.
import { DELETION_CAUSES } from '@iims/wire/message-kinds/deleted';
import {
  NOTICE_NUMBER,
  NOTICE_PURPOSES,
  NOTICE_REACHES,
  NOTICE_REFUSAL_GROUNDS,
  NOTICE_STANDINGS,
  NOTICE_WITHDRAWAL_GROUNDS,
} from '@iims/wire/notice-codes';
import { z } from 'zod';
import { MESSAGE_STATUSES } from '../../../store/messages.ts';
import { DRAFT_STANDINGS } from '../../../store/notice-drafts.ts';
import { REFUSAL_CAUSES } from '../../../store/refused-purposes.ts';
import { hexadecimal, isoDay, isoTime, logIndex, stateShown } from './answer-fields.ts';
import { contentShape } from './message-answers.ts';

const number = z.string().regex(NOTICE_NUMBER);

const recipientShown = z.strictObject({
  state: stateShown,
  status: z.enum([...MESSAGE_STATUSES, 'waiting']),
  withdrawal: z.enum(MESSAGE_STATUSES).exactOptional(),
  statedAt: isoTime.exactOptional(),
});

const refusalsShown = z.array(
  z
    .strictObject({
      refusal: z.int().min(0),
      number,
      purpose: z.enum(NOTICE_PURPOSES),
      ground: z.enum(NOTICE_REFUSAL_GROUNDS),
      cause: z.enum(REFUSAL_CAUSES),
      on: isoDay,
      isSure: z.boolean(),
      overriddenBy: z.string().exactOptional(),
      stops: z.boolean(),
    })
    .meta({ id: 'Refusal' }),
);

const noticeShown = z
  .strictObject({
    number,
    state: stateShown,
    direction: z.enum(['out', 'in']),
    standing: z.enum(NOTICE_STANDINGS),
    reach: z.enum(NOTICE_REACHES).exactOptional(),
    purpose: z.enum(NOTICE_PURPOSES).exactOptional(),
    subject: z.string().exactOptional(),
    at: isoTime,
    reviewOn: isoDay.exactOptional(),
    validUntil: isoDay.exactOptional(),
    messageId: z.uuid().exactOptional(),
    withdrawn: z
      .strictObject({
        at: isoTime.exactOptional(),
        ground: z.enum([...NOTICE_WITHDRAWAL_GROUNDS, ...DELETION_CAUSES]),
        by: z.string().exactOptional(),
        messageId: z.uuid().exactOptional(),
      })
      .exactOptional(),
    recipients: z.array(recipientShown).exactOptional(),
    declined: z.strictObject({ ground: z.enum(NOTICE_REFUSAL_GROUNDS), at: isoTime, by: z.string() }).exactOptional(),
    refusals: refusalsShown.exactOptional(),
    alerts: z.array(z.strictObject({ register: z.string(), alertId: z.string() })).exactOptional(),
  })
  .meta({ id: 'Notice' });

export const noticesAnswer = z.strictObject({
  notices: z.array(noticeShown),
  next: z.int().min(0).exactOptional(),
});

export const waitingNoticesAnswer = z.strictObject({
  waiting: z.array(
    z.strictObject({
      number,
      digest: hexadecimal,
      reach: z.enum(NOTICE_REACHES),
      purpose: z.enum(NOTICE_PURPOSES),
      subject: z.string().exactOptional(),
      to: z.array(stateShown),
      draftedBy: z.string(),
      draftedAt: isoTime,
      own: z.boolean(),
      refusals: refusalsShown,
    }),
  ),
});

const draftShown = z.strictObject({
  standing: z.enum(DRAFT_STANDINGS),
  digest: hexadecimal,
  to: z.array(stateShown),
  draftedBy: z.string(),
  draftedAt: isoTime,
  decidedBy: z.string().exactOptional(),
  decidedAt: isoTime.exactOptional(),
  refused: z
    .strictObject({ ground: z.enum(NOTICE_REFUSAL_GROUNDS), explanation: z.string().exactOptional() })
    .exactOptional(),
  own: z.boolean(),
});

export const openedNoticeAnswer = z.strictObject({
  notice: noticeShown.exactOptional(),
  draft: draftShown.exactOptional(),
  caseRef: z.string().exactOptional(),
  content: z.strictObject(contentShape).exactOptional(),
});

export const draftedNoticeAnswer = z.strictObject({ number, digest: hexadecimal, logIndex, refusals: refusalsShown });

export const reviewedNoticeAnswer = z.strictObject({
  number,
  standing: z.enum(['published', 'refused']),
  to: z.array(stateShown),
  logIndex,
});

export const revalidatedNoticeAnswer = z.strictObject({ number, reviewOn: isoDay, logIndex });

export const withdrawnNoticeAnswer = z.strictObject({ number, standing: z.enum(['withdrawn', 'dropped']), logIndex });

export const decidedNoticeAnswer = z.strictObject({ number, logIndex });

export const overriddenAnswer = z.strictObject({ logIndex });

export const refusedPurposesAnswer = z.strictObject({
  refused: z.array(
    z.strictObject({
      refusal: z.int().min(0),
      state: stateShown,
      number,
      purpose: z.enum(NOTICE_PURPOSES),
      ground: z.enum(NOTICE_REFUSAL_GROUNDS),
      cause: z.enum(REFUSAL_CAUSES),
      decidedAt: isoTime,
      decidedBy: z.string(),
      explanation: z.string().exactOptional(),
      overrides: z.array(
        z.strictObject({ item: z.string(), by: z.string(), at: isoTime, reason: z.string().exactOptional() }),
      ),
    }),
  ),
  next: z.int().min(0).exactOptional(),
});
