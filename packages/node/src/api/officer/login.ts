// SPDX-License-Identifier: Apache-2.0
// POST /api/login: opens a session and sets its cookie.
import { z } from 'zod';
import { PASSWORD_CHARACTERS_MAX } from '../../access/passwords.ts';
import { SESSION_LIFE_MS } from '../../access/session.ts';
import { signIn } from '../../access/sign-in.ts';
import { cookieName } from './cookie-name.ts';
import { method } from './method.ts';
import { describeSession } from './session.ts';

export const login = method({
  verb: 'POST',
  path: '/api/login',
  permission: 'open',
  input: z.strictObject({ user: z.string().min(1).max(64), password: z.string().min(1).max(PASSWORD_CHARACTERS_MAX) }),
  async run({ edge, input, request, reply }) {
    const { token, session } = await signIn(edge.door, { ...input, source: request.socket.remoteAddress ?? 'unknown' });
    reply.setCookie(cookieName(edge.config.state), token, {
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      maxAge: SESSION_LIFE_MS / 1_000,
      // A browser drops a `Secure` cookie on plain HTTP, and plain HTTP is accepted on loopback only.
      secure: request.protocol === 'https',
    });
    return { session: describeSession(edge, session) };
  },
});
