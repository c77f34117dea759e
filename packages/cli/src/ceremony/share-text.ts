// SPDX-License-Identifier: Apache-2.0
// A share as it stands on paper (spec/ceremony.md, 5.3): eight lines of base32 with a check group each, so that a typing error is
// found in the line where it was made. Everything here is public knowledge about the form; the secret is in lines 2 to 8.

import { sha256 } from '@iims/crypto/primitives';
import { assert } from '@iims/wire/assert';
import { concatBytes, equalBytes, lengthPrefixed, toHex, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';

/** What the first line of a sheet says. */
export interface ShareHead {
  /** How many shares give the secret, and how many there are. */
  readonly needed: number;
  readonly of: number;
  /** From 1 on. */
  readonly number: number;
  /** 7 bytes in hexadecimal, the same on every sheet of a set. */
  readonly set: string;
}

/** One share, and what its sheet says about it. */
export interface Share extends ShareHead {
  /** 65 bytes; secret. */
  readonly share: Uint8Array;
}

/** The eight lines of a sheet: four groups of four characters and a check group. */
export function shareLines({ needed, of, number, set, share }: Share): readonly string[] {
  assert(share.length === SHARE_BYTES, 'a share has 65 bytes');
  const setBytes = Uint8Array.from(Buffer.from(set, 'hex'));
  const head = concatBytes(Uint8Array.of(SHEET_VERSION, (needed << 4) | of, number), setBytes);
  const body = concatBytes(share, shareCheck(head, share));
  return [head, ...pieces(body)].map((line, index) => {
    const text = toBase32(concatBytes(line, lineCheck(head, index + 1, line)));
    return text.match(/.{4}/gu)!.slice(0, LINE_GROUPS).join(' ');
  });
}

/** Reads one line of a sheet, number `line` (from 1); `head` is what line 1 gave. Throws `ceremony.share` and names sheet and line. */
export function readShareLine(
  text: string,
  at: { readonly sheet: number; readonly line: number; readonly head?: Uint8Array },
): Uint8Array {
  const characters = text.replace(/[\s-]/gu, '').toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/gu, '1');
  if (characters.length !== LINE_CHARACTERS) {
    throw typingError(at, `five groups of four characters; there are ${characters.length} characters`);
  }
  if ([...characters].some((character) => !ALPHABET.includes(character))) {
    throw typingError(at, 'digits and letters without U');
  }
  const bytes = fromBase32(characters);
  const line = bytes.subarray(0, LINE_BYTES);
  const check = lineCheck(at.head ?? line, at.line, line);
  // The last four bits of the third byte are not on paper.
  const isRight = equalBytes(bytes.subarray(LINE_BYTES), Uint8Array.of(check[0]!, check[1]!, check[2]! & 0xf0));
  if (!isRight) throw typingError(at, 'its check group fits');
  return line.slice();
}

/** Puts the eight lines of sheet number `sheet` (in the order of typing) together. Throws `ceremony.share`. */
export function shareOfLines(lines: readonly Uint8Array[], sheet: number): Share {
  assert(lines.length === SHEET_LINES, 'a sheet has eight lines');
  const [head, ...rest] = lines as [Uint8Array, ...Uint8Array[]];
  const body = concatBytes(...rest);
  const share = body.slice(0, SHARE_BYTES);
  if (head[0] !== SHEET_VERSION) throw typingError({ sheet, line: 1 }, 'a sheet of version 1');
  if (!equalBytes(body.subarray(SHARE_BYTES), shareCheck(head, share))) {
    throw typingError({ sheet, line: SHEET_LINES }, 'all eight lines are of one sheet');
  }
  body.fill(0);
  return { ...shareHead(head), share };
}

/** What the first line says, as `readShareLine` read it. */
export function shareHead(head: Uint8Array): ShareHead {
  return { needed: head[1]! >> 4, of: head[1]! & 0x0f, number: head[2]!, set: toHex(head.subarray(3)) };
}

/** A line as it was typed, without the number that stands before it on the sheet: no group has one character only. */
export function withoutLineNumber(typed: string): string {
  return typed.trim().replace(/^[1-8][.:]?\s+/u, '');
}

/** Reads whole sheets, one after the other: blank lines and lines that begin with # do not count, a line may begin with its number. */
export function readShareSheets(text: string): readonly Share[] {
  const typed = text
    .split('\n')
    .map(withoutLineNumber)
    .filter((line) => line !== '' && !line.startsWith('#'));
  const shares: Share[] = [];
  for (let start = 0; start < typed.length; start += SHEET_LINES) {
    const sheet = shares.length + 1;
    const lines: Uint8Array[] = [];
    for (const [index, line] of typed.slice(start, start + SHEET_LINES).entries()) {
      const head = lines[0];
      lines.push(readShareLine(line, { sheet, line: index + 1, ...(head ? { head } : {}) }));
    }
    if (lines.length < SHEET_LINES) throw typingError({ sheet, line: lines.length + 1 }, 'a sheet has eight lines');
    shares.push(shareOfLines(lines, sheet));
    for (const line of lines) line.fill(0);
  }
  return shares;
}

function typingError({ sheet, line }: { readonly sheet: number; readonly line: number }, rule: string): IimsError {
  return new IimsError('ceremony.share', {
    message: `Line ${line} of sheet ${sheet} is not as printed.`,
    field: `sheet ${sheet}, line ${line}`,
    rule,
    fix: 'Compare the line with the paper, character by character, and type it again.',
  });
}

function lineCheck(head: Uint8Array, number: number, line: Uint8Array): Uint8Array {
  return sha256(lengthPrefixed(LINE_DOMAIN, head, Uint8Array.of(number), line)).subarray(0, CHECK_BYTES);
}

function shareCheck(head: Uint8Array, share: Uint8Array): Uint8Array {
  return sha256(lengthPrefixed(SHARE_DOMAIN, head, share)).subarray(0, SHARE_CHECK_BYTES);
}

function pieces(body: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: body.length / LINE_BYTES }, (_, at) =>
    body.subarray(at * LINE_BYTES, (at + 1) * LINE_BYTES),
  );
}

/** Five bits a character, most significant first; bits that do not fill a character are filled with zeros. */
function toBase32(bytes: Uint8Array): string {
  let text = '';
  for (let bit = 0; bit < bytes.length * 8; bit += 5) {
    let value = 0;
    for (let at = bit; at < bit + 5; at++) value = (value << 1) | (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    text += ALPHABET[value];
  }
  return text;
}

function fromBase32(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((text.length * 5) / 8));
  for (const [index, character] of [...text].entries()) {
    const value = ALPHABET.indexOf(character);
    for (let offset = 0; offset < 5; offset++) {
      const bit = index * 5 + offset;
      bytes[bit >> 3]! |= ((value >> (4 - offset)) & 1) << (7 - (bit & 7));
    }
  }
  return bytes;
}

/** Crockford's base32: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SHEET_VERSION = 1;
/** 64 bytes of secret, and the point at which the polynomials are taken. */
export const SHARE_BYTES = 65;
export const SHEET_LINES = 8;
const LINE_BYTES = 10;
/** Four groups for ten bytes, one for the check. */
const LINE_GROUPS = 5;
const LINE_CHARACTERS = 20;
/** 20 bits of it are on paper. */
const CHECK_BYTES = 3;
const SHARE_CHECK_BYTES = 5;
const LINE_DOMAIN = utf8('iims/ceremony/share-line');
const SHARE_DOMAIN = utf8('iims/ceremony/share');
