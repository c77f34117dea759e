// SPDX-License-Identifier: Apache-2.0
// Vehicle identification numbers (ISO 3779): 17 characters without I, O and Q; position 9 is a check digit in North America only.
import { canonicalNumber } from './number-form.ts';

/** A VIN and what its check digit says. */
export interface Vin {
  /** Canonical, as given. */
  readonly value: string;
  /** Whether position 9 holds the check digit of 49 CFR 565.15(c). A warning elsewhere, never a ground to ask nothing. */
  readonly checkDigitHolds: boolean;
  /** The check digit computed over the other positions, 0-9 or X. */
  readonly computed: string;
  /** With I as 1, O and Q as 0, where the value holds such letters. */
  readonly repaired?: string;
}

/** Reads a VIN in any case, with or without separators; undefined when it has not 17 letters and digits. */
export function parseVin(text: string): Vin | undefined {
  const value = canonicalNumber(text);
  if (!VIN_SHAPE.test(value)) return undefined;
  const repaired = value.replaceAll('I', '1').replaceAll(/[OQ]/g, '0');
  const computed = vinCheckDigit(repaired);
  const checkDigitHolds = repaired === value && computed === value[8];
  return repaired === value ? { value, checkDigitHolds, computed } : { value, checkDigitHolds, computed, repaired };
}

/** Whether the text may be the last 8 of a VIN: officers read them through the windscreen. Makers end it with four digits. */
export function isVinTail(canonical: string): boolean {
  return VIN_TAIL.test(canonical);
}

function vinCheckDigit(vin: string): string {
  let sum = 0;
  for (let i = 0; i < VIN_CHARACTERS; i++) sum += VIN_VALUES.get(vin[i]!)! * VIN_WEIGHTS[i]!;
  const rest = sum % 11;
  return rest === 10 ? 'X' : String(rest);
}

const VIN_CHARACTERS = 17;
const VIN_SHAPE = /^[A-Z0-9]{17}$/;
const VIN_TAIL = /^[A-HJ-NPR-Z0-9]{4}[0-9]{4}$/;
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const VIN_VALUES: ReadonlyMap<string, number> = new Map(
  [...'0123456789ABCDEFGHJKLMNPRSTUVWXYZ'].map((character, i) => [
    character,
    Number('012345678912345678123457923456789'[i]),
  ]),
);
