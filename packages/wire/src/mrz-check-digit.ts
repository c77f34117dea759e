// SPDX-License-Identifier: Apache-2.0
// Check digits of the machine-readable zone (ICAO Doc 9303-3, 4.9) and the repair of one character that OCR confused.

/** The digit over characters 0-9, A-Z (10 to 35) and < (0), weighed 7, 3, 1 and taken modulo 10. */
export function mrzCheckDigit(text: string): string {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += characterValue(text.charCodeAt(i)) * WEIGHTS[i % 3]!;
  return String(sum % 10);
}

/** Whether the digit belongs to the text. An empty field may carry a filler instead of 0. */
export function mrzCheckDigitHolds(text: string, digit: string): boolean {
  if (digit === '<') return EMPTY.test(text);
  return digit === mrzCheckDigit(text);
}

/**
 * The values that one confusion of OCR explains (0/O, 1/I, 2/Z, 5/S, 6/G, 8/B), in order of position.
 * Where the digit itself was read as a letter and its likeness holds, that is the repair and the value stays.
 * Work is proportional to the square of a field's length, which is at most 22.
 */
export function mrzRepairs(text: string, digit: string): readonly string[] {
  const likeness = CONFUSED.get(digit);
  if (likeness !== undefined && likeness <= '9') return likeness === mrzCheckDigit(text) ? [text] : [];
  const repairs: string[] = [];
  for (let i = 0; i < text.length; i++) {
    const other = CONFUSED.get(text[i]!);
    if (other === undefined) continue;
    const candidate = text.slice(0, i) + other + text.slice(i + 1);
    if (mrzCheckDigit(candidate) === digit) repairs.push(candidate);
  }
  return repairs;
}

/** Reads a field that holds digits only, whatever OCR made of them. */
export function asDigits(text: string): string {
  return text.replace(/[OIZSGB]/g, (letter) => CONFUSED.get(letter)!);
}

/** Reads a field that holds letters only, whatever OCR made of them. */
export function asLetters(text: string): string {
  return text.replace(/[012568]/g, (digit) => CONFUSED.get(digit)!);
}

function characterValue(code: number): number {
  if (code === FILLER) return 0;
  return code <= DIGIT_NINE ? code - DIGIT_ZERO : code - LETTER_A + 10;
}

const WEIGHTS = [7, 3, 1];
const EMPTY = /^<*$/;
const FILLER = 0x3c;
const DIGIT_ZERO = 0x30;
const DIGIT_NINE = 0x39;
const LETTER_A = 0x41;
const PAIRS = ['0O', '1I', '2Z', '5S', '6G', '8B'] as const;
const CONFUSED: ReadonlyMap<string, string> = new Map(
  PAIRS.flatMap(([digit, letter]) => [
    [digit!, letter!],
    [letter!, digit!],
  ]),
);
