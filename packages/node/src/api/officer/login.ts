// SPDX-License-Identifier: Apache-2.0
// POST /api/login: opens a session and sets its cookie.
import { z } from 'zod';
import { PASSWORD_CHARACTERS_MAX } from '../../access/passwords.ts';
import { SESSION_LIFE_MS } from '../../access/session.ts';
import { signIn } from '../../access/sign-in.ts';
import { cookieFlags, cookieName } from './cookie.ts';
import { method } from './method.ts';
import { describeSession } from './session.ts';

export const login = method({
  verb: 'POST',
  path: '/api/login',
  permission: 'open',
  input: z.strictObject({
    user: z.string().min(1).max(64).refine(hasNoControlCharacter, { error: 'no control characters' }),
    password: z.string().min(1).max(PASSWORD_CHARACTERS_MAX),
  }),
  answer: async () => (await import('./answers/session-answers.ts')).sessionAnswer,
  async run({ edge, input, request, reply }) {
    const { token, session } = await signIn(edge.door, { ...input, source: request.socket.remoteAddress ?? 'unknown' });
    reply.setCookie(cookieName(edge.config.state), token, {
      ...cookieFlags(request.protocol),
      maxAge: SESSION_LIFE_MS / 1_000,
    });
    return { session: describeSession(edge, session) };
  },
});

/** A database may refuse a zero in a text, and a refusal of the database is no answer to an officer. */
function hasNoControlCharacter(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}
