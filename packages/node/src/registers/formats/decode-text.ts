// SPDX-License-Identifier: Apache-2.0
// Bytes of a file to text, strictly: a wrong encoding, a zero or another kind of file is refused with the line, never guessed.
import { fileRefused } from './file-refused.ts';

/** What `encoding` may say; nothing else is decoded. UTF-8 where it says nothing. */
export const TEXT_ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1254',
] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/**
 * The text, in portions as they come; a byte-order mark is left out.
 * @throws IimsError `import.encoding` with the line
 */
export function* decodeText(chunks: Iterable<Uint8Array>, encoding: TextEncoding = 'utf-8'): Generator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const isWide = encoding.startsWith('utf-16');
  let line = 1;
  let isFirst = true;
  let before: Uint8Array = NOTHING;
  for (const chunk of chunks) {
    if (isFirst && chunk.length > 0) {
      checkBeginning(chunk, encoding);
      isFirst = false;
    }
    if (!isWide && chunk.includes(0)) throw zeroByte(line + lineBreaks(chunk.subarray(0, chunk.indexOf(0))));
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch {
      throw wrongEncoding(line + linesBeforeFault(before, chunk, encoding), encoding);
    }
    if (isWide && text.includes('\0')) throw zeroByte(line + breaksIn(text.slice(0, text.indexOf('\0'))));
    if (text !== '') yield text;
    line += breaksIn(text);
    before = chunk.subarray(-CHARACTER_BYTES_MAX);
  }
  try {
    const rest = decoder.decode();
    if (rest !== '') yield rest;
  } catch {
    throw wrongEncoding(line, encoding);
  }
}

/** Other kinds of files are known by how they begin; the fix says what to do with each. */
function checkBeginning(chunk: Uint8Array, encoding: TextEncoding): void {
  const [first, second, third, fourth] = chunk;
  if (first === 0x50 && second === 0x4b && third === 3 && fourth === 4) {
    throw fileRefused(
      'import.encoding',
      1,
      'plain text; this is a ZIP archive',
      'Unpack it first; save an Excel workbook as "CSV UTF-8".',
    );
  }
  if (first === 0xef && second === 0xbb && third === 0xbf && encoding !== 'utf-8') {
    throw fileRefused('import.encoding', 1, `${encoding}; this is utf-8`, 'Say no encoding: UTF-8 is what is read.');
  }
  const utf16 =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
  if (utf16 === undefined || encoding === utf16) return;
  throw fileRefused(
    'import.encoding',
    1,
    `${encoding}; this is ${utf16}`,
    `Say --encoding ${utf16}, or save the file as UTF-8.`,
  );
}

function wrongEncoding(line: number, encoding: TextEncoding): Error {
  const fix =
    encoding === 'utf-8'
      ? 'Save the file as UTF-8, or say what it is: --encoding windows-1251 for Cyrillic from Windows.'
      : 'Say the encoding in which the file was written.';
  return fileRefused('import.encoding', line, `text in ${encoding}`, fix);
}

function zeroByte(line: number): Error {
  return fileRefused(
    'import.encoding',
    line,
    'text without zero bytes',
    'Check that this is a text file; say --encoding utf-16le if it is UTF-16.',
  );
}

/** Line breaks before the byte that does not decode, by decoding line after line. A broken character may have begun in the chunk before. */
function linesBeforeFault(before: Uint8Array, chunk: Uint8Array, encoding: TextEncoding): number {
  if (encoding.startsWith('utf-16')) return 0;
  const decoder = new TextDecoder(encoding, { fatal: true });
  const start = characterStart(before);
  let lines = 0;
  for (let from = 0; from < chunk.length; lines += 1) {
    const end = chunk.indexOf(LINE_FEED, from);
    const part = chunk.subarray(from, end < 0 ? chunk.length : end + 1);
    try {
      decoder.decode(from === 0 ? joined(start, part) : part, { stream: end < 0 });
    } catch {
      return lines;
    }
    from += part.length;
  }
  return Math.max(lines - 1, 0);
}

/** The bytes of a character that a chunk ends in the middle of. */
function characterStart(bytes: Uint8Array): Uint8Array {
  for (let i = bytes.length - 1; i >= 0; i -= 1) if (bytes[i]! >= 0xc0) return bytes.subarray(i);
  return NOTHING;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

function lineBreaks(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

function breaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

const LINE_FEED = 0x0a;
/** Of UTF-8. */
const CHARACTER_BYTES_MAX = 4;
const NOTHING = new Uint8Array(0);
