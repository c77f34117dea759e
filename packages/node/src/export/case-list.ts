// SPDX-License-Identifier: Apache-2.0
// The list in an export: every message of the case, what was withheld and why, and where each file stands. For programs as JSON, and
// in each container a page that says how to verify it without this software.
import { toHex, utf8 } from '@iims/wire/bytes';
import { EXPORT_READERS } from '@iims/wire/case-codes';
import { type ErrorCode, IimsError } from '@iims/wire/errors';
import { handlingSchema } from '@iims/wire/handling';
import { isStateCode, type StateCode } from '@iims/wire/identifiers';
import { parseStrictJson } from '@iims/wire/strict-json';
import { z } from 'zod';
import type { ShownMail } from '../messages/shown-mail.ts';
import { hashOfFile, MANIFEST_FILE, SIGNATURE_FILE } from './asic-container.ts';
import type { ExportedMessage, WithheldMessage } from './gather-messages.ts';
import type { StreamedFile, ZippedFile } from './zip.ts';

export type CaseList = z.input<typeof listSchema>;

export interface ReceiptFile extends ZippedFile {
  /** That gave the receipt. */
  readonly state: StateCode;
}

/** A receipt that was kept, and that a verifier would refuse today. */
export interface UnverifiedReceipt {
  readonly state: StateCode;
  readonly because: ErrorCode;
}

/** Of one message. */
export interface JudgedReceipts {
  readonly files: readonly ReceiptFile[];
  readonly unverified: readonly UnverifiedReceipt[];
}

/** The stem of a message's files: its place in the list, in four digits. */
export function placeName(place: number): string {
  return String(place + 1).padStart(4, '0');
}

export function listedMessage(
  { row, message, deliveries, files: large = NO_FILES }: ExportedMessage,
  place: number,
  { files, unverified }: JudgedReceipts = NO_RECEIPTS,
): CaseList['messages'][number] {
  const { id, kind, from, to, sentAt, handling, attachments, largeAttachments = [], inReplyTo } = message;
  return {
    id,
    kind,
    direction: row.direction,
    from: { ...from },
    to: to.map((address) => ({ ...address })),
    sentAt: iso(sentAt),
    ...(row.direction === 'in' ? { receivedAt: iso(row.at) } : {}),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    handling,
    mail: `messages/${placeName(place)}.eml`,
    proof: `messages/${placeName(place)}.proof`,
    attachments: [
      ...attachments.map(({ name, bytes, sha256 }) => ({ name, bytes: bytes.length, sha256: toHex(sha256) })),
      ...largeAttachments.map(({ id: at, name, bytes, sha256 }) => ({
        name,
        bytes,
        sha256: toHex(sha256),
        ...(large.has(at) ? { file: large.get(at)!.name } : { apart: true as const }),
      })),
    ],
    deliveries: deliveries.map(({ state, status, receivedAt }) => ({
      state,
      status,
      ...(receivedAt === undefined ? {} : { receivedAt: iso(receivedAt) }),
    })),
    receipts: files.map(({ state, name }) => ({ state, file: name })),
    ...(unverified.length === 0 ? {} : { unverifiedReceipts: [...unverified] }),
  };
}

export function listedWithheld({ row, because }: WithheldMessage): CaseList['withheld'][number] {
  const { id, direction, state, sentAt } = row;
  return { id, direction, from: state, sentAt: iso(sentAt), because };
}

/** Where an imported mail stands. */
export function mailName(place: number): string {
  return `imported/${placeName(place)}.eml`;
}

export function listedMail(mail: ShownMail, place: number): NonNullable<CaseList['mails']>[number] {
  const { from, datedAt, importedAt, importedBy, bytes, sha256 } = mail;
  return { id: mail.mail, file: mailName(place), from, datedAt, importedAt, importedBy, bytes, sha256 };
}

export function listedWithheldMail({ mail, datedAt }: ShownMail): NonNullable<CaseList['withheldMails']>[number] {
  return { id: mail, datedAt, because: 'imported' };
}

export function formatCaseList(list: CaseList): Uint8Array {
  return utf8(`${JSON.stringify(list, undefined, 2)}\n`);
}

/** @throws IimsError `container.malformed` */
export function parseCaseList(bytes: Uint8Array): z.output<typeof listSchema> {
  try {
    const parsed = listSchema.safeParse(parseStrictJson(bytes, { bytesMax: LIST_BYTES_MAX }));
    if (parsed.success) return parsed.data;
    throw malformed();
  } catch (cause) {
    throw malformed(cause);
  }
}

/** The form in which `sha256sum -c` reads hashes. */
export function hashList(files: readonly (ZippedFile | StreamedFile)[]): Uint8Array {
  return utf8(files.map((file) => `${toHex(hashOfFile(file))}  ${file.name}\n`).join(''));
}

/** How a container is verified by whoever has never seen this software. CI runs these very lines. */
export function containerReadMe(fingerprint: string, isExercise: boolean): Uint8Array {
  const lines = [
    ...(isExercise ? ['EXERCISE. Nothing in this container is real.', ''] : []),
    'What this is',
    '  Messages of a case, as a State exported them: an ASiC-E container (ETSI EN 319 162-1), which is a zip file.',
    '  case.json lists the messages, and what was withheld with the reason. messages/NNNN.eml opens in a mail program.',
    '  imported/NNNN.eml is old mail, byte for byte as the State imported it: that it did is all that is shown of it.',
    '  attachments/NNNN-P.bin are files that went beside message NNNN; case.json says what they are called.',
    '  messages/NNNN.proof and receipts/ are what senders and recipients signed, for `iims case verify`.',
    '',
    'Verify it with OpenSSL 3 and nothing else, in the folder where it was unpacked',
    ...VERIFY_COMMANDS.map((command) => `  ${command}`),
    '  Each must end without a fault. The second compares the list of hashes with the manifest that was signed.',
    '',
    'Whose signature it is',
    '  certificate.pem is in the container as a convenience: whoever made a forgery put his own there. Take the',
    '  certificate from the State in person, or compare its SHA-256 with what the State tells:',
    `  ${fingerprint}`,
    '  openssl x509 -in certificate.pem -noout -fingerprint -sha256',
    '  `iims case verify FILE --trust TRUST-ROOT` needs no such comparison: META-INF/iims-seal.json binds the certificate',
    '  to the State by Ed25519 and ML-DSA-65, back to the root of trust of the federation.',
    '',
    'What it does not show',
    '  When it was signed, but by the word of the signer: there is no time-stamp of a third.',
    '',
  ];
  return utf8(lines.join('\n'));
}

export const VERIFY_COMMANDS: readonly string[] = [
  `openssl cms -verify -cades -binary -inform DER -in ${SIGNATURE_FILE} -content ${MANIFEST_FILE} -CAfile certificate.pem -out /dev/null`,
  `grep -F -A 2 'URI="SHA256SUMS"' ${MANIFEST_FILE} | grep -F -- "$(openssl dgst -sha256 -binary SHA256SUMS | openssl base64)"`,
  'sha256sum --check --strict SHA256SUMS',
];

function malformed(cause?: unknown): IimsError {
  return new IimsError('container.malformed', {
    message: 'The list of the case is malformed.',
    field: 'case.json',
    cause,
  });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

const NO_FILES: ReadonlyMap<number, StreamedFile> = new Map();
const NO_RECEIPTS: JudgedReceipts = { files: [], unverified: [] };
const LIST_BYTES_MAX = 16_777_216;
const stateCode = z.string().refine((text) => isStateCode(text));
const direction = z.enum(['in', 'out']);
const address = z.strictObject({
  state: stateCode,
  authority: z.string().exactOptional(),
  desk: z.string().exactOptional(),
});
const listSchema = z.strictObject({
  type: z.literal('iims/case/1'),
  case: z.string(),
  state: stateCode,
  authority: z.string(),
  exercise: z.boolean(),
  exportedAt: z.string(),
  reader: z.enum(EXPORT_READERS),
  purpose: z.string().exactOptional(),
  messages: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.string(),
      direction,
      from: address,
      to: z.array(address),
      sentAt: z.string(),
      receivedAt: z.string().exactOptional(),
      inReplyTo: z.string().exactOptional(),
      handling: handlingSchema,
      mail: z.string(),
      proof: z.string(),
      attachments: z.array(
        z.strictObject({
          name: z.string(),
          bytes: z.int(),
          sha256: z.string(),
          /** It went beside the message, and is not in this file. */
          apart: z.literal(true).exactOptional(),
          /** It went beside the message, and this is its name here. */
          file: z.string().exactOptional(),
        }),
      ),
      deliveries: z.array(
        z.strictObject({ state: stateCode, status: z.string(), receivedAt: z.string().exactOptional() }),
      ),
      receipts: z.array(z.strictObject({ state: stateCode, file: z.string() })),
      unverifiedReceipts: z.array(z.strictObject({ state: stateCode, because: z.string() })).exactOptional(),
    }),
  ),
  withheld: z.array(
    z.strictObject({ id: z.string(), direction, from: stateCode, sentAt: z.string(), because: z.string() }),
  ),
  /** Old mail as it was imported; nobody's signature says who wrote it. */
  mails: z
    .array(
      z.strictObject({
        id: z.string(),
        file: z.string(),
        from: z.string(),
        datedAt: z.string(),
        importedAt: z.string(),
        importedBy: z.string(),
        bytes: z.int(),
        sha256: z.string(),
      }),
    )
    .exactOptional(),
  withheldMails: z
    .array(z.strictObject({ id: z.string(), datedAt: z.string(), because: z.literal('imported') }))
    .exactOptional(),
});
