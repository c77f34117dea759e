// SPDX-License-Identifier: Apache-2.0
// Persons that nobody is: names of syllables, each in Latin and in Cyrillic letters, and dates of birth from 1940 to 2009. The same for
// the same number.
import { type BirthDate, birthDateOf } from '@iims/matching/birth-date';
import type { IndexedPerson } from '@iims/matching/person-index';
import type { WrittenName } from '@iims/matching/prepare-name';
import { SeededRandom } from '@iims/testbed/simulation/random';

export interface SyntheticPerson {
  readonly surname: Word;
  readonly given: Word;
  readonly birthDate: BirthDate;
}

/** As documents write it, and as `splitTokens` gives it in both scripts. */
interface Word {
  readonly latin: string;
  readonly small: string;
  readonly cyrillic: string;
}

/** `Surname, Given` */
export function latinOf({ surname, given }: SyntheticPerson): string {
  return `${surname.latin}, ${given.latin}`;
}

export class SyntheticPersons {
  readonly #random = new SeededRandom(11);
  readonly #surnames: readonly Word[];
  readonly #given: readonly Word[];

  /** Of a million persons 250,000 have surnames of their own; of more, as many more as the square root tells (Heaps' law). */
  constructor(persons: number) {
    const surnames = Math.max(2_000, Math.floor(Math.min(persons / 4, 250 * Math.sqrt(persons))));
    this.#surnames = Array.from({ length: surnames }, () => this.#word(2, SURNAME_ENDS));
    this.#given = Array.from({ length: 3_000 }, () => this.#word(1, GIVEN_ENDS));
  }

  next(): SyntheticPerson {
    const [surname, given] = [this.#drawn(this.#surnames), this.#drawn(this.#given)];
    return { surname, given, birthDate: birthDateOf(1940 + this.draw(70), 1 + this.draw(12), 1 + this.draw(28)) };
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

  /** As `writtenName` makes it of `Surname, Given`. */
  indexed(ordinal: number, { surname, given, birthDate }: SyntheticPerson): IndexedPerson {
    const names: WrittenName[] = [
      { words: [surname.cyrillic, given.cyrillic], surnameWords: 1, marks: ',', language: 'ru' },
      { words: [surname.small, given.small], surnameWords: 1, marks: ',', language: undefined },
    ];
    return { ordinal, names, birthDates: [birthDate] };
  }

  #word(syllablesMin: number, ends: readonly string[]): Word {
    let text = '';
    for (let left = syllablesMin + this.draw(2); left > 0; left -= 1)
      text += CONSONANTS[this.draw(CONSONANTS.length)]! + VOWELS[this.draw(VOWELS.length)]!;
    text += ends[this.draw(ends.length)]!;
    return { latin: text[0]!.toUpperCase() + text.slice(1), small: text, cyrillic: cyrillic(text) };
  }

  /** Few words are frequent, most are rare. */
  #drawn(words: readonly Word[]): Word {
    return words[Math.floor(words.length * (this.draw(1_000_000) / 1_000_000) ** 3)]!;
  }
}

function cyrillic(latin: string): string {
  return [...latin].map((letter) => CYRILLIC[letter] ?? letter).join('');
}

const CONSONANTS = 'bvgdzklmnprstfhc';
const VOWELS = 'aeiou';
const SURNAME_ENDS = ['enko', 'ov', 'ova', 'shvili', 'iani', 'escu', 'zade', 'chuk', 'ian'];
const GIVEN_ENDS = ['a', 'o', 'i', 'an', 'il', 'or', 'ina'];
const CYRILLIC: Readonly<Record<string, string>> = Object.fromEntries(
  [...'abvgdezijklmnoprstufhc'].map((letter, i) => [letter, [...'абвгдезийклмнопрстуфхц'][i]!]),
);
