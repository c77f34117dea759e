// SPDX-License-Identifier: Apache-2.0
// A file that goes beside its message, in an envelope of its own: what the message says of it (spec/attachment.md, 2).
import { z } from 'zod';
import { uuidSchema } from './message-field.ts';

export interface LargeAttachment {
  /** Its place among all attachments of the message, after those inside it. */
  readonly id: number;
  readonly name: string;
  readonly mediaType: string;
  /** Length of the content. */
  readonly bytes: number;
  /** SHA-256 of the content. */
  readonly sha256: Uint8Array;
  /** UUIDv7 of the envelope that holds it. */
  readonly envelope: string;
  /** Length of that envelope. */
  readonly sealedBytes: number;
  /** SHA-256 of its header. */
  readonly header: Uint8Array;
  /** Merkle root of its segments, 32 bytes. */
  readonly root: Uint8Array;
  /** Of one that is passed on, and of no other: the key of its envelope, 32 bytes, since that is sealed to others (spec/attachment.md, 26). */
  readonly key?: Uint8Array;
}

/** One attachment, in bytes of content. */
export const LARGE_ATTACHMENT_BYTES_MAX = 10_737_418_240;
/** Beside a sixteenth of padding: header, stanzas, signatures and list of segments. */
const AROUND_CONTENT_BYTES_MAX = 2_097_152;

const hashSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 32, {
  error: '32 bytes',
});

/** `name` and `mediaType` are those of every attachment. */
export function largeAttachmentSchema(shape: {
  readonly name: z.ZodType<string>;
  readonly mediaType: z.ZodType<string>;
}): z.ZodType<LargeAttachment> {
  return z
    .strictObject({
      id: z.int().min(1),
      ...shape,
      bytes: z.int().min(0).max(LARGE_ATTACHMENT_BYTES_MAX),
      sha256: hashSchema,
      envelope: uuidSchema('an envelope'),
      sealedBytes: z.int().min(1),
      header: hashSchema,
      root: hashSchema,
      key: hashSchema.exactOptional(),
    })
    .refine(({ bytes, sealedBytes }) => sealedBytes >= bytes && sealedBytes <= sealedBytesMax(bytes), {
      path: ['sealedBytes'],
      error: 'the length of an envelope of so many bytes',
    });
}

/** No envelope of so many bytes is longer: nobody reserves room for what cannot come. */
export function sealedBytesMax(bytes: number): number {
  return bytes + Math.ceil(bytes / 8) + AROUND_CONTENT_BYTES_MAX;
}
