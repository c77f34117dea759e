// SPDX-License-Identifier: Apache-2.0
// POST /api/messages/forward: a message that came, to another State, if its originator lets the own State pass it on; else the
// refusal with its rule, or the question to the originator.
import { PURPOSES } from '@iims/wire/code-lists';
import { addressesSchema } from '@iims/wire/message';
import { SHORT_TEXT_CHARACTERS_MAX } from '@iims/wire/message-kind';
import { textSchema } from '@iims/wire/message-text';
import { z } from 'zod';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const forwardMessage = method({
  verb: 'POST',
  path: '/api/messages/forward',
  permission: 'message.send',
  input: z.strictObject({
    id: messageId,
    /** One address: a release is for one State. */
    to: addressesSchema.refine(({ length }) => length === 1, { error: 'one address' }),
    purpose: z.enum(PURPOSES).exactOptional(),
    remarks: textSchema(SHORT_TEXT_CHARACTERS_MAX).exactOptional(),
    askRelease: textSchema(SHORT_TEXT_CHARACTERS_MAX).exactOptional(),
  }),
  answer: async () => (await import('./answers/message-answers.ts')).forwardedAnswer,
  async run({ edge, session, input: { to, ...said } }) {
    const { index, ...forwarded } = await edge.messages.forward(
      { ...said, to: to[0]! },
      { account: session.officer.user },
    );
    return { ...forwarded, logIndex: index };
  },
});
