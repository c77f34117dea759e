// SPDX-License-Identifier: Apache-2.0
// One case of a file of test vectors, what became of it, and how its fields are read.

import { fromHex, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { JsonValue } from '@iims/wire/strict-json';

/** What became of one case. A reason names a rule and never repeats what the file holds. */
export type Outcome =
  | { readonly result: 'passed' }
  | { readonly result: 'failed' | 'skipped'; readonly reason: string };

/** One case. Whatever `run` throws is a failure of the case. */
export interface VectorCase {
  /** What the file itself calls the case; otherwise its place. */
  readonly id: string;
  /** Everything that the file says about the case, to compare it with the published one. */
  readonly content: JsonValue;
  run(): Outcome;
}

/** What one file holds. */
export interface VectorSet {
  /** Format and size, such as `EDDSA eddsa_verify_schema_v1.json 151`: files with one heading are versions of each other. */
  readonly heading: string;
  /** How many cases the file says it has, where its format says so. */
  readonly declared?: number;
  /** What the file says besides its cases. */
  readonly frame: JsonValue;
  readonly cases: readonly VectorCase[];
}

/** What a core package has handed in. */
export interface VectorTools {
  /** Decompresses zlib (RFC 1950); throws for anything else. */
  readonly inflate: (bytes: Uint8Array) => Uint8Array;
}

export const PASSED: Outcome = { result: 'passed' };

export function passIf(holds: boolean, whatFailed: string): Outcome {
  return holds ? PASSED : { result: 'failed', reason: whatFailed };
}

/** Passes where each of these holds; otherwise the first that does not is the reason. */
export function passIfAll(...checks: readonly (readonly [holds: boolean, whatFailed: string])[]): Outcome {
  return passIf(...(checks.find(([holds]) => !holds) ?? ([true, ''] as const)));
}

export function skip(reason: string): Outcome {
  return { result: 'skipped', reason };
}

/** An object of the file. */
export interface Fields {
  readonly [name: string]: JsonValue;
}

export function isFields(value: JsonValue | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws IimsError `input.invalid`, as all readers of fields */
export function fieldsOf(value: JsonValue | undefined): Fields {
  if (!isFields(value)) throw brokenField('an object');
  return value;
}

export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (!Array.isArray(value)) throw brokenField('a list');
  return value as readonly JsonValue[];
}

export function textField(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw brokenField('text', name);
  return value;
}

export function numberField(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') throw brokenField('a number', name);
  return value;
}

/** Bytes in lower-case hexadecimal. An absent field is a fault, an empty one is no bytes. */
export function hexField(fields: Fields, name: string): Uint8Array {
  return fromHex(textField(fields, name));
}

/** Bytes of the text itself. */
export function utf8Field(fields: Fields, name: string): Uint8Array {
  return utf8(textField(fields, name));
}

/** What `attempt` gives, or `undefined` when it throws: for cases in which a refusal is an answer. */
export function orRefused<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}

function brokenField(rule: string, field?: string): IimsError {
  return new IimsError('input.invalid', {
    message: 'A field of the vectors is missing or of another kind.',
    rule,
    ...(field === undefined ? {} : { field }),
  });
}
