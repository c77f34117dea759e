// SPDX-License-Identifier: Apache-2.0
// POST /api/messages/waiting/open: what a message says that waits. It is an entry before it is read.
import { z } from 'zod';
import { openedProposal } from '../../messages/show-waiting.ts';
import { findProposal } from '../../store/waiting-messages.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const openWaitingMessage = method({
  verb: 'POST',
  path: '/api/messages/waiting/open',
  permission: 'message.open',
  input: z.strictObject({ id: messageId }),
  answer: async () => (await import('./answers/case-answers.ts')).openedProposalAnswer,
  async run({ edge, session, input: { id } }) {
    const { user } = session.officer;
    await findProposal(edge.store.reader, id);
    await edge.store.write({ event: 'message.proposal-read', body: { user, messageId: id } });
    return openedProposal(edge.store.reader, id, user);
  },
});
