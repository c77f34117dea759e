// SPDX-License-Identifier: Apache-2.0
// POST /api/uploads/begin: announces a file that will go beside a message to these States.
import { isStateCode, type StateCode } from '@iims/wire/identifiers';
import { LARGE_ATTACHMENT_BYTES_MAX } from '@iims/wire/large-attachment';
import { ADDRESSES_MAX } from '@iims/wire/message';
import { z } from 'zod';
import { uploadAnswer } from './answers/upload-answers.ts';
import { method } from './method.ts';

const state = z.custom<StateCode>((value) => typeof value === 'string' && isStateCode(value), {
  error: 'ISO 3166-1 alpha-3, or UTO',
});

export const beginUpload = method({
  verb: 'POST',
  path: '/api/uploads/begin',
  permission: 'message.send',
  input: z.strictObject({
    to: z.array(state).min(1).max(ADDRESSES_MAX),
    bytes: z.int().min(0).max(LARGE_ATTACHMENT_BYTES_MAX),
  }),
  answer: uploadAnswer,
  run: ({ edge, session, input: { to, bytes } }) => edge.attachments.begin(session.officer.user, to, bytes),
});
