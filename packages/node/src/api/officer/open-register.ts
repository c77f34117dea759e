// SPDX-License-Identifier: Apache-2.0
// POST /api/registers/open: an empty register whose alerts people enter one by one.
import { SUBJECT_KINDS } from '@iims/wire/code-lists';
import { CODE_CHARACTERS_MAX, lineSchema } from '@iims/wire/query';
import { z } from 'zod';
import { registerIdSchema } from '../../registers/import/announcement.ts';
import { method } from './method.ts';

export const openRegister = method({
  verb: 'POST',
  path: '/api/registers/open',
  permission: 'register.import',
  input: z.strictObject({
    register: registerIdSchema,
    kind: z.enum(SUBJECT_KINDS),
    title: lineSchema(CODE_CHARACTERS_MAX),
  }),
  answer: async () => (await import('./answers/register-answers.ts')).registerOpenedAnswer,
  async run({ edge, session, input }) {
    const { register, kind } = input;
    const body = { register, kind, user: session.officer.user };
    await edge.store.write({ event: 'register.opened', body }, { name: 'open-register', args: input });
    return { register, kind, title: input.title };
  },
});
