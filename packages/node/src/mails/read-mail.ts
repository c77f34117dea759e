// SPDX-License-Identifier: Apache-2.0
// Reads a mail, for people to see what it is before they open its file elsewhere (spec/mail-import.md, 6 to 12). A pure function of its
// bytes. Of its parts none is left out: what is not shown as text is an attachment.
import { hash } from 'node:crypto';
import type { MailRemark } from '@iims/wire/mail-remarks';
import { textInHtml } from './html-text.ts';
import { noMail } from './mail-fault.ts';
import { fieldWithParameters, type MailHead, readHead } from './mail-head.ts';
import { leavesOf, type MailLeaf } from './mail-parts.ts';
import {
  charsetDecoded,
  cutAt,
  type Remarks,
  shownLine,
  shownParameter,
  shownText,
  transferDecoded,
} from './mail-text.ts';

/** Plain data. */
export interface MailReading {
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly subject: string;
  readonly messageId: string;
  /** When it was written, by its own word, ms since 1970; absent where it does not say. */
  readonly datedAt?: number;
  readonly text: string;
  readonly remarks: readonly MailRemark[];
  readonly attachments: readonly MailAttachment[];
}

export interface MailAttachment {
  /** From 1 on. */
  readonly id: number;
  readonly name: string;
  /** As the mail claims it. */
  readonly mediaType: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** @throws IimsError `mail.malformed`, `mail.too-complex` */
export function readMail(file: Uint8Array): MailReading {
  const { head, leaves, remarks } = divided(file);
  const fallback = charsetOf(leaves[0]!) ?? 'windows-1252';
  const line = (name: string) => {
    const values = head.get(name) ?? [];
    if (values.length > 1) remarks.add('duplicate-header');
    return shownLine(values[0] ?? '', remarks, { fallback });
  };
  const shown = { from: line('from'), to: line('to'), cc: line('cc'), subject: line('subject') };
  const messageId = line('message-id');
  const datedAt = dateOf(line('date'));
  if (datedAt === undefined) remarks.add('no-date');
  const text = textOf(leaves, remarks, fallback);
  const attachments = attachmentLeaves(leaves).map((leaf, place) => attachmentOf(leaf, place + 1, remarks, fallback));
  return {
    ...shown,
    messageId,
    ...(datedAt === undefined ? {} : { datedAt }),
    text,
    remarks: [...remarks],
    attachments,
  };
}

/** The bytes of one attachment as they are without their transfer encoding; undefined where the mail has none of this number. */
export function mailAttachment(file: Uint8Array, id: number): Uint8Array | undefined {
  const { leaves, remarks } = divided(file);
  const leaf = attachmentLeaves(leaves)[id - 1];
  return leaf && contentOf(leaf, remarks);
}

function divided(file: Uint8Array): { head: MailHead; leaves: readonly MailLeaf[]; remarks: Remarks } {
  const raw = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString('latin1');
  if (raw.startsWith('From ')) throw noMail('one mail, and no mbox');
  const remarks: Remarks = new Set();
  const top = readHead(raw, 0, raw.length);
  if (!HEAD_FIELDS.some((name) => top.head.has(name))) throw noMail(`a head with ${HEAD_FIELDS.join(', ')}`);
  return { head: top.head, leaves: leavesOf(raw, top, remarks), remarks };
}

function textOf(leaves: readonly MailLeaf[], remarks: Remarks, fallback: string): string {
  const plain = leaves.filter(isPlainText);
  const html = plain.length > 0 ? [] : leaves.filter(isShownHtml);
  if (html.length > 0) remarks.add('html-only');
  let text = '';
  for (const leaf of [...plain, ...html]) {
    const said = charsetDecoded(contentOf(leaf, remarks), charsetOf(leaf), remarks, fallback);
    if (said.length > READ_CHARACTERS_MAX) remarks.add('text-cut');
    const read = cutAt(said, READ_CHARACTERS_MAX);
    text += `${text === '' ? '' : '\n\n'}${shownText(isShownHtml(leaf) ? textInHtml(read) : read, remarks)}`;
    if (text.length > TEXT_CHARACTERS_MAX) {
      remarks.add('text-cut');
      text = cutAt(text, TEXT_CHARACTERS_MAX);
      break;
    }
  }
  if (text.includes('-----BEGIN PGP MESSAGE-----')) remarks.add('encrypted');
  if (text.includes('-----BEGIN PGP SIGNED MESSAGE-----')) remarks.add('signed');
  return text.trimEnd();
}

function attachmentLeaves(leaves: readonly MailLeaf[]): readonly MailLeaf[] {
  return leaves.filter((leaf) => !isPlainText(leaf));
}

function attachmentOf(leaf: MailLeaf, id: number, remarks: Remarks, fallback: string): MailAttachment {
  const content = contentOf(leaf, remarks);
  const { value } = leaf.type;
  return {
    id,
    name: nameOf(leaf, id, remarks, fallback),
    mediaType: MEDIA_TYPE.test(value) ? value : 'application/octet-stream',
    bytes: content.length,
    sha256: hash('sha256', content),
  };
}

/** Of a path the last piece: it is text to be shown, and never a path. */
function nameOf(leaf: MailLeaf, id: number, remarks: Remarks, fallback: string): string {
  const given = dispositionOf(leaf)?.parameters.get('filename') ?? leaf.type.parameters.get('name');
  const options = { fallback, charactersMax: PATH_CHARACTERS_MAX };
  const path = given === undefined ? '' : shownParameter(given, remarks, options);
  const name = cutAt(path.slice(1 + Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))), NAME_CHARACTERS_MAX);
  if (name !== '' && name !== '.' && name !== '..') return name;
  return `part-${id}${ENDINGS.get(leaf.type.value) ?? ''}`;
}

/** Written to be read where it stands. */
function isPlainText(leaf: MailLeaf): boolean {
  return leaf.type.value === 'text/plain' && !isFile(leaf);
}

function isShownHtml(leaf: MailLeaf): boolean {
  return leaf.type.value === 'text/html' && !leaf.isAlternative && !isFile(leaf);
}

function isFile(leaf: MailLeaf): boolean {
  const disposition = dispositionOf(leaf);
  return (
    disposition?.value === 'attachment' ||
    disposition?.parameters.has('filename') === true ||
    leaf.type.parameters.has('name')
  );
}

function dispositionOf({ head }: MailLeaf) {
  return fieldWithParameters(head, 'content-disposition');
}

function contentOf({ head, body }: MailLeaf, remarks: Remarks): Uint8Array {
  return transferDecoded(body, fieldWithParameters(head, 'content-transfer-encoding')?.value ?? '', remarks);
}

function charsetOf({ type }: MailLeaf): string | undefined {
  return type.parameters.get('charset')?.bytes;
}

/** RFC 5322, 3.3; only what means one moment wherever it is read: with a zone, and within years in which mail was written. */
function dateOf(text: string): number | undefined {
  const written = DATE.exec(text);
  if (written === null) return undefined;
  const [, day, month, year, hour, minute, second = '0', sign, zoneHours, zoneMinutes] = written;
  const fullYear = year!.length === 2 ? Number(year) + (Number(year) < 50 ? 2_000 : 1_900) : Number(year);
  const place = MONTHS.indexOf(month!.toLowerCase());
  const offset = sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(zoneHours) * 60 + Number(zoneMinutes));
  const at = Date.UTC(fullYear, place, Number(day), Number(hour), Number(minute) - offset, Number(second));
  const isReal = place !== -1 && Number(day) >= 1 && Number(day) <= 31 && Number(hour) < 24 && Number(minute) < 60;
  return isReal && at >= FIRST_MAIL && at < LAST_MAIL ? at : undefined;
}

const HEAD_FIELDS: readonly string[] = ['from', 'sender', 'subject', 'date', 'message-id', 'received'];
const DATE =
  /^(?:[A-Za-z]{3},? *)?(\d{1,2}) +([A-Za-z]{3}) +(\d{4}|\d{2}) +(\d{2}):(\d{2})(?::(\d{2}))? *(?:([+-])(\d{2})(\d{2})|GMT|UTC?|Z)(?: *\(|$)/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const FIRST_MAIL = Date.UTC(1971, 0);
const LAST_MAIL = Date.UTC(2200, 0);
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/;
const ENDINGS: ReadonlyMap<string, string> = new Map([
  ['text/html', '.html'],
  ['message/rfc822', '.eml'],
  ['application/pgp-encrypted', '.txt'],
  ['application/pgp-signature', '.asc'],
]);
/** What is shown of a mail's text, in UTF-16 code units. */
const TEXT_CHARACTERS_MAX = 262_144;
/** Of one part, before its markup goes. */
const READ_CHARACTERS_MAX = 1_048_576;
const NAME_CHARACTERS_MAX = 200;
const PATH_CHARACTERS_MAX = 1_000;
