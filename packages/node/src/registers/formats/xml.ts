// SPDX-License-Identifier: Apache-2.0
// A strict reader of the XML that lists come in: elements, attributes, text, comments, CDATA. Document types, entities of one's own and
// whatever else could reach outside or grow are refused with the line. One pass, bounded memory.
import { fileRefused } from './file-refused.ts';

export type XmlPiece =
  | { readonly kind: 'open'; readonly name: string; readonly line: number }
  | { readonly kind: 'close'; readonly name: string; readonly line: number }
  | { readonly kind: 'text'; readonly text: string; readonly line: number };

/**
 * What a well-formed document holds, in order; attributes are checked and left out. Blank text between elements is left out.
 * @throws IimsError `import.markup`, `import.line-too-long` with the line
 */
export function* readXml(texts: Iterable<string>): Generator<XmlPiece> {
  const open: string[] = [];
  let isDone = false;
  let buffer = '';
  let line = 1;
  for (const portion of texts) {
    buffer += portion;
    let at = 0;
    for (;;) {
      const piece = readPiece(buffer, at, line);
      if (piece === undefined) break;
      at = piece.end;
      for (const said of piece.says) {
        if (said.kind === 'open') {
          if (isDone) throw broken(line, 'one element holds all others');
          open.push(said.name);
          if (open.length > DEPTH_MAX) throw broken(line, `at most ${DEPTH_MAX} elements inside one another`);
        } else if (said.kind === 'close') {
          if (open.pop() !== said.name) throw broken(line, 'each element is closed where it was opened');
          isDone = open.length === 0;
        } else if (open.length === 0) throw broken(line, 'no text outside the elements');
        yield said;
      }
      line += breaksIn(buffer.slice(at - piece.length, at));
    }
    buffer = buffer.slice(at);
    if (buffer.length > PIECE_CHARACTERS_MAX) {
      throw fileRefused(
        'import.line-too-long',
        line,
        `a text or tag has at most ${PIECE_CHARACTERS_MAX} characters`,
        'Check that this is the list, and whole.',
      );
    }
  }
  if (!isDone || buffer.trim() !== '') throw broken(line, 'the document is whole');
}

interface Piece {
  readonly says: readonly XmlPiece[];
  readonly end: number;
  readonly length: number;
}

/** What begins at `from`; undefined when its end has not come. */
function readPiece(buffer: string, from: number, line: number): Piece | undefined {
  if (from >= buffer.length) return undefined;
  if (buffer[from] !== '<') return readText(buffer, from, line);
  if (buffer.length - from < LONGEST_BEGINNING && !buffer.includes('>', from)) return undefined;
  if (buffer.startsWith('<!--', from)) return skipped(buffer, from, '-->');
  if (buffer.startsWith('<![CDATA[', from)) return readCdata(buffer, from, line);
  if (buffer.startsWith('<!', from)) {
    throw fileRefused(
      'import.markup',
      line,
      'no document type and no entities of its own',
      'Take the list from its publisher again; a list has no document type.',
    );
  }
  if (buffer.startsWith('<?', from)) return readInstruction(buffer, from, line);
  return readTag(buffer, from, line);
}

function readText(buffer: string, from: number, line: number): Piece | undefined {
  const end = buffer.indexOf('<', from);
  if (end < 0) {
    // Only blanks may stand at the end of the document; text has not ended before the next tag.
    const rest = buffer.slice(from);
    return rest.trim() === '' ? { says: [], end: buffer.length, length: rest.length } : undefined;
  }
  const text = withCharacters(buffer.slice(from, end), line);
  return { says: text.trim() === '' ? [] : [{ kind: 'text', text, line }], end, length: end - from };
}

function readCdata(buffer: string, from: number, line: number): Piece | undefined {
  const end = buffer.indexOf(']]>', from);
  if (end < 0) return undefined;
  const text = buffer.slice(from + '<![CDATA['.length, end);
  checkCharacters(text, line);
  return { says: [{ kind: 'text', text, line }], end: end + 3, length: end + 3 - from };
}

function skipped(buffer: string, from: number, closing: string): Piece | undefined {
  const end = buffer.indexOf(closing, from);
  return end < 0 ? undefined : { says: [], end: end + closing.length, length: end + closing.length - from };
}

/** The bytes were decoded already: a declaration of another encoding than theirs would be a lie. */
function readInstruction(buffer: string, from: number, line: number): Piece | undefined {
  const piece = skipped(buffer, from, '?>');
  if (piece === undefined) return undefined;
  const said = /^<\?xml\s[^?]*encoding=["']([^"']*)["']/.exec(buffer.slice(from, piece.end))?.[1];
  if (said !== undefined && !/^utf-?(8|16)$/i.test(said)) throw broken(line, 'UTF-8');
  return piece;
}

function readTag(buffer: string, from: number, line: number): Piece | undefined {
  const end = endOfTag(buffer, from);
  if (end === undefined) return undefined;
  const tag = buffer.slice(from, end + 1);
  const length = tag.length;
  const closing = CLOSING_TAG.exec(tag);
  if (closing) return { says: [{ kind: 'close', name: closing[1]!, line }], end: end + 1, length };
  const opening = OPENING_TAG.exec(tag);
  if (!opening) throw broken(line, 'tags are well formed');
  const [, name, , , empty] = opening;
  const opens: XmlPiece = { kind: 'open', name: name!, line };
  return { says: empty === '/' ? [opens, { kind: 'close', name: name!, line }] : [opens], end: end + 1, length };
}

/** Attributes may hold the sign that ends a tag. */
function endOfTag(buffer: string, from: number): number | undefined {
  for (let at = from + 1, quote = ''; at < buffer.length; at += 1) {
    const character = buffer[at]!;
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '>') return at;
    else if (character === '"' || character === "'") quote = character;
    if (at - from > TAG_CHARACTERS_MAX) return at;
  }
  return undefined;
}

/** The five entities of XML and numbered characters; any other would need a document type. */
function withCharacters(text: string, line: number): string {
  checkCharacters(text, line);
  if (text.includes(']]>')) throw broken(line, 'text without "]]>"');
  if (!text.includes('&')) return text;
  return text.replace(/&([^;]{0,10};)?/g, (_all, named: string | undefined, offset: number) => {
    const character = NAMED.get(named ?? '') ?? numbered(named ?? '');
    if (character !== undefined) return character;
    throw broken(line + breaksIn(text.slice(0, offset)), 'no entities but the five of XML and numbered characters');
  });
}

function numbered(named: string): string | undefined {
  const found = /^#(?:([0-9]{1,7})|x([0-9A-Fa-f]{1,6}));$/.exec(named);
  if (!found) return undefined;
  const code = found[1] === undefined ? Number.parseInt(found[2]!, 16) : Number(found[1]);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  const character = String.fromCodePoint(code);
  return NOT_XML.test(character) ? undefined : character;
}

function checkCharacters(text: string, line: number): void {
  if (NOT_XML.test(text)) throw broken(line, 'no control characters');
}

function broken(line: number, rule: string): Error {
  return fileRefused('import.markup', line, rule, 'Take the list from its publisher again.');
}

/** Of a piece alone: a look beyond its end would find the next break wherever it is. */
function breaksIn(piece: string): number {
  let count = 0;
  for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1)) count += 1;
  return count;
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt;', '<'],
  ['gt;', '>'],
  ['amp;', '&'],
  ['quot;', '"'],
  ['apos;', "'"],
]);
const NAME = '[A-Za-z_][\\w.-]{0,99}(?::[A-Za-z_][\\w.-]{0,99})?';
const CLOSING_TAG = new RegExp(`^</(${NAME})\\s*>$`);
const OPENING_TAG = new RegExp(`^<(${NAME})((?:\\s+${NAME}\\s*=\\s*("[^"<]*"|'[^'<]*'))*)\\s*(/?)>$`);
/** XML 1.0, 2.2: what no document holds, whatever its encoding. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not stand there
const NOT_XML = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;
const LONGEST_BEGINNING = '<![CDATA['.length;
const DEPTH_MAX = 32;
const TAG_CHARACTERS_MAX = 8_192;
/** One text or tag. */
export const PIECE_CHARACTERS_MAX = 1_048_576;
