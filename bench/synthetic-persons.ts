// SPDX-License-Identifier: Apache-2.0
// Persons that nobody is: names of syllables, each in Latin and in Cyrillic letters, and dates of birth from 1940 to 2009. The same for
// the same number.
import { type BirthDate, birthDateOf } from '@iims/matching/birth-date';
import type { IndexedPerson } from '@iims/matching/person-index';
import { nameOfTokens, type PreparedName } from '@iims/matching/prepare-name';
import { type PreparedToken, prepareToken } from '@iims/matching/prepare-token';
import { SeededRandom } from '@iims/testbed/simulation/random';

export interface SyntheticPerson {
  /** `Surname, Given` */
  readonly latin: string;
  readonly birthDate: BirthDate;
}

export class SyntheticPersons {
  readonly #random = new SeededRandom(11);
  readonly #surnames: readonly string[];
  readonly #given: readonly string[];
  readonly #tokens = new Map<string, PreparedToken>();

  /** Of a million persons 250,000 have surnames of their own; of more, as many more as the square root tells (Heaps' law). */
  constructor(persons: number) {
    const surnames = Math.min(persons / 4, 250 * Math.sqrt(persons));
    this.#surnames = Array.from({ length: Math.max(2_000, Math.floor(surnames)) }, () => this.#word(2, SURNAME_ENDS));
    this.#given = Array.from({ length: 3_000 }, () => this.#word(1, GIVEN_ENDS));
  }

  next(): SyntheticPerson {
    const latin = `${this.#drawn(this.#surnames)}, ${this.#drawn(this.#given)}`;
    return { latin, birthDate: birthDateOf(1940 + this.draw(70), 1 + this.draw(12), 1 + this.draw(28)) };
  }

  /** A whole number below the limit. */
  draw(below: number): number {
    return this.#random.below(below);
  }

  /** With one letter of the surname another. */
  mistyped(name: string): string {
    const at = 1 + this.draw(name.indexOf(',') - 2);
    return name.slice(0, at) + CONSONANTS[this.draw(CONSONANTS.length)]! + name.slice(at + 1);
  }

  /** As `prepareName` makes it of `Surname, Given`, in a fraction of the time. */
  indexed(ordinal: number, { latin, birthDate }: SyntheticPerson): IndexedPerson {
    return { ordinal, names: [this.#prepared(latin, true), this.#prepared(latin, false)], birthDates: [birthDate] };
  }

  #prepared(latin: string, isCyrillic: boolean): PreparedName {
    const language = isCyrillic ? 'ru' : undefined;
    const tokens = latin
      .split(', ')
      .map((word) => this.#token(isCyrillic ? cyrillic(word) : word.toLowerCase(), language));
    return nameOfTokens(tokens, { surnameWords: 1, marks: ',', language });
  }

  #token(word: string, language: string | undefined): PreparedToken {
    const known = this.#tokens.get(word);
    if (known !== undefined) return known;
    if (this.#tokens.size >= TOKENS_KEPT_MAX) this.#tokens.clear();
    const token = prepareToken(word, language);
    this.#tokens.set(word, token);
    return token;
  }

  #word(syllablesMin: number, ends: readonly string[]): string {
    let text = '';
    for (let left = syllablesMin + this.draw(2); left > 0; left -= 1)
      text += CONSONANTS[this.draw(CONSONANTS.length)]! + VOWELS[this.draw(VOWELS.length)]!;
    return text[0]!.toUpperCase() + text.slice(1) + ends[this.draw(ends.length)]!;
  }

  /** Few words are frequent, most are rare. */
  #drawn(words: readonly string[]): string {
    return words[Math.floor(words.length * (this.draw(1_000_000) / 1_000_000) ** 3)]!;
  }
}

function cyrillic(latin: string): string {
  return [...latin.toLowerCase()].map((letter) => CYRILLIC[letter] ?? letter).join('');
}

const TOKENS_KEPT_MAX = 200_000;
const CONSONANTS = 'bvgdzklmnprstfhc';
const VOWELS = 'aeiou';
const SURNAME_ENDS = ['enko', 'ov', 'ova', 'shvili', 'iani', 'escu', 'zade', 'chuk', 'ian'];
const GIVEN_ENDS = ['a', 'o', 'i', 'an', 'il', 'or', 'ina'];
const CYRILLIC: Readonly<Record<string, string>> = Object.fromEntries(
  [...'abvgdezijklmnoprstufhc'].map((letter, i) => [letter, [...'абвгдезийклмнопрстуфхц'][i]!]),
);
