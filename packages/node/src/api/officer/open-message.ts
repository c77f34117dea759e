// SPDX-License-Identifier: Apache-2.0
// POST /api/messages/open: what a message says. It is an entry before it is read, and the sender's node is told once.
import type { Message } from '@iims/wire/message';
import { z } from 'zod';
import { shownContent } from '../../messages/shown-content.ts';
import { shownMessage } from '../../messages/shown-message.ts';
import { whyNotTranslated } from '../../translation/translate-message.ts';
import { messageId } from './message-input.ts';
import { method, type OfficerEdge } from './method.ts';

export const openMessage = method({
  verb: 'POST',
  path: '/api/messages/open',
  permission: 'message.open',
  input: z.strictObject({ id: messageId }),
  answer: async () => (await import('./answers/message-answers.ts')).openedMessageAnswer,
  async run({ edge, session, input: { id } }) {
    await shownMessage(edge.store.reader, id);
    const opened = await edge.messages.open(id, session.officer.user);
    const largeAttachments = await edge.attachments.shown(opened);
    const large = largeAttachments.length === 0 ? {} : { largeAttachments };
    const translation = translationOf(edge, opened);
    return { ...(await shownMessage(edge.store.reader, id)), ...shownContent(opened), ...large, ...translation };
  },
});

/** Whether the State's own service may be asked, so that the page offers nothing that is refused. */
function translationOf({ translation, config }: OfficerEdge, { handling, from }: Message): object {
  if (translation === undefined) return {};
  const refused = whyNotTranslated(translation, handling, { isOriginator: from.state === config.state });
  return { translation: { by: translation.service.name, ...(refused === undefined ? {} : { refused }) } };
}
