// SPDX-License-Identifier: Apache-2.0
// From the bytes of a mail to what people read: transfer encodings (RFC 2045, 6), character sets, encoded words (RFC 2047). Whatever comes
// out is one line, or a text of lines: nothing in it ends a line, turns its direction or hides (spec/mail-import.md, 9).
import type { MailRemark } from '@iims/wire/mail-remarks';
import type { ParameterValue } from './mail-head.ts';

/** Gathers them: each once. */
export type Remarks = Set<MailRemark>;

/** The bytes of a body, one character each, without its transfer encoding. */
export function transferDecoded(body: string, encoding: string, remarks: Remarks): Uint8Array {
  switch (encoding.toLowerCase()) {
    case 'base64':
      return fromBase64Text(body, remarks);
    case 'quoted-printable':
      return fromQuotedPrintable(body, remarks);
    case '':
    case '7bit':
    case '8bit':
    case 'binary':
      return Buffer.from(body, 'latin1');
    default:
      // RFC 2045, 6.4: of an unknown encoding nothing is guessed.
      remarks.add('damaged-encoding');
      return Buffer.from(body, 'latin1');
  }
}

/** Bytes as text; `fallback` for what names no character set, or one that nobody knows. */
export function charsetDecoded(
  bytes: Uint8Array,
  charset: string | undefined,
  remarks: Remarks,
  fallback = 'windows-1252',
): string {
  const named = charset === undefined ? undefined : decoderOf(charset);
  if (named !== undefined) return named.decode(bytes);
  if (charset !== undefined) remarks.add('unknown-charset');
  try {
    return UTF8.decode(bytes);
  } catch {
    remarks.add('unknown-charset');
    return (decoderOf(fallback) ?? LATIN).decode(bytes);
  }
}

/** The value of a field: encoded words decoded, one line. */
export function shownLine(
  bytes: string,
  remarks: Remarks,
  { fallback = 'windows-1252', charactersMax = LINE_CHARACTERS_MAX } = {},
): string {
  const text = wordsDecoded(bytes, remarks, fallback).replace(LINE_BREAKERS, ' ');
  return cutAt(withoutTurns(text, remarks).replace(/ {2,}/g, ' ').trim(), charactersMax);
}

/** The value of a parameter, such as a file's name. */
export function shownParameter(
  { bytes, charset }: ParameterValue,
  remarks: Remarks,
  options: { readonly fallback?: string; readonly charactersMax: number },
): string {
  if (charset === undefined) return shownLine(bytes, remarks, options);
  const text = charsetDecoded(Buffer.from(bytes, 'latin1'), charset, remarks, options.fallback);
  return cutAt(withoutTurns(text.replace(LINE_BREAKERS, ' '), remarks).trim(), options.charactersMax);
}

/** A text of lines. */
export function shownText(text: string, remarks: Remarks): string {
  return withoutTurns(text.replace(/\r\n?/g, '\n').replace(TEXT_CONTROLS, REPLACEMENT), remarks);
}

/** At most so many UTF-16 code units, and no half of a character. */
export function cutAt(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const cut = text.slice(0, charactersMax);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

function withoutTurns(text: string, remarks: Remarks): string {
  if (text.search(TURNS) !== -1) remarks.add('hidden-direction');
  return text.toWellFormed().replace(TURNS, REPLACEMENT);
}

/** RFC 2047: words that follow each other are one text, whose characters may be divided between them. */
function wordsDecoded(bytes: string, remarks: Remarks, fallback: string): string {
  let text = '';
  let from = 0;
  let run: { readonly charset: string; bytes: Uint8Array[] } | undefined;
  const endRun = () => {
    if (run !== undefined) text += charsetDecoded(Buffer.concat(run.bytes), run.charset, remarks, fallback);
    run = undefined;
  };
  for (const word of bytes.matchAll(ENCODED_WORD)) {
    const [all, charset, , encoding, said] = word as unknown as [string, string, string, string, string];
    const between = bytes.slice(from, word.index);
    from = word.index + all.length;
    if (run === undefined || between.trim() !== '' || run.charset !== charset.toLowerCase()) {
      endRun();
      // Blanks between two words belong to neither.
      if (text === '' || between.trim() !== '') text += plainDecoded(between, remarks, fallback);
      run = { charset: charset.toLowerCase(), bytes: [] };
    }
    run.bytes.push(
      encoding.toUpperCase() === 'B'
        ? fromBase64Text(said, remarks)
        : fromQuotedPrintable(said.replaceAll('_', '=20'), remarks),
    );
  }
  endRun();
  return text + plainDecoded(bytes.slice(from), remarks, fallback);
}

/** What old mail programs wrote into a head without saying how. */
function plainDecoded(bytes: string, remarks: Remarks, fallback: string): string {
  return HIGH.test(bytes) ? charsetDecoded(Buffer.from(bytes, 'latin1'), undefined, remarks, fallback) : bytes;
}

function fromBase64Text(text: string, remarks: Remarks): Uint8Array {
  const compact = text.replace(/[\s]+/g, '');
  const end = compact.search(/=/);
  const padding = end === -1 ? '' : compact.slice(end);
  if (NOT_BASE64.test(end === -1 ? compact : compact.slice(0, end)) || !/^={0,2}$/.test(padding)) {
    remarks.add('damaged-encoding');
    // Padding in the middle, as where two files were put behind each other, ends nothing.
    return Buffer.from(compact.replace(/[^A-Za-z0-9+/]/g, ''), 'base64');
  }
  return Buffer.from(compact, 'base64');
}

function fromQuotedPrintable(text: string, remarks: Remarks): Uint8Array {
  let whole = '';
  for (const line of text.split('\n')) {
    const isCrLf = line.endsWith('\r');
    const said = line.trimEnd();
    whole += said.endsWith('=') ? said.slice(0, -1) : `${said}${isCrLf ? '\r\n' : '\n'}`;
  }
  // What was divided at line feeds has one fewer than lines.
  if (!text.trimEnd().endsWith('=')) whole = whole.slice(0, -1);
  if (/=(?![0-9A-Fa-f]{2})/.test(whole)) remarks.add('damaged-encoding');
  const bytes = whole.replace(/=([0-9A-Fa-f]{2})/g, (_all, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(bytes, 'latin1');
}

function decoderOf(charset: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(charset.trim());
  } catch {
    return undefined;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const LATIN = new TextDecoder('windows-1252');
const ENCODED_WORD = /=\?([A-Za-z0-9_.:+-]{1,40})(\*[A-Za-z0-9-]{1,20})?\?([BbQq])\?([^?\s]{0,1000})\?=/g;
const HIGH = /[\u0080-\u00ff]/;
const NOT_BASE64 = /[^A-Za-z0-9+/]/;
/** Whatever a program might take for the end of a line, and what is not seen. */
const LINE_BREAKERS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const TEXT_CONTROLS = /[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}]/gu;
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const REPLACEMENT = '\ufffd';
/** One line of a head as it is shown. */
const LINE_CHARACTERS_MAX = 1_000;
