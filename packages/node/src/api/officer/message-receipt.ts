// SPDX-License-Identifier: Apache-2.0
// GET /api/messages/receipt: the signed receipts of those who received a message, or their word that its content is gone there, as files for
// a court. Taking them is an entry.
import { fromUtf8 } from '@iims/wire/bytes';
import { isStateCode, type StateCode } from '@iims/wire/identifiers';
import { z } from 'zod';
import { exportMessageReceipts } from '../../receipts/export-signed-receipts.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const messageReceipt = method({
  verb: 'GET',
  path: '/api/messages/receipt',
  permission: 'message.read',
  input: z.strictObject({
    id: messageId,
    state: z
      .custom<StateCode>((value) => typeof value === 'string' && isStateCode(value), { error: 'a State code' })
      .exactOptional(),
    says: z.enum(['received', 'deleted']).exactOptional(),
  }),
  answer: async () => (await import('./answers/message-answers.ts')).messageReceiptsAnswer,
  async run({ edge, session, input: { id, ...of } }) {
    const by = session.officer.user;
    const { receipts, unverified } = await exportMessageReceipts(edge.receipts, { messageId: id, by, ...of });
    const files = receipts.map(({ state, standing, file }) => ({ state, standing, file: fromUtf8(file) }));
    return { id, receipts: files, unverified: [...unverified] };
  },
});
