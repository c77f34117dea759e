// SPDX-License-Identifier: Apache-2.0
// POST /api/messages/translate: the texts of an opened message in another language, by the State's own service. It is an entry before
// anything leaves the node, and the translation is kept nowhere (spec/translation.md).
import { TEMPLATE_LANGUAGES } from '@iims/wire/case-codes';
import { PURPOSES } from '@iims/wire/code-lists';
import { IimsError } from '@iims/wire/errors';
import { z } from 'zod';
import { translateMessage as translate } from '../../translation/translate-message.ts';
import { messageId } from './message-input.ts';
import { method } from './method.ts';

export const translateMessage = method({
  verb: 'POST',
  path: '/api/messages/translate',
  permission: 'message.open',
  input: z.strictObject({
    id: messageId,
    to: z.enum(TEMPLATE_LANGUAGES),
    purpose: z.enum(PURPOSES).exactOptional(),
  }),
  answer: async () => (await import('./answers/message-answers.ts')).translationAnswer,
  async run({ edge, session, input }) {
    if (edge.translation === undefined) {
      throw new IimsError('translation.off', {
        message: 'This node has no translation service.',
        fix: 'The administrator can configure one.',
      });
    }
    return translate(edge.translation, input, session.officer.user);
  },
});
