// SPDX-License-Identifier: Apache-2.0
// What a message does to large attachments (spec/attachment.md): it announces some, or tells what became of one.
import { uuidToBytes } from '@iims/wire/identifiers';
import { isOfKind, type Message } from '@iims/wire/message';
import type { AttachmentNote } from '../store/attachments.ts';

/** Undefined for a message that has nothing to do with them. `user` is whose uploads a message that is sent names. */
export function attachmentNoteOf(message: Message, user?: string): AttachmentNote | undefined {
  if (isOfKind(message, 'attachment-received')) {
    const { messageId, attachment, outcome } = message.fields;
    return { kind: 'tells', of: uuidToBytes(messageId), place: attachment, outcome };
  }
  const { largeAttachments } = message;
  if (largeAttachments === undefined) return undefined;
  const files = largeAttachments.map(({ id, envelope, sealedBytes }) => ({
    place: id,
    envelope: uuidToBytes(envelope),
    sealedBytes,
  }));
  return { kind: 'announces', files, ...(user === undefined ? {} : { user }) };
}
