// SPDX-License-Identifier: Apache-2.0
// POST /api/messages/open: what a message says. It is an entry before it is read, and the sender's node is told once.
import { toBase64, toHex } from '@iims/wire/bytes';
import { z } from 'zod';
import { shownMessage } from '../../messages/shown-message.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const openMessage = method({
  verb: 'POST',
  path: '/api/messages/open',
  permission: 'message.open',
  input: z.strictObject({ id: messageId }),
  async run({ edge, session, input: { id } }) {
    await shownMessage(edge.store.reader, id);
    const { handling, fields, attachments } = await edge.messages.open(id, session.officer.user);
    return {
      ...(await shownMessage(edge.store.reader, id)),
      handling,
      fields,
      attachments: attachments.map(({ bytes, sha256, ...shown }) => ({
        ...shown,
        bytes: bytes.length,
        sha256: toHex(sha256),
        content: toBase64(bytes),
      })),
    };
  },
});
