// SPDX-License-Identifier: Apache-2.0
// Replies to a message that came: to its sender, in its case, with a kind that may answer it (spec/message-kinds.md, 9).
import { IimsError } from '@iims/wire/errors';
import { uuidToBytes } from '@iims/wire/identifiers';
import { type Message, parseFields } from '@iims/wire/message';
import { MESSAGE_KINDS, type MessageKind, mayReply } from '@iims/wire/message-kinds';
import { refuseReplyToRecalled } from '../store/message-holders.ts';
import { messageRow } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';
import type { MessageDesk } from './message-desk.ts';
import type { Said } from './propose.ts';

export interface Replying {
  readonly reader: Reader;
  readonly send: MessageDesk['send'];
}

/** What is said in reply; the rest follows from the message. */
export interface Reply extends Pick<Message, 'urgency' | 'handling' | 'attachments' | 'largeAttachments'> {
  /** The message that is replied to. */
  readonly id: string;
  /** The first kind that may answer, if it is not said. */
  readonly kind?: MessageKind;
  readonly fields: unknown;
}

/**
 * Resolves when the reply is durable, or waits for a second person.
 * @throws IimsError `message.not-found`, `message.erased`, `message.reply-kind`, `message.request-recalled`, and what sending throws
 */
export async function replyToMessage(
  { reader, send }: Replying,
  { id, kind, fields, ...said }: Reply,
  by: { readonly account: string },
): Promise<Said> {
  const original = await messageRow(reader, id);
  const replyKind = kind ?? (MESSAGE_KINDS[original.kind].replies[0] as MessageKind | undefined);
  if (original.direction === 'out' || replyKind === undefined || !mayReply(replyKind, original.kind)) {
    throw notAReply(original);
  }
  await refuseReplyToRecalled(reader, uuidToBytes(id), 'id');
  if (original.summary === undefined) throw forgotten();
  const { from, caseRef } = original.summary;
  return send(
    { ...said, kind: replyKind, fields: parseFields(replyKind, fields), to: [from], caseRef, inReplyTo: id },
    by,
  );
}

function notAReply({ direction, kind }: { readonly direction: 'in' | 'out'; readonly kind: MessageKind }): IimsError {
  const { replies } = MESSAGE_KINDS[kind];
  return new IimsError('message.reply-kind', {
    message: 'This is no reply to that message.',
    field: direction === 'out' ? 'id' : 'kind',
    rule: direction === 'out' ? 'a message that came from another State' : `one of ${replies.join(', ')}`,
    fix: direction === 'out' ? 'Send a message of its own.' : 'Choose one of the kinds that may answer it.',
  });
}

function forgotten(): IimsError {
  return new IimsError('message.erased', {
    message: 'The period for which this message was kept has ended.',
    field: 'id',
    fix: 'Send a message of its own.',
  });
}
