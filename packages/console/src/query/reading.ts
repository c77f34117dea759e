// SPDX-License-Identifier: Apache-2.0
// What stands in the box, read as it is typed. The one place where the console meets the wire's reader.
import { parseMrz } from '@iims/wire/mrz';
import { readWhileTyping, type Typing } from '@iims/wire/read-while-typing';

export interface Reading {
  readonly typing: Typing;
  /** By which the officer knows the query again: what was read, else the beginning of the text. */
  readonly label: string;
  /** YYYY-MM-DD, from a machine-readable zone. */
  readonly expiryDate?: string;
}

const LABEL_CHARACTERS_MAX = 24;

export function readInput(input: string, referenceYear = new Date().getFullYear()): Reading {
  const typing = readWhileTyping(input, { referenceYear });
  if (typing.kind !== 'detected') return { typing, label: input.trim().slice(0, LABEL_CHARACTERS_MAX) };
  const { detection } = typing;
  const expiryDate = detection.kind === 'mrz' ? parseMrz([input], { referenceYear }).fields.expiryDate : null;
  return { typing, label: detection.label, ...(expiryDate === null ? {} : { expiryDate }) };
}
