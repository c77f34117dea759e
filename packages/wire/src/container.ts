// SPDX-License-Identifier: Apache-2.0
// Freight container numbers (ISO 6346): owner (3 letters), category (U, J or Z), serial (6 digits), check digit.
import { canonicalNumber } from './number-form.ts';

/** A container number and what its check digit says. */
export interface Container {
  readonly value: string;
  readonly checkDigitHolds: boolean;
  readonly computed: string;
}

/** Reads a container number with or without separators; undefined for another shape. */
export function parseContainer(text: string): Container | undefined {
  const value = canonicalNumber(text);
  if (!CONTAINER_SHAPE.test(value)) return undefined;
  const computed = containerCheckDigit(value);
  return { value, checkDigitHolds: value[10] === computed, computed };
}

/** ISO 6346, annex A: letters count 10 upwards without the multiples of 11, weights are powers of two, modulo 11 and then 10. */
function containerCheckDigit(value: string): string {
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += containerValue(value.charCodeAt(i)) * 2 ** i;
  return String((sum % 11) % 10);
}

function containerValue(code: number): number {
  if (code <= DIGIT_NINE) return code - DIGIT_ZERO;
  const plain = code - LETTER_A + 10;
  return plain + Math.floor((plain - 1) / 10);
}

const CONTAINER_SHAPE = /^[A-Z]{3}[UJZ][0-9]{7}$/;
const DIGIT_ZERO = 0x30;
const DIGIT_NINE = 0x39;
const LETTER_A = 0x41;
