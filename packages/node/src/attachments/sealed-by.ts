// SPDX-License-Identifier: Apache-2.0
// Whose envelope a large attachment of a message is: its sender's, or of one that was passed on the originator's (spec/attachment.md, 26).
import { readProvedContent } from '@iims/crypto/message-proof';
import type { StateCode } from '@iims/wire/identifiers';
import { decodeMessage, isOfKind, type Message } from '@iims/wire/message';

export interface SealedBy {
  readonly state: StateCode;
  /** A moment at which an envelope that was passed on was valid, ms since 1970: it may have ended since, and is known by its hashes. */
  readonly at?: number;
}

export function sealedBy(message: Message): SealedBy {
  if (!isOfKind(message, 'forwarded')) return { state: message.from.state };
  const original = decodeMessage(readProvedContent(message.attachments[0]!.bytes));
  return { state: original.from.state, at: original.sentAt };
}
