// SPDX-License-Identifier: Apache-2.0
// What a message does to large attachments (spec/attachment.md): it announces some, or tells what became of one.
import { uuidToBytes } from '@iims/wire/identifiers';
import { isOfKind, type Message } from '@iims/wire/message';
import type { AttachmentNote } from '../store/attachments.ts';

/**
 * Undefined for a message that has nothing to do with them. `user` is whose uploads a message that is sent names; `source` the message
 * here whose files it passes on.
 */
export function attachmentNoteOf(message: Message, user?: string, source?: string): AttachmentNote | undefined {
  if (isOfKind(message, 'attachment-received')) {
    const { messageId, attachment, outcome } = message.fields;
    return { kind: 'tells', of: uuidToBytes(messageId), place: attachment, outcome };
  }
  const { largeAttachments } = message;
  if (largeAttachments === undefined) return undefined;
  const files = largeAttachments.map(({ id, envelope, sealedBytes, key }) => ({
    place: id,
    envelope: uuidToBytes(envelope),
    sealedBytes,
    ...(key === undefined ? {} : { key }),
  }));
  return {
    kind: 'announces',
    files,
    ...(user === undefined ? {} : { user }),
    ...(source === undefined ? {} : { source: uuidToBytes(source) }),
  };
}
