// SPDX-License-Identifier: Apache-2.0
// GET /mail: whether mailboxes hear that messages wait; `{}` where none is configured.
import { z } from 'zod';
import { adminMethod } from './method.ts';

export const showMail = adminMethod({
  verb: 'GET',
  path: '/mail',
  input: z.strictObject({}),
  run: async ({ edge }) => (edge.mail === undefined ? {} : { mail: await edge.mail.state() }),
});
