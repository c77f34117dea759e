// SPDX-License-Identifier: Apache-2.0
// One line of `iims match` and its answer (spec/cli.md 14).
import { matchNames } from '@iims/matching/match-names';
import type { NameInput } from '@iims/matching/prepare-name';
import { errorToJson, IimsError } from '@iims/wire/errors';
import { type JsonValue, parseStrictJson } from '@iims/wire/strict-json';
import type { Line } from './byte-lines.ts';

/** A line may have so many bytes. */
export const MATCH_LINE_BYTES_MAX = 65_536;

export interface MatchAnswer {
  /** One line of JSON, without its end. */
  readonly text: string;
  readonly isFault: boolean;
}

/** The answer to the line of this number, counted from 1; undefined for a blank line. A bad line is answered with its fault. */
export function answerMatchLine(line: Line, number: number): MatchAnswer | undefined {
  if (line !== 'too-long' && isBlank(line)) return undefined;
  let id: Id = null;
  try {
    if (line === 'too-long') throw tooLong();
    const value = objectOf(parseStrictJson(line), 'line');
    id = idOf(value.id);
    const { score, band, rules, why } = matchNames(nameOf(value.a, 'a'), nameOf(value.b, 'b'));
    return { text: JSON.stringify({ id, score: score / 1000, band, rules, why }), isFault: false };
  } catch (fault) {
    if (!(fault instanceof IimsError)) throw fault;
    return { text: JSON.stringify({ id, line: number, error: errorToJson(fault) }), isFault: true };
  }
}

type Id = string | number | null;

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

function idOf(value: JsonValue | undefined): Id {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw invalid('id', 'a string or a number');
}

function nameOf(value: JsonValue | undefined, field: 'a' | 'b'): NameInput {
  const { name, lang } = objectOf(value, field);
  if (typeof name !== 'string') throw invalid(`${field}.name`, 'a string');
  if (lang === undefined || lang === null) return { name };
  if (typeof lang !== 'string') throw invalid(`${field}.lang`, 'a language code such as "uk", or nothing');
  return { name, lang };
}

function objectOf(value: JsonValue | undefined, field: string): { readonly [key: string]: JsonValue | undefined } {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as { [key: string]: JsonValue };
  throw invalid(
    field,
    field === 'line' ? 'an object with id, a and b' : 'an object with name, and lang where it is known',
  );
}

function invalid(field: string, rule: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'The line is not a pair of names.',
    field,
    rule,
    fix: 'Send lines such as {"id":1,"a":{"name":"…","lang":"uk"},"b":{"name":"…"}}.',
  });
}

function tooLong(): IimsError {
  return new IimsError('input.too-long', {
    message: 'The line is too long.',
    field: 'line',
    rule: `at most ${MATCH_LINE_BYTES_MAX} bytes`,
    fix: 'Send one pair of names in each line.',
  });
}
