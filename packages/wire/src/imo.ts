// SPDX-License-Identifier: Apache-2.0
// Ship identification numbers (IMO resolution A.1117(30)): seven digits, the last a check digit.

/** A ship's number and what its check digit says. */
export interface Imo {
  /** Seven digits. */
  readonly value: string;
  readonly checkDigitHolds: boolean;
  readonly computed: string;
}

/** Reads seven digits, with or without the letters IMO before them; undefined for another shape. */
export function parseImo(text: string): Imo | undefined {
  const value = IMO_SHAPE.exec(text.normalize('NFKC').trim())?.[1];
  if (value === undefined) return undefined;
  const computed = String([...value.slice(0, 6)].reduce((sum, digit, i) => sum + Number(digit) * (7 - i), 0) % 10);
  return { value, checkDigitHolds: value[6] === computed, computed };
}

const IMO_SHAPE = /^(?:IMO[ .-]{0,2})?([0-9]{7})$/i;
