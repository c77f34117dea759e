// SPDX-License-Identifier: Apache-2.0
// The names of the persons in an index, as the numbers of their words, and for each word the names that hold it.
import { assert } from '@iims/wire/assert';
import { grown } from './grown.ts';
import { nameOfTokens, type PreparedName } from './prepare-name.ts';
import { TOKENS_MAX } from './tokens.ts';
import { WordTable } from './word-table.ts';

/** Names by number; a person's names have neighbouring numbers. Personal data: kept in memory, and sealed elsewhere. */
export class NameTable {
  readonly words = new WordTable();
  /** By ordinal: the number of the first name and how many; 0 names for who is not there. */
  #firstName = new Int32Array(AT_FIRST);
  #nameCount = new Uint8Array(AT_FIRST);
  /** By name: its owner's ordinal, its first place, and words, surname's words and language in one. */
  #owner = new Int32Array(AT_FIRST);
  #firstPlace = new Int32Array(AT_FIRST);
  #about = new Int32Array(AT_FIRST);
  readonly #marks = new Map<number, string>();
  readonly #languages: (string | undefined)[] = [undefined];
  #names = 0;
  /** By place: the number of a word, the name it stands in, and the place where the word was used before, from 1. */
  #wordAt = new Int32Array(AT_FIRST);
  #nameAt = new Int32Array(AT_FIRST);
  #useBefore = new Int32Array(AT_FIRST);
  #places = 0;
  #persons = 0;

  get persons(): number {
    return this.#persons;
  }

  get bytes(): number {
    const arrays = [this.#firstName, this.#nameCount, this.#owner, this.#firstPlace, this.#about, this.#wordAt];
    return [...arrays, this.#nameAt, this.#useBefore].reduce(
      (sum, { byteLength }) => sum + byteLength,
      this.words.bytes,
    );
  }

  /** Names without words are passed over. The ordinal must not be there. */
  add(ordinal: number, names: readonly PreparedName[]): void {
    this.#firstName = grown(this.#firstName, ordinal + 1);
    this.#nameCount = grown(this.#nameCount, ordinal + 1);
    assert(this.#nameCount[ordinal] === 0, 'an ordinal stands for one alert');
    const kept = names.filter(({ tokens }) => tokens.length > 0).slice(0, NAMES_OF_PERSON_MAX);
    this.#firstName[ordinal] = this.#names;
    this.#nameCount[ordinal] = kept.length;
    for (const name of kept) this.#addName(ordinal, name);
    if (kept.length > 0) this.#persons += 1;
  }

  /** What was used by its names stays used until the table is built anew. */
  remove(ordinal: number): boolean {
    if ((this.#nameCount[ordinal] ?? 0) === 0) return false;
    this.#nameCount[ordinal] = 0;
    this.#persons -= 1;
    return true;
  }

  nameCountOf(ordinal: number): number {
    return this.#nameCount[ordinal] ?? 0;
  }

  /** The number of a person's name, by its order. */
  nameOf(ordinal: number, index: number): number {
    return this.#firstName[ordinal]! + index;
  }

  /** Numbers of the words of a name: a view, good until something is added. */
  wordsOf(name: number): Int32Array {
    const first = this.#firstPlace[name]!;
    return this.#wordAt.subarray(first, first + (this.#about[name]! & WORDS_MASK));
  }

  preparedName(name: number): PreparedName {
    const about = this.#about[name]!;
    const tokens = [...this.wordsOf(name)].map((word) => this.words.tokenAt(word));
    const language = this.#languages[about >> LANGUAGE_SHIFT];
    return nameOfTokens(tokens, {
      surnameWords: (about >> SURNAME_SHIFT) & WORDS_MASK,
      marks: this.#marks.get(name) ?? '',
      language,
    });
  }

  /** Ordinals of those whose names hold the word, newest first, some more than once; those that were removed are passed over. */
  forEachOwner(word: number, visit: (ordinal: number, name: number) => void): void {
    for (let use = this.words.newestUseOf(word); use !== 0; use = this.#useBefore[use - 1]!) {
      const name = this.#nameAt[use - 1]!;
      const owner = this.#owner[name]!;
      if (this.#nameCount[owner]! > 0) visit(owner, name);
    }
  }

  /** How much a name tells, in whole bits: what one in so many names would have by chance, word by word. */
  rarityOf(name: number): number {
    let bits = 0;
    for (const word of this.wordsOf(name)) bits += bitsOf((this.#names + 1) / this.words.usesOf(word));
    return bits;
  }

  #addName(owner: number, { tokens, surnameWords, marks, language }: PreparedName): void {
    const name = this.#names;
    this.#owner = grown(this.#owner, name + 1);
    this.#firstPlace = grown(this.#firstPlace, name + 1);
    this.#about = grown(this.#about, name + 1);
    this.#owner[name] = owner;
    this.#firstPlace[name] = this.#places;
    assert(tokens.length <= WORDS_MASK && TOKENS_MAX <= WORDS_MASK, 'the words of a name fit their field');
    this.#about[name] =
      tokens.length | (surnameWords << SURNAME_SHIFT) | (this.#languageNo(language) << LANGUAGE_SHIFT);
    if (marks !== '') this.#marks.set(name, marks);
    for (const token of tokens) this.#addPlace(name, this.words.take(token, language));
    this.#names += 1;
  }

  #addPlace(name: number, word: number): void {
    const place = this.#places;
    this.#wordAt = grown(this.#wordAt, place + 1);
    this.#nameAt = grown(this.#nameAt, place + 1);
    this.#useBefore = grown(this.#useBefore, place + 1);
    this.#wordAt[place] = word;
    this.#nameAt[place] = name;
    this.#useBefore[place] = this.words.use(word, place + 1);
    this.#places += 1;
  }

  #languageNo(language: string | undefined): number {
    const known = this.#languages.indexOf(language);
    return known >= 0 ? known : this.#languages.push(language) - 1;
  }
}

/** The whole part of the logarithm. */
function bitsOf(times: number): number {
  return 31 - Math.clz32(Math.max(1, Math.floor(times)));
}

const AT_FIRST = 1_024;
const WORDS_MASK = 15;
const SURNAME_SHIFT = 4;
const LANGUAGE_SHIFT = 8;
/** Spellings of one alert that are indexed. */
export const NAMES_OF_PERSON_MAX = 64;
