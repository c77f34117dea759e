// SPDX-License-Identifier: Apache-2.0
// What the methods of hits to be confirmed answer (spec/ask-to-confirm.md).
import { SUBJECT_KINDS } from '@iims/wire/code-lists';
import { URGENCIES } from '@iims/wire/message';
import { z } from 'zod';
import { CONFIRMATION_STANDINGS } from '../../../confirmations/read-standing.ts';
import { DECLINE_GROUNDS } from '../../../store/asked-confirmations.ts';
import { isoTime, logIndex, stateShown } from './answer-fields.ts';

const shape = {
  id: z.uuid(),
  queryId: z.uuid(),
  state: stateShown,
  urgency: z.enum(URGENCIES),
  askedAt: isoTime,
};

export const askedAnswer = z.strictObject({ id: z.uuid(), logIndex });
export const declinedAnswer = z.strictObject({ logIndex });

export const ownConfirmationsAnswer = z.strictObject({
  confirmations: z.array(
    z.strictObject({
      ...shape,
      register: z.string(),
      alertId: z.string(),
      standing: z.enum(CONFIRMATION_STANDINGS),
      ground: z.enum(DECLINE_GROUNDS).exactOptional(),
      dueAt: isoTime.exactOptional(),
    }),
  ),
});

export const waitingConfirmationsAnswer = z.strictObject({
  waiting: z.array(
    z.strictObject({
      ...shape,
      caseRef: z.string(),
      askedBy: z.string(),
      dueAt: isoTime,
      hit: z.strictObject({
        register: z.string(),
        alertId: z.string(),
        category: z.string(),
        subjectKind: z.enum(SUBJECT_KINDS),
        action: z.string(),
        authority: z.string(),
        band: z.enum(['hit', 'compare']),
      }),
      found: z.string().exactOptional(),
    }),
  ),
});
