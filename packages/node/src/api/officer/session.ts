// SPDX-License-Identifier: Apache-2.0
// GET /api/session: who is signed in, and what the page needs to know about it.
import { PURPOSES } from '@iims/wire/code-lists';
import { z } from 'zod';
import { permissionsOf } from '../../access/permissions.ts';
import type { Session } from '../../access/session.ts';
import { method, type OfficerEdge } from './method.ts';

export const session = method({
  verb: 'GET',
  path: '/api/session',
  permission: 'session.read-own',
  input: z.strictObject({}),
  answer: async () => (await import('./answers/session-answers.ts')).sessionAnswer,
  async run({ edge, session }) {
    return { session: describeSession(edge, session) };
  },
});

/** The session as the page sees it; its token is not in it. */
export function describeSession(edge: OfficerEdge, session: Session): object {
  const { config, asking } = edge;
  return {
    state: config.state,
    stateName: config.stateName,
    user: session.officer.user,
    role: session.officer.role,
    permissions: permissionsOf(session.officer.role),
    csrf: session.csrf,
    expiresAt: new Date(session.expiresAt).toISOString(),
    purposes: PURPOSES,
    partners: asking.partners.states(),
    ...(config.post === undefined ? {} : { post: config.post }),
    exercise: config.exercise,
  };
}
