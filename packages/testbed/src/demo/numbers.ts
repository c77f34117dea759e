// SPDX-License-Identifier: Apache-2.0
// Numbers of synthetic documents, plates, vehicles and objects, in the States' real formats and with right check digits.
import type { SeededRandom } from '../simulation/random.ts';
import type { DemoState } from './states.ts';

/** A passport number in the form that the State uses today. */
export function documentNumber(state: DemoState, random: SeededRandom): string {
  switch (state) {
    case 'GEO':
      return `${digits(random, 2)}${letters(random, 2)}${digits(random, 5)}`;
    case 'UKR':
      return `F${letters(random, 1)}${digits(random, 6)}`;
    case 'AZE':
      return `C0${digits(random, 7)}`;
    case 'MDA':
      return `${letters(random, 2)}${digits(random, 7)}`;
  }
}

/** A plate in the form of the State's current series. */
export function plate(state: DemoState, random: SeededRandom): string {
  switch (state) {
    case 'GEO':
      return `${letters(random, 2)}-${digits(random, 3)}-${letters(random, 2)}`;
    case 'UKR':
      return `${lookAlikes(random, 2)}${digits(random, 4)}${lookAlikes(random, 2)}`;
    case 'AZE':
      return `${digits(random, 2)}-${letters(random, 2)}-${digits(random, 3)}`;
    case 'MDA':
      return `${letters(random, 3)} ${digits(random, 3)}`;
  }
}

/** 17 characters with the check digit of 49 CFR 565.15 in place 9 and a serial number of six digits at the end. */
export function vin(random: SeededRandom): string {
  const characters = [
    ...`${pickText(random, ['TMB', 'JTD', 'UU1', 'WVW', 'KMH', 'WDB'])}${text(random, VIN_CHARACTERS, 8)}${digits(random, 6)}`,
  ];
  let sum = 0;
  for (const [place, character] of characters.entries()) sum += VIN_VALUES[character]! * VIN_WEIGHTS[place]!;
  characters[8] = sum % 11 === 10 ? 'X' : String(sum % 11);
  return characters.join('');
}

/** 15 digits, the last after Luhn (3GPP TS 23.003, annex B). */
export function imei(random: SeededRandom): string {
  const body = `35${digits(random, 12)}`;
  const sum = [...body].reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

/** ISO 6346: owner code, U, six digits, check digit. */
export function containerNumber(random: SeededRandom): string {
  const body = `${letters(random, 3)}U${digits(random, 6)}`;
  const sum = [...body].reduce((total, character, place) => total + containerValue(character) * 2 ** place, 0);
  return `${body}${(sum % 11) % 10}`;
}

export function licenceNumber(random: SeededRandom): string {
  return `${letters(random, 3)}${digits(random, 6)}`;
}

/** Letters count from 10 and leave out the multiples of 11 (ISO 6346, annex A). */
function containerValue(character: string): number {
  if (character >= '0' && character <= '9') return Number(character);
  const place = character.charCodeAt(0) - 65 + 10;
  return place + Math.floor((place - 1) / 10);
}

function digits(random: SeededRandom, count: number): string {
  return text(random, '0123456789', count);
}

function letters(random: SeededRandom, count: number): string {
  return text(random, 'ABCDEFGHJKLMNPRSTUVWXYZ', count);
}

/** The Latin twins of the twelve Cyrillic letters of Ukrainian plates. */
function lookAlikes(random: SeededRandom, count: number): string {
  return text(random, 'ABEIKMHOPCTX', count);
}

function text(random: SeededRandom, alphabet: string, count: number): string {
  return Array.from({ length: count }, () => alphabet[random.below(alphabet.length)]).join('');
}

function pickText(random: SeededRandom, choices: readonly string[]): string {
  return choices[random.below(choices.length)]!;
}

const VIN_CHARACTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789';
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
const VIN_VALUES: Readonly<Record<string, number>> = Object.fromEntries([
  ...[...'0123456789'].map((digit) => [digit, Number(digit)] as const),
  ...[...'ABCDEFGH'].map((letter, i) => [letter, i + 1] as const),
  ...[...'JKLMN'].map((letter, i) => [letter, i + 1] as const),
  ['P', 7],
  ['R', 9],
  ...[...'STUVWXYZ'].map((letter, i) => [letter, i + 2] as const),
]);
