// SPDX-License-Identifier: Apache-2.0
// A message as a file that any mail program opens (RFC 5322, MIME RFC 2045 and 2231). Whatever stands in a message is encoded before it
// comes near a header or a boundary, so that nothing in it can be either; attachments are bytes and nothing that a program would run.

import { sha256 } from '@iims/crypto/primitives';
import { toBase64, toHex, utf8 } from '@iims/wire/bytes';
import { type Address, isOfKind, type Message } from '@iims/wire/message';
import type { ExportedMessage } from './gather-messages.ts';
import { messageFacts } from './message-facts.ts';

/** The same message gives the same bytes. */
export function writeEml({ row, message, deliveries, files }: ExportedMessage): Uint8Array {
  // Its characters are none of base64, in which everything between boundaries stands.
  const boundary = `=_iims_${toHex(sha256(utf8(message.id))).slice(0, 32)}`;
  const subject = subjectOf(message);
  const facts = messageFacts({ row, message, deliveries, ...(files === undefined ? {} : { files }) });
  const lines = [
    `From: ${mailbox(message.from)}`,
    `To: ${message.to.map(mailbox).join(',\r\n ')}`,
    `Subject: ${encodedWords(row.exercise ? `EXERCISE ${subject}` : subject)}`,
    `Date: ${new Date(message.sentAt).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${message.id}@iims.invalid>`,
    ...(message.inReplyTo === undefined ? [] : [`In-Reply-To: <${message.inReplyTo}@iims.invalid>`]),
    `X-IIMS-Kind: ${message.kind}`,
    `X-IIMS-Case: ${encodedWords(message.caseRef)}`,
    `X-IIMS-Handling: ${message.handling.code}`,
    `X-IIMS-Exercise: ${row.exercise ? 'yes' : 'no'}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed;\r\n boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...base64Lines(utf8(`${facts.map(({ name, value }) => `${name}: ${value}`).join('\r\n')}\r\n`)),
    ...message.attachments.flatMap(({ name, bytes }) => [
      `--${boundary}`,
      'Content-Type: application/octet-stream',
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment${extendedFileName(name)}`,
      '',
      ...base64Lines(bytes),
    ]),
    `--${boundary}--`,
    '',
  ];
  return utf8(lines.join('\r\n'));
}

function subjectOf(message: Message): string {
  const { subject } = message.fields;
  if (isOfKind(message, 'free-message') && typeof subject === 'string') return subject;
  return `${message.kind}, ${message.caseRef}`;
}

/** An address to which nothing can be sent (RFC 2606): a bureau has no mailbox. */
function mailbox({ state, authority, desk }: Address): string {
  const name = [state, authority, desk].filter((part) => part !== undefined).join(' ');
  return `${encodedWords(name, NAME_WORD_BYTES_MAX)}\r\n <bureau@${state.toLowerCase()}.iims.invalid>`;
}

/** RFC 2047, in base64 always: then no character of the text stands in the header. Short enough for a line each, with the name of the header. */
function encodedWords(text: string, wordBytesMax = WORD_BYTES_MAX): string {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (utf8(word + character).length > wordBytesMax) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((part) => `=?UTF-8?B?${toBase64(utf8(part))}?=`).join('\r\n ');
}

/** RFC 2231, 3 and 4: every byte that is no letter or digit as a percent code, in numbered parts that fit a line. */
function extendedFileName(name: string): string {
  const codes = [...utf8(name)].map((byte) =>
    isLetterOrDigit(byte) || byte === 0x2e
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  );
  const parts: string[] = [];
  for (let at = 0; at < codes.length; at += NAME_CODES_A_LINE)
    parts.push(codes.slice(at, at + NAME_CODES_A_LINE).join(''));
  return parts.map((part, place) => `;\r\n filename*${place}*=${place === 0 ? "UTF-8''" : ''}${part}`).join('');
}

function isLetterOrDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

function base64Lines(bytes: Uint8Array): string[] {
  const text = toBase64(bytes);
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += LINE_CHARACTERS) lines.push(text.slice(at, at + LINE_CHARACTERS));
  return lines;
}

const WORD_BYTES_MAX = 30;
/** The most that RFC 2047 lets a word hold: some programs set a blank between two words of a name. */
const NAME_WORD_BYTES_MAX = 45;
const NAME_CODES_A_LINE = 18;
/** RFC 2045, 6.8. */
const LINE_CHARACTERS = 76;
