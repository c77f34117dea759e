// SPDX-License-Identifier: Apache-2.0
// A message: what one bureau says to others, whatever its kind (spec/message-kinds.md). It is the content of one S1 envelope.
import { sha256 } from '@noble/hashes/sha2.js';
import { z } from 'zod';
import { equalBytes } from './bytes.ts';
import { decodeCbor, encodeCbor } from './cbor.ts';
import { type ErrorCode, IimsError } from './errors.ts';
import { type Handling, handlingSchema } from './handling.ts';
import { isStateCode, type StateCode } from './identifiers.ts';
import { type LargeAttachment, largeAttachmentSchema } from './large-attachment.ts';
import { uuidSchema } from './message-field.ts';
import { type FieldsOf, isMessageKind, MESSAGE_KINDS, type MessageKind } from './message-kinds.ts';
import { CODE_CHARACTERS_MAX, caseReferenceSchema, lineSchema, timeSchema } from './query.ts';
import { validate } from './validate.ts';

/** What travels, sealed, to every State among its addresses. */
export interface Message {
  readonly version: 1;
  /** UUIDv7; the id of the envelope, and the message's for life. */
  readonly id: string;
  readonly kind: MessageKind;
  readonly from: Address;
  /** 1 to `ADDRESSES_MAX`, each once: a group without members is nobody. */
  readonly to: readonly Address[];
  readonly caseRef: string;
  /** The message that this one replies to. */
  readonly inReplyTo?: string;
  readonly urgency: Urgency;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** The officer's pseudonym, which the sending State alone can resolve; `node` where the node wrote it. */
  readonly author: string;
  readonly handling: Handling;
  /** As the kind's schema says: `isOfKind` gives the type. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly attachments: readonly Attachment[];
  /** Files that go beside the message; absent where there are none. */
  readonly largeAttachments?: readonly LargeAttachment[];
}

/** A message of one kind. */
export interface MessageOf<Kind extends MessageKind> extends Message {
  readonly kind: Kind;
  readonly fields: FieldsOf<Kind>;
}

/** A State, an authority of it, a desk there. */
export interface Address {
  readonly state: StateCode;
  readonly authority?: string;
  readonly desk?: Desk;
}

/** A file that travels inside the message. Its name is text to be shown, and never a path. */
export interface Attachment {
  /** Its place, from 1. */
  readonly id: number;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** SHA-256 of `bytes`. */
  readonly sha256: Uint8Array;
}

/** Desks of an authority. */
export const DESKS = [
  'terrorism',
  'drugs',
  'trafficking-in-persons',
  'money-laundering',
  'migration',
  'customs',
  'cyber',
] as const;
export type Desk = (typeof DESKS)[number];

export const URGENCIES = ['urgent', 'routine'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Whether the message is of the kind; then its fields have the kind's type. */
export function isOfKind<Kind extends MessageKind>(message: Message, kind: Kind): message is MessageOf<Kind> {
  return message.kind === kind;
}

/**
 * A message, as its schema and its kind's accept it. Unknown fields and kinds are refused.
 * @param code of the fault that names the field, `input.invalid` if not said
 * @throws IimsError `code`
 */
export function parseMessage(value: unknown, code: ErrorCode = 'input.invalid'): Message {
  const message = validate(messageSchema, value, code);
  return { ...message, fields: parseFields(message.kind, message.fields, code) };
}

/**
 * The fields of one kind.
 * @throws IimsError `code` (`input.invalid` if not said), with the field as `fields.subject`
 */
export function parseFields<Kind extends MessageKind>(
  kind: Kind,
  fields: unknown,
  code: ErrorCode = 'input.invalid',
): FieldsOf<Kind> {
  refuseUnknownFields(kind, fields, code);
  return validate(fieldsSchemaOf(kind), { fields }, code).fields as FieldsOf<Kind>;
}

/** Made at the first message of the kind, and once: making it takes longer than everything else that is looked at in a message. */
function fieldsSchemaOf(kind: MessageKind): z.ZodType<{ fields: unknown }> {
  const known = FIELDS_SCHEMAS.get(kind);
  if (known !== undefined) return known;
  const schema = z.compile(z.strictObject({ fields: MESSAGE_KINDS[kind].fields as z.ZodType }));
  FIELDS_SCHEMAS.set(kind, schema);
  return schema;
}

/** The bytes that are signed and sealed: deterministic CBOR of the whole message. */
export function encodeMessage(message: Message): Uint8Array {
  return encodeCbor(message);
}

/**
 * A message from its bytes.
 * @throws IimsError `cbor.malformed`, `cbor.not-deterministic`, `message.malformed`
 */
export function decodeMessage(bytes: Uint8Array): Message {
  return parseMessage(decodeCbor(bytes), 'message.malformed');
}

/** Named, so that a mistyped field is found; what is no name of a field is not repeated, since anything may stand there. */
function refuseUnknownFields(kind: MessageKind, fields: unknown, code: ErrorCode): void {
  if (typeof fields !== 'object' || fields === null) return;
  const unknown = Object.keys(fields).find((name) => !Object.hasOwn(MESSAGE_KINDS[kind].form, name));
  if (unknown === undefined) return;
  throw new IimsError(code, {
    message: 'A field is not one of the kind.',
    field: FIELD_NAME.test(unknown) ? `fields.${unknown}` : 'fields',
    rule: `only the fields of ${kind}: ${Object.keys(MESSAGE_KINDS[kind].form).join(', ')}`,
    fix: 'Leave the field out, or spell it as the kind does.',
  });
}

/** Addresses of one message. */
export const ADDRESSES_MAX = 50;
/** Attachments of one message. */
export const ATTACHMENTS_MAX = 16;
/** All attachments of one message together, in bytes. */
export const ATTACHMENTS_BYTES_MAX = 786_432;
/** Length of an attachment's name, in UTF-16 code units. */
export const ATTACHMENT_NAME_CHARACTERS_MAX = 255;
/** A whole message, in bytes: every field of every kind at its longest, and the attachments. */
export const MESSAGE_CONTENT_BYTES_MAX = 1_572_864;
/** Length of a media type, in characters. */
const MEDIA_TYPE_CHARACTERS_MAX = 127;
const FIELD_NAME = /^[A-Za-z][A-Za-z0-9]{0,39}$/;

/** One address. */
export const addressSchema: z.ZodType<Address> = z.strictObject({
  state: z.custom<StateCode>((value) => typeof value === 'string' && isStateCode(value), {
    error: 'ISO 3166-1 alpha-3, or UTO',
  }),
  authority: lineSchema(CODE_CHARACTERS_MAX).exactOptional(),
  desk: z.enum(DESKS).exactOptional(),
});

/** The addresses of a message. */
export const addressesSchema: z.ZodType<readonly Address[]> = z
  .array(addressSchema)
  .min(1)
  .max(ADDRESSES_MAX)
  .refine((addresses) => new Set(addresses.map(addressKey)).size === addresses.length, { error: 'each address once' });

const attachmentNameSchema = lineSchema(ATTACHMENT_NAME_CHARACTERS_MAX).refine(
  (name) => !/[/\\]/.test(name) && name !== '.' && name !== '..',
  { error: 'a name without slashes, which is not . or ..' },
);
const mediaTypeSchema = z
  .string()
  .max(MEDIA_TYPE_CHARACTERS_MAX)
  .regex(/^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/);

const attachmentSchema: z.ZodType<Attachment> = z
  .strictObject({
    id: z.int().min(1).max(ATTACHMENTS_MAX),
    name: attachmentNameSchema,
    mediaType: mediaTypeSchema,
    bytes: z.instanceof(Uint8Array),
    sha256: z.instanceof(Uint8Array),
  })
  .refine((attachment) => equalBytes(sha256(attachment.bytes), attachment.sha256), {
    path: ['sha256'],
    error: 'the SHA-256 of the bytes',
  });

/** The attachments of a message: they are what their hashes say. */
export const attachmentsSchema: z.ZodType<readonly Attachment[]> = z
  .array(attachmentSchema)
  .max(ATTACHMENTS_MAX)
  .refine((attachments) => attachments.every(({ id }, place) => id === place + 1), { error: 'numbered from 1' })
  .refine((attachments) => attachments.reduce((sum, { bytes }) => sum + bytes.length, 0) <= ATTACHMENTS_BYTES_MAX, {
    error: `at most ${ATTACHMENTS_BYTES_MAX} bytes together`,
  });

const largeAttachmentsSchema: z.ZodType<readonly LargeAttachment[]> = z
  .array(largeAttachmentSchema({ name: attachmentNameSchema, mediaType: mediaTypeSchema }))
  .min(1)
  .max(ATTACHMENTS_MAX)
  .refine((large) => new Set(large.map(({ envelope }) => envelope)).size === large.length, {
    error: 'each envelope once',
  });

const messageShape = z
  .strictObject({
    version: z.literal(1),
    id: uuidSchema('a message'),
    kind: z.custom<MessageKind>((value) => typeof value === 'string' && isMessageKind(value), {
      error: 'one of the kinds of messages',
    }),
    from: addressSchema,
    to: addressesSchema,
    caseRef: caseReferenceSchema,
    inReplyTo: uuidSchema('a message').exactOptional(),
    urgency: z.enum(URGENCIES),
    sentAt: timeSchema,
    author: lineSchema(CODE_CHARACTERS_MAX),
    handling: handlingSchema,
    fields: z.record(z.string(), z.unknown()),
    attachments: attachmentsSchema,
    largeAttachments: largeAttachmentsSchema.exactOptional(),
  })
  .refine(
    ({ attachments, largeAttachments = [] }) =>
      attachments.length + largeAttachments.length <= ATTACHMENTS_MAX &&
      largeAttachments.every(({ id }, place) => id === attachments.length + place + 1),
    { path: ['largeAttachments'], error: `numbered after the others, at most ${ATTACHMENTS_MAX} together` },
  )
  .refine(({ kind, largeAttachments }) => largeAttachments === undefined || MESSAGE_KINDS[kind].writtenBy !== 'node', {
    path: ['largeAttachments'],
    error: 'with a kind that officers write, or passed on',
  })
  .refine(
    ({ kind, largeAttachments = [] }) =>
      largeAttachments.every(({ key }) => (key !== undefined) === (kind === 'forwarded')),
    { path: ['largeAttachments'], error: 'with its key where it is passed on, and nowhere else' },
  );
const messageSchema: z.ZodType<Message> = z.compile(messageShape);

const FIELDS_SCHEMAS = new Map<MessageKind, z.ZodType<{ fields: unknown }>>();

function addressKey({ state, authority, desk }: Address): string {
  return [state, authority, desk].join('\n');
}
