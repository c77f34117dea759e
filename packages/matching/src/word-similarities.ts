// SPDX-License-Identifier: Apache-2.0
// How similar the words of one query are to the words of an index, each pair computed once.
import type { NameTable } from './name-table.ts';
import type { PreparedName } from './prepare-name.ts';
import type { PreparedToken } from './prepare-token.ts';
import { tokenSimilarity } from './token-similarity.ts';
import type { WordTable } from './word-table.ts';

/** For one query. The order of its words and of the table alone decides what it gives. */
export class WordSimilarities {
  readonly #words: WordTable;
  readonly #names: readonly PreparedName[];
  /** Of each word of the query: thousandths by number of the word in the table. */
  readonly #known = new Map<PreparedToken, Map<number, number>>();

  constructor(words: WordTable, names: readonly PreparedName[]) {
    this.#words = words;
    this.#names = names;
    for (const token of names.flatMap(({ tokens }) => tokens)) this.#known.set(token, new Map());
  }

  /** Whether two of its words, or all where it has fewer, are so similar that the whole name is worth comparing. */
  isWorthScoring(queryName: number, words: Int32Array): boolean {
    const { tokens } = this.#names[queryName]!;
    // A word alone may be two that lost the space between them.
    if (tokens.length === 1 || words.length === 1) return tokens.length + words.length <= 4;
    let similar = 0;
    for (const token of tokens) {
      if (this.#reaches(token, words)) similar += 1;
      if (similar === SIMILAR_WORDS_MIN) return true;
    }
    return false;
  }

  /**
   * Those whose names hold words most similar to the query's, best first, at most `most`. Uses of words are followed rarest word
   * first and at most `usesMax` of them, so a name of the most frequent words alone may be passed over.
   */
  mostAlike(table: NameTable, usesMax: number, most: number): readonly number[] {
    const sums = new Map<number, number>();
    let uses = 0;
    for (const name of this.#names) {
      for (const [token, words] of this.#rarestFirst(name)) {
        const seen = new Map<number, number>();
        for (const word of words) {
          uses += this.#words.usesOf(word);
          if (uses > usesMax) break;
          const similarity = this.#similarity(token, word);
          table.forEachOwner(word, (ordinal) => seen.set(ordinal, Math.max(similarity, seen.get(ordinal) ?? 0)));
        }
        for (const [ordinal, similarity] of seen) sums.set(ordinal, (sums.get(ordinal) ?? 0) + similarity);
      }
    }
    return [...sums]
      .sort(([one, oneSum], [other, otherSum]) => otherSum - oneSum || one - other)
      .slice(0, most)
      .map(([ordinal]) => ordinal);
  }

  /** The words of a name with what is similar to each in the table: those with the fewest uses first. */
  #rarestFirst(name: PreparedName): [PreparedToken, number[]][] {
    const alike = name.tokens.flatMap((token): [PreparedToken, number[]][] => {
      if (token.letters === 1) return [];
      const words = new Set<number>();
      this.#words.forEachAlike(token, (word) => {
        if (this.#similarity(token, word) >= ALIKE_FROM) words.add(word);
      });
      return [[token, [...words].sort((one, other) => this.#byRarity(one, other))]];
    });
    const usesOf = (words: readonly number[]) => words.reduce((sum, word) => sum + this.#words.usesOf(word), 0);
    return alike.sort(([, one], [, other]) => usesOf(one) - usesOf(other));
  }

  #byRarity(one: number, other: number): number {
    const difference = this.#words.usesOf(one) - this.#words.usesOf(other);
    return difference || (this.#words.textOf(one) < this.#words.textOf(other) ? -1 : 1);
  }

  #reaches(token: PreparedToken, words: Int32Array): boolean {
    for (const word of words) if (this.#similarity(token, word) >= SIMILAR_FROM) return true;
    return false;
  }

  #similarity(token: PreparedToken, word: number): number {
    const known = this.#known.get(token)!;
    let similarity = known.get(word);
    if (similarity === undefined) {
      similarity = this.#words.mayBeSimilar(word, token) ? tokenSimilarity(token, this.#words.tokenAt(word)) : 0;
      known.set(word, similarity);
    }
    return similarity;
  }
}

const SIMILAR_WORDS_MIN = 2;
const SIMILAR_FROM = 600;
const ALIKE_FROM = 720;
