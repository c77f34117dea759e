// SPDX-License-Identifier: Apache-2.0
// POST /api/confirmations/ask: hands a hit of another State, in one's own query, to the own bureau to have it confirmed.
import { isQueryId, isStateCode, type QueryId, type StateCode } from '@iims/wire/identifiers';
import { URGENCIES } from '@iims/wire/message';
import { CODE_CHARACTERS_MAX, lineSchema } from '@iims/wire/query';
import { z } from 'zod';
import { askBureau } from '../../confirmations/ask-bureau.ts';
import { method } from './method.ts';

/** The officer's words on what was found. */
const FOUND_CHARACTERS_MAX = 200;

export const askConfirmation = method({
  verb: 'POST',
  path: '/api/confirmations/ask',
  permission: 'confirmation.ask',
  input: z.strictObject({
    queryId: z.custom<QueryId>((value) => typeof value === 'string' && isQueryId(value), { error: 'a query id' }),
    state: z.custom<StateCode>((value) => typeof value === 'string' && isStateCode(value), { error: 'a State' }),
    register: lineSchema(CODE_CHARACTERS_MAX),
    alertId: lineSchema(CODE_CHARACTERS_MAX),
    urgency: z.enum(URGENCIES),
    found: lineSchema(FOUND_CHARACTERS_MAX).exactOptional(),
  }),
  answer: async () => (await import('./answers/confirmation-answers.ts')).askedAnswer,
  async run({ edge, session, input }) {
    const { store, door } = edge;
    const asking = { store, clock: door.clock, random: door.random };
    const { id, index } = await askBureau(asking, input, session.officer.user);
    return { id, logIndex: index };
  },
});
