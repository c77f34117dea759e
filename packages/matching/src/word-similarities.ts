// SPDX-License-Identifier: Apache-2.0
// How similar the words of one query are to the words of an index, each pair computed once.
import type { NameTable } from './name-table.ts';
import type { PreparedName } from './prepare-name.ts';
import type { PreparedToken } from './prepare-token.ts';
import { type OrdinalOrder, SimilaritySums } from './similarity-sums.ts';
import { SAME } from './token-similarity.ts';

/** For one query. The order of its words and of the table alone decides what it gives. */
export class WordSimilarities {
  readonly #table: NameTable;
  readonly #names: readonly QueryName[];

  constructor(table: NameTable, names: readonly PreparedName[]) {
    this.#table = table;
    const known = new Map<PreparedToken, QueryWord>();
    for (const token of names.flatMap(({ tokens }) => tokens)) known.set(token, this.#queryWord(token));
    this.#names = names.map(({ tokens }) => {
      const words = tokens.map((token) => known.get(token)!);
      return { words, mostTellingFirst: [...words].sort((one, other) => consonantsOf(other) - consonantsOf(one)) };
    });
  }

  /** Whether two of its words, or all where it has fewer, are so similar that the whole name at the place is worth comparing. */
  isWorthScoring(queryName: number, place: number): boolean {
    const { mostTellingFirst: words } = this.#names[queryName]!;
    const count = this.#table.wordCountAt(place);
    // A word alone may be two that lost the space between them.
    if (words.length === 1 || count === 1) return words.length + count <= 4;
    // The cheap look at all words first: it ends most comparisons.
    return this.#areSimilar(words, place, count, false) && this.#areSimilar(words, place, count, true);
  }

  /**
   * Those whose names hold words most similar to the query's, at most `most`, of equal ones the first by `order`. Uses of words are followed rarest word
   * first and at most `usesMax` of them, so a name of the most frequent words alone may be passed over.
   */
  mostAlike(usesMax: number, most: number, order: OrdinalOrder): readonly number[] {
    const sums = new SimilaritySums();
    let uses = 0;
    for (const { words } of this.#names) {
      for (const [word, alike] of this.#rarestFirst(words)) {
        sums.beginWord();
        for (const number of alike) {
          uses += this.#table.words.usesOf(number);
          if (uses > usesMax) break;
          const similarity = this.#similarity(word, number);
          this.#table.forEachOwner(number, (ordinal) => sums.note(ordinal, similarity));
        }
      }
    }
    return sums.highest(most, order);
  }

  #areSimilar(words: readonly QueryWord[], place: number, count: number, isExact: boolean): boolean {
    let similar = 0;
    for (let index = 0; index < words.length; index += 1) {
      if (similar + words.length - index < SIMILAR_WORDS_MIN) return false;
      if (this.#reaches(words[index]!, place, count, isExact)) similar += 1;
      if (similar === SIMILAR_WORDS_MIN) return true;
    }
    return false;
  }

  #reaches(word: QueryWord, place: number, count: number, isExact: boolean): boolean {
    const { words } = this.#table;
    for (let index = 0; index < count; index += 1) {
      if (!words.mayBeSimilar(this.#table.outlineAt(place, index), word.token, word.looks)) continue;
      if (!isExact || this.#similarity(word, this.#table.wordAt(place, index)) >= SIMILAR_FROM) return true;
    }
    return false;
  }

  /** The words of a name with what is similar to each in the table: those with the fewest uses first. */
  #rarestFirst(words: readonly QueryWord[]): [QueryWord, number[]][] {
    const table = this.#table.words;
    const alike = words.flatMap((word): [QueryWord, number[]][] => {
      if (word.token.letters === 1) return [];
      const numbers = this.#alikeTo(word);
      return [[word, numbers.sort((one, other) => this.#byRarity(one, other))]];
    });
    const usesOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + table.usesOf(number), 0);
    const counted = alike.map(([word, numbers]) => ({ word, numbers, uses: usesOf(numbers) }));
    return counted.sort((one, other) => one.uses - other.uses).map(({ word, numbers }) => [word, numbers]);
  }

  #byRarity(one: number, other: number): number {
    const table = this.#table.words;
    return table.usesOf(one) - table.usesOf(other) || table.compareTexts(one, other);
  }

  /** Words of the table that are similar from ALIKE_FROM on and share a skeleton with the query's, but for one consonant. */
  #alikeTo({ token, same, looks, similarities }: QueryWord): number[] {
    const table = this.#table.words;
    const numbers = new Set<number>();
    table.forEachAlike(token, (sound) => {
      const similarity =
        similarities.get(sound) ??
        (table.mayBeSimilar(table.outlineOf(sound), token, looks) ? table.similarityTo(token, sound, ALIKE_FROM) : 0);
      if (similarity >= ALIKE_FROM) {
        similarities.set(sound, similarity);
        table.forEachWordOf(sound, (number) => numbers.add(number));
      } else for (const number of same) if (table.soundOf(number) === sound) numbers.add(number);
    });
    return [...numbers];
  }

  #queryWord(token: PreparedToken): QueryWord {
    const { words } = this.#table;
    const looks = words.looks();
    const same = words
      .writtenAs(token)
      .filter((number) => words.mayBeSimilar(words.outlineOf(words.soundOf(number)), token, looks));
    return { token, same, looks, similarities: new Map() };
  }

  #similarity({ token, same, looks, similarities }: QueryWord, number: number): number {
    const { words } = this.#table;
    if (same.includes(number)) return SAME;
    if (token.sounds.isInitial) return words.similarityToInitial(token, number);
    const sound = words.soundOf(number);
    let similarity = similarities.get(sound);
    if (similarity === undefined) {
      similarity = words.mayBeSimilar(words.outlineOf(sound), token, looks) ? words.similarityTo(token, sound) : 0;
      similarities.set(sound, similarity);
    }
    return similarity;
  }
}

interface QueryName {
  readonly words: readonly QueryWord[];
  readonly mostTellingFirst: readonly QueryWord[];
}

interface QueryWord {
  readonly token: PreparedToken;
  /** Numbers of the words in the table that are written so. */
  readonly same: readonly number[];
  readonly looks: Uint8Array;
  /** Thousandths by the number of a sound in the table. */
  readonly similarities: Map<number, number>;
}

function consonantsOf({ token: { forms } }: QueryWord): number {
  return forms[0]!.consonants;
}

const SIMILAR_WORDS_MIN = 2;
const SIMILAR_FROM = 600;
const ALIKE_FROM = 720;
