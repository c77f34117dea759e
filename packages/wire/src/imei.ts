// SPDX-License-Identifier: Apache-2.0
// IMEI numbers of mobile devices (3GPP TS 23.003, 6.2): 14 digits and a Luhn digit; the 16-digit form carries a software version instead.

/** A device number and what its check digit says. */
export interface Imei {
  /** Canonical, as given. */
  readonly value: string;
  /** The 15 digits under which devices are held: the Luhn digit is added to 14 digits and replaces a software version. */
  readonly full: string;
  readonly checkDigitHolds: boolean;
  readonly computed: string;
}

/** Reads 14, 15 or 16 digits, with or without separators; undefined for anything else. */
export function parseImei(text: string): Imei | undefined {
  const value = text.replace(SEPARATORS, '');
  if (!IMEI_SHAPE.test(value)) return undefined;
  const body = value.slice(0, IMEI_BODY_DIGITS);
  const computed = luhnDigit(body);
  const hasCheckDigit = value.length === IMEI_BODY_DIGITS + 1;
  return {
    value,
    full: hasCheckDigit ? value : body + computed,
    checkDigitHolds: hasCheckDigit && value[IMEI_BODY_DIGITS] === computed,
    computed,
  };
}

/** ISO/IEC 7812-1, annex B: the digit that follows the body. */
function luhnDigit(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    const digit = Number(body[body.length - 1 - i]);
    const weighed = i % 2 === 0 ? digit * 2 : digit;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return String((10 - (sum % 10)) % 10);
}

const SEPARATORS = /[ /-]/g;
const IMEI_SHAPE = /^[0-9]{14,16}$/;
const IMEI_BODY_DIGITS = 14;
