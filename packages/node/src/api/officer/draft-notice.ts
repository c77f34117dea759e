// SPDX-License-Identifier: Apache-2.0
// POST /api/notices/draft: a notice to all, or a diffusion to chosen States, to be reviewed by somebody else.
import { isStateCode, type StateCode } from '@iims/wire/identifiers';
import { ADDRESSES_MAX } from '@iims/wire/message';
import { NOTICE_REACHES } from '@iims/wire/notice-codes';
import { caseReferenceSchema } from '@iims/wire/query';
import { z } from 'zod';
import { attachmentsOf, MESSAGE_JSON_BYTES_MAX, saidShape } from './message-input.ts';
import { method } from './method.ts';

export const draftNotice = method({
  verb: 'POST',
  path: '/api/notices/draft',
  permission: 'notice.draft',
  jsonBytesMax: MESSAGE_JSON_BYTES_MAX,
  input: z.strictObject({
    reach: z.enum(NOTICE_REACHES),
    to: z
      .array(z.custom<StateCode>((value) => typeof value === 'string' && isStateCode(value), { error: 'a State code' }))
      .max(ADDRESSES_MAX)
      .default([]),
    caseRef: caseReferenceSchema,
    ...saidShape,
    fields: z.record(z.string(), z.unknown()),
  }),
  answer: async () => (await import('./answers/notice-answers.ts')).draftedNoticeAnswer,
  async run({ edge, session, input: { attachments, ...draft } }) {
    return edge.notices.draft({ ...draft, attachments: attachmentsOf(attachments) }, session.officer.user);
  },
});
