// SPDX-License-Identifier: Apache-2.0
// POST /api/notices/override: lets one notice, alert or case of somebody else pass although its purpose was refused.
import { CODE_CHARACTERS_MAX, lineSchema } from '@iims/wire/query';
import { z } from 'zod';
import { method } from './method.ts';
import { explanation } from './notice-input.ts';

export const overrideRefusal = method({
  verb: 'POST',
  path: '/api/notices/override',
  permission: 'notice.review',
  input: z.strictObject({
    refusal: z.int().min(0),
    item: lineSchema(CODE_CHARACTERS_MAX),
    reason: explanation,
  }),
  answer: async () => (await import('./answers/notice-answers.ts')).overriddenAnswer,
  async run({ edge, session, input }) {
    return edge.notices.override(input, session.officer.user);
  },
});
