// SPDX-License-Identifier: Apache-2.0
// International bank account numbers (ISO 13616-1): country, two check digits, up to 30 characters; modulo 97 (ISO/IEC 7064).
import { canonicalNumber } from './number-form.ts';

/** An account number and what its check digits say. */
export interface Iban {
  readonly value: string;
  readonly checkDigitHolds: boolean;
  /** The two check digits computed over the rest. */
  readonly computed: string;
}

/** Reads an account number with or without blanks; undefined for another shape or a length that its country does not use. */
export function parseIban(text: string): Iban | undefined {
  const value = canonicalNumber(text);
  if (!IBAN_SHAPE.test(value)) return undefined;
  const length = IBAN_LENGTHS.get(value.slice(0, 2));
  if (length !== undefined && length !== value.length) return undefined;
  const computed = String(98 - modulo97(`${value.slice(4)}${value.slice(0, 2)}00`)).padStart(2, '0');
  return { value, checkDigitHolds: value.slice(2, 4) === computed, computed };
}

function modulo97(text: string): number {
  let rest = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

const IBAN_SHAPE = /^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/;

/** Lengths that the SWIFT registry gives for the region; other countries pass with any length from 15 to 34. */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    AL: 28,
    AT: 20,
    AZ: 28,
    BA: 20,
    BE: 16,
    BG: 22,
    BY: 28,
    CH: 21,
    CY: 28,
    CZ: 24,
    DE: 22,
    DK: 18,
    EE: 20,
    ES: 24,
    FI: 18,
    FR: 27,
    GB: 22,
    GE: 22,
    GR: 27,
    HR: 21,
    HU: 28,
    IE: 22,
    IL: 23,
    IT: 27,
    KZ: 20,
    LT: 20,
    LU: 20,
    LV: 21,
    MD: 24,
    ME: 22,
    MK: 19,
    NL: 18,
    NO: 15,
    PL: 28,
    PT: 25,
    RO: 24,
    RS: 22,
    SE: 24,
    SI: 19,
    SK: 24,
    TR: 26,
    UA: 29,
  }),
);
