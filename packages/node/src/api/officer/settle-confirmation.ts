// SPDX-License-Identifier: Apache-2.0
// POST /api/confirmations/send and /decline: what the bureau does with a hit that an officer asks to have confirmed.
import { z } from 'zod';
import { declineConfirmation as decline, sendConfirmation as send } from '../../confirmations/send-confirmation.ts';
import { DECLINE_GROUNDS } from '../../store/asked-confirmations.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const sendConfirmation = method({
  verb: 'POST',
  path: '/api/confirmations/send',
  permission: 'message.send',
  input: z.strictObject({ id: messageId }),
  answer: async () => (await import('./answers/message-answers.ts')).storedAnswer,
  async run({ edge, session, input }) {
    const { id, index } = await send({ reader: edge.store.reader, ...edge.messages }, input.id, session.officer.user);
    return { id, status: 'stored', logIndex: index };
  },
});

export const declineConfirmation = method({
  verb: 'POST',
  path: '/api/confirmations/decline',
  permission: 'message.send',
  input: z.strictObject({ id: messageId, ground: z.enum(DECLINE_GROUNDS) }),
  answer: async () => (await import('./answers/confirmation-answers.ts')).declinedAnswer,
  async run({ edge, session, input }) {
    const { index } = await decline(edge.store, input, session.officer.user);
    return { logIndex: index };
  },
});
