// SPDX-License-Identifier: Apache-2.0
// What the box says on each key stroke: nothing yet, a machine-readable zone on its way, something to ask, or what is wrong. Never throws.
import { type Detection, type DetectionCheck, type DetectOptions, detectSubjects } from './detect.ts';
import { looksLikeMrz, mrzDetectionChecks } from './detect-mrz.ts';
import { errorToJson, IimsError } from './errors.ts';
import { type MrzFormat, mrzLines, parseMrz, typedCheckFields } from './mrz.ts';

/** What the box says about the text so far. */
export type Typing =
  | { readonly kind: 'empty' }
  /** A name without its date, or a beginning: it may still become something to ask. */
  | { readonly kind: 'incomplete' }
  | PartialMrz
  | { readonly kind: 'detected'; readonly detection: Detection }
  | { readonly kind: 'unreadable'; readonly error: Readonly<Record<string, string>> };

/** A zone of which lines or characters are missing. */
export interface PartialMrz {
  readonly kind: 'partial-mrz';
  /** Undefined until the first line's length tells. */
  readonly format?: MrzFormat;
  readonly progress: {
    /** The line under way, from 1. */
    readonly line: number;
    readonly characters: number;
    /** Lines and characters of each line; undefined until the format is known. */
    readonly lines?: number;
    readonly charactersMax?: number;
  };
  /** Check digits of the fields that are complete. */
  readonly checks: readonly DetectionCheck[];
}

/** Reads the text so far, as `detectSubjects` will when it is asked. Never throws. */
export function readWhileTyping(input: string, options: DetectOptions = {}): Typing {
  if (input.trim() === '') return { kind: 'empty' };
  try {
    return { kind: 'detected', detection: detectSubjects(input, options) };
  } catch (error) {
    if (!(error instanceof IimsError)) throw error;
    if (error.code === 'input.unreadable' && BEGINNING.test(input)) return { kind: 'incomplete' };
    const partial =
      error.code === 'mrz.unreadable' && looksLikeMrz(input.trim()) ? partialMrz(input, options) : undefined;
    return partial ?? { kind: 'unreadable', error: errorToJson(error) };
  }
}

function partialMrz(input: string, options: DetectOptions): PartialMrz | undefined {
  const lines = mrzLines([input]);
  if (!lines.every((line) => ALPHABET.test(line))) return undefined;
  const last = lines.at(-1)!;
  const progress = { line: lines.length, characters: last.length };
  if (lines.length === 1)
    return last.length <= ONE_LINE_CHARACTERS_MAX ? { kind: 'partial-mrz', progress, checks: [] } : undefined;
  const charactersMax = lines[0]!.length;
  const lineCount = LINES_OF_LENGTH.get(charactersMax);
  if (lineCount === undefined || lines.length > lineCount || last.length > charactersMax) return undefined;
  if (lines.slice(0, -1).some((line) => line.length !== charactersMax)) return undefined;
  const filled = Array.from({ length: lineCount }, (_, i) => (lines[i] ?? '').padEnd(charactersMax, '<'));
  const mrz = parseMrz(filled, options);
  const complete: ReadonlySet<string> = new Set(typedCheckFields(mrz.format, lines));
  return {
    kind: 'partial-mrz',
    format: mrz.format,
    progress: { ...progress, lines: lineCount, charactersMax },
    checks: mrzDetectionChecks(mrz).filter((check) => complete.has(check.field)),
  };
}

const ALPHABET = /^[A-Z0-9<]+$/;
/** A scanner may send all lines as one. */
const ONE_LINE_CHARACTERS_MAX = 90;
const BEGINNING = /^[\p{L}\p{M}\p{Nd} \t,.:<'’ʼ`/-]*$/u;
const LINES_OF_LENGTH: ReadonlyMap<number, number> = new Map([
  [30, 3],
  [36, 2],
  [44, 2],
]);
