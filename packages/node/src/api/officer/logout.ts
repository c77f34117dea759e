// SPDX-License-Identifier: Apache-2.0
// POST /api/logout: ends the caller's own session.
import { z } from 'zod';
import { signOut } from '../../access/sign-in.ts';
import { cookieFlags, cookieName } from './cookie.ts';
import { method } from './method.ts';

export const logout = method({
  verb: 'POST',
  path: '/api/logout',
  permission: 'session.end-own',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/answer-fields.ts')).nothingSaid,
  async run({ edge, session, request, reply }) {
    await signOut(edge.store, session);
    reply.clearCookie(cookieName(edge.config.state), cookieFlags(request.protocol));
    return {};
  },
});
