// SPDX-License-Identifier: Apache-2.0
// POST /api/checks/start: a communication check to contact points of partners, marked as an exercise.

import { CONTACT_POINTS_MAX } from '@iims/wire/contact-point';
import { isStateCode, type StateCode } from '@iims/wire/identifiers';
import { SHORT_TEXT_CHARACTERS_MAX } from '@iims/wire/message-kind';
import { textSchema } from '@iims/wire/message-text';
import { z } from 'zod';
import { startCheck as start } from '../../directory/communication-check.ts';
import { method } from './method.ts';

const stateCode = z.custom<StateCode>((value) => typeof value === 'string' && isStateCode(value), {
  error: 'a State code',
});

export const checkStates = z.array(stateCode).max(CONTACT_POINTS_MAX).default([]);
export const checkPoints = z
  .array(z.strictObject({ state: stateCode, id: z.string().min(1).max(40) }))
  .max(CONTACT_POINTS_MAX)
  .default([]);
/** Time to answer. */
export const withinMinutes = z
  .int()
  .min(1)
  .max(7 * 24 * 60)
  .default(60);

export const startCheck = method({
  verb: 'POST',
  path: '/api/checks/start',
  permission: 'directory.check',
  input: z.strictObject({
    states: checkStates,
    points: checkPoints,
    withinMinutes,
    text: textSchema(SHORT_TEXT_CHARACTERS_MAX).exactOptional(),
  }),
  answer: async () => (await import('./answers/directory-answers.ts')).checkStartedAnswer,
  async run({ edge, session, input: { withinMinutes: within, ...asked } }) {
    const by = { account: session.officer.user, now: edge.contacts.now() };
    const { index, ...started } = await start(edge.contacts, { ...asked, withinMs: within * 60_000 }, by);
    return { ...started, logIndex: index };
  },
});
