// SPDX-License-Identifier: Apache-2.0
// The head of a mail or of one of its parts (RFC 5322, 2.2; RFC 2045, 5.1; RFC 2231): fields, and the parameters of those that have
// some. A text of bytes: each character is one byte, until somebody decodes it.
import { noMail, tooComplex } from './mail-fault.ts';

/** The fields of one part, by their names in lower case, in their order. */
export type MailHead = ReadonlyMap<string, readonly string[]>;

/** A field such as Content-Type: its value in lower case, and its parameters as bytes. */
export interface FieldWithParameters {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, ParameterValue>;
}

export interface ParameterValue {
  /** One character a byte. */
  readonly bytes: string;
  /** Of RFC 2231; undefined where encoded words may stand in it. */
  readonly charset?: string;
}

/**
 * The head that begins at a place, and where its body begins.
 * @throws IimsError `mail.too-complex`, `mail.malformed` for a line that is no field
 */
export function readHead(raw: string, from: number, end: number): { readonly head: MailHead; readonly body: number } {
  const head = new Map<string, string[]>();
  let fields = 0;
  let last: { readonly values: string[] } | undefined;
  for (let at = from; at < end; ) {
    const feed = raw.indexOf('\n', at);
    const next = feed === -1 || feed >= end ? end : feed + 1;
    if (next - from > HEAD_BYTES_MAX) throw tooComplex(`a head of at most ${HEAD_BYTES_MAX} bytes`);
    const line = withoutEnd(raw.slice(at, next));
    at = next;
    if (line === '') return { head, body: at };
    if (line[0] === ' ' || line[0] === '\t') {
      if (last === undefined) throw noMail('a head that begins with a field');
      last.values[last.values.length - 1] += line;
      continue;
    }
    const named = FIELD.exec(line);
    if (named === null) throw noMail('a head of fields, each a name, a colon and a value');
    fields += 1;
    if (fields > HEAD_FIELDS_MAX) throw tooComplex(`at most ${HEAD_FIELDS_MAX} fields in a head`);
    const name = named[1]!.toLowerCase();
    const values = head.get(name) ?? [];
    values.push(line.slice(named[0].length).trim());
    head.set(name, values);
    last = { values };
  }
  return { head, body: end };
}

/** The first of this name, with its parameters; those that come twice count once. */
export function fieldWithParameters(head: MailHead, name: string): FieldWithParameters | undefined {
  const text = head.get(name)?.[0];
  if (text === undefined) return undefined;
  const pieces = piecesOf(text);
  const given = new Map<string, string>();
  for (const piece of pieces.slice(1, 1 + PARAMETERS_MAX)) {
    const equals = piece.indexOf('=');
    if (equals === -1) continue;
    const parameter = piece.slice(0, equals).trim().toLowerCase();
    if (!given.has(parameter)) given.set(parameter, unquoted(piece.slice(equals + 1).trim()));
  }
  return { value: pieces[0]!.trim().toLowerCase(), parameters: joined(given) };
}

/** Divided at semicolons that stand in no quotes and no comment, which goes. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let inQuotes = false;
  let comments = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '\\' && (inQuotes || comments > 0)) {
      if (comments === 0) piece += text.slice(at, at + 2);
      at += 1;
    } else if (inQuotes) {
      piece += character;
      inQuotes = character !== '"';
    } else if (character === '(') comments += 1;
    else if (character === ')' && comments > 0) comments -= 1;
    else if (comments > 0) continue;
    else if (character === ';') {
      pieces.push(piece);
      piece = '';
    } else {
      inQuotes = character === '"';
      piece += character;
    }
  }
  return [...pieces, piece];
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  const end = value.endsWith('"') && value.length > 1 ? value.length - 1 : value.length;
  return value.slice(1, end).replace(/\\(.)/gs, '$1');
}

/** RFC 2231: name*, name*0, name*0* and so on are one value; it goes before a plain one of the same name. */
function joined(given: ReadonlyMap<string, string>): Map<string, ParameterValue> {
  const values = new Map<string, ParameterValue>();
  for (const [parameter, value] of given) {
    const [, name] = EXTENDED.exec(parameter) ?? [];
    if (name === undefined) {
      if (!values.has(parameter)) values.set(parameter, { bytes: value });
      continue;
    }
    const first = given.get(`${name}*`) ?? given.get(`${name}*0*`);
    const charset = first === undefined ? undefined : (CHARSET.exec(first)?.[1] ?? 'utf-8');
    values.set(name, { bytes: sectionsOf(given, name), ...(charset === undefined ? {} : { charset }) });
  }
  return values;
}

function sectionsOf(given: ReadonlyMap<string, string>, name: string): string {
  const single = given.get(`${name}*`);
  if (single !== undefined) return withoutPercent(single.replace(CHARSET, ''));
  let whole = '';
  for (let section = 0; section < PARAMETERS_MAX; section += 1) {
    const coded = given.get(`${name}*${section}*`);
    const plain = given.get(`${name}*${section}`);
    if (coded === undefined && plain === undefined) break;
    whole += coded === undefined ? plain : withoutPercent(section === 0 ? coded.replace(CHARSET, '') : coded);
  }
  return whole;
}

function withoutPercent(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_all, digits) => String.fromCharCode(Number.parseInt(digits, 16)));
}

function withoutEnd(line: string): string {
  return line.replace(/\r?\n$/, '');
}

/** RFC 5322, 2.2: any printable character but a colon. */
const FIELD = /^([!-9;-~]{1,128})[ \t]*:/;
const EXTENDED = /^([^*]+)\*(?:\d{1,3}\*?)?$/;
const CHARSET = /^([A-Za-z0-9_.:+-]{1,40})?'[^']{0,40}'/;
/** One head, in bytes. */
const HEAD_BYTES_MAX = 65_536;
const HEAD_FIELDS_MAX = 500;
/** Of one field. */
const PARAMETERS_MAX = 64;
