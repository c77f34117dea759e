// SPDX-License-Identifier: Apache-2.0
// What the methods of messages take in common: a message as an officer writes it, in JSON.
import { fromBase64, fromHex } from '@iims/wire/bytes';
import { handlingSchema } from '@iims/wire/handling';
import { isQueryId } from '@iims/wire/identifiers';
import { ATTACHMENTS_MAX, type Attachment, type Message, URGENCIES } from '@iims/wire/message';
import { isMessageKind, MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import { z } from 'zod';
import type { Call } from './method.ts';

/** The id of a message. */
export const messageId = z.string().refine(isQueryId, { error: 'the id of a message' });

/** Kinds that officers write; those of nodes are not offered. */
export const officersKind = z
  .custom<MessageKind>(
    (value) => typeof value === 'string' && isMessageKind(value) && MESSAGE_KINDS[value].writtenBy === 'officer',
    { error: 'a kind of spec/message-kinds.md that officers write' },
  )
  .meta({
    id: 'OfficersKind',
    enum: Object.entries(MESSAGE_KINDS).flatMap(([kind, { writtenBy }]) => (writtenBy === 'officer' ? [kind] : [])),
  });

/** SHA-256, as it is written. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, { error: 'SHA-256 in hexadecimal' });

/** An attachment in JSON: its bytes in base64, and the SHA-256 that was taken where the file was read. */
const attachment = z
  .strictObject({
    name: z.string(),
    mediaType: z.string(),
    sha256: bytesOf(fromHex, 'SHA-256 in hexadecimal'),
    content: bytesOf(fromBase64, 'bytes in base64'),
  })
  .meta({ id: 'Attachment' });

/** A file that was uploaded before, as the message calls it. */
const upload = z.strictObject({ uploadId: messageId, name: z.string(), mediaType: z.string() });

/** What a message and a reply have in common. Fields, handling and attachments have rules of their own, which name the field. */
export const saidShape = {
  urgency: z.enum(URGENCIES).default('routine'),
  handling: handlingSchema.default({ code: 'H0' }),
  fields: z.unknown().meta({ description: 'The form of the kind: the schema FieldsOf… of its name.' }),
  attachments: z.array(attachment).max(ATTACHMENTS_MAX).default([]),
};

/** Files that go beside what is said: with messages and replies alone. */
export const besideShape = { uploads: z.array(upload).max(ATTACHMENTS_MAX).default([]) };

/** As they travel: numbered, and with the bytes. Whether they are what their hashes say is the message's own rule. */
export function attachmentsOf(given: readonly z.output<typeof attachment>[]): Attachment[] {
  return given.map(({ name, mediaType, sha256, content }, place) => ({
    id: place + 1,
    name,
    mediaType,
    bytes: content,
    sha256,
  }));
}

/** What the message says of the files that go beside it; nothing where there are none. */
export async function largeAttachmentsOf(
  { edge, session }: Pick<Call<unknown>, 'edge' | 'session'>,
  uploads: readonly z.output<typeof upload>[],
  after: number,
): Promise<Pick<Message, 'largeAttachments'>> {
  if (uploads.length === 0) return {};
  return { largeAttachments: await edge.attachments.announce(session.officer.user, uploads, after) };
}

function bytesOf(read: (text: string) => Uint8Array, rule: string) {
  return z.string().transform((text, context): Uint8Array => {
    try {
      return read(text);
    } catch {
      context.addIssue({ code: 'custom', message: rule });
      return z.NEVER;
    }
  });
}

/** A message with all its attachments in base64, in bytes of JSON. */
export const MESSAGE_JSON_BYTES_MAX = 2_097_152;
