// SPDX-License-Identifier: Apache-2.0
// What a message says, as somebody who opened it is shown it: the sender's grade with its conversions beside it (spec/handling.md, 14),
// and of a message that was passed on what its originator said.
import { readProvedContent } from '@iims/crypto/message-proof';
import { toBase64, toHex } from '@iims/wire/bytes';
import { type ConvertedGrading, convertGrading } from '@iims/wire/grading';
import type { Handling } from '@iims/wire/handling';
import { type Attachment, decodeMessage, isOfKind, type Message } from '@iims/wire/message';

/** Plain data for JSON. */
export interface ShownContent extends Pick<Message, 'fields'> {
  readonly handling: Handling;
  /** The sender's grade in the other schemes, by our conversion. */
  readonly gradings?: readonly ConvertedGrading[];
  readonly attachments: readonly ShownAttachment[];
  /** What was passed on, as its originator signed it. */
  readonly original?: ShownContent &
    Pick<Message, 'id' | 'kind' | 'from' | 'to' | 'caseRef'> & { readonly sentAt: string };
}

interface ShownAttachment extends Pick<Attachment, 'id' | 'name' | 'mediaType'> {
  readonly bytes: number;
  readonly sha256: string;
  /** Base64. */
  readonly content: string;
}

export function shownContent(message: Message): ShownContent {
  return {
    ...shownDraft(message),
    ...(isOfKind(message, 'forwarded') ? { original: shownOriginal(message.attachments[0]!) } : {}),
  };
}

/** The same of what is not sent yet. */
export function shownDraft({
  handling,
  fields,
  attachments,
}: Pick<Message, 'handling' | 'fields' | 'attachments'>): ShownContent {
  return {
    handling,
    ...(handling.grading === undefined ? {} : { gradings: convertGrading(handling.grading) }),
    fields,
    attachments: attachments.map(({ bytes, sha256, ...shown }) => ({
      ...shown,
      bytes: bytes.length,
      sha256: toHex(sha256),
      content: toBase64(bytes),
    })),
  };
}

/** It was verified when it came, and lies in an envelope that is verified at each opening. */
function shownOriginal({ bytes }: Attachment): NonNullable<ShownContent['original']> {
  const original = decodeMessage(readProvedContent(bytes));
  const { id, kind, from, to, caseRef, sentAt } = original;
  return { id, kind, from, to, caseRef, sentAt: new Date(sentAt).toISOString(), ...shownContent(original) };
}
