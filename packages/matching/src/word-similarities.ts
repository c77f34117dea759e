// SPDX-License-Identifier: Apache-2.0
// How similar the words of one query are to the words of an index, each pair computed once.
import { KeptSimilarities, NOT_KEPT } from './kept-similarities.ts';
import { isLastName, type NameTable, ownerOf, wordCountOf } from './name-table.ts';
import { hasAnyShape, NearWord, nearestOf } from './near-words.ts';
import type { PreparedName } from './prepare-name.ts';
import type { PreparedToken } from './prepare-token.ts';
import { type OrdinalOrder, SimilaritySums } from './similarity-sums.ts';
import { leastCosts } from './token-distance.ts';
import { SAME } from './token-similarity.ts';
import { isPlainName, type MostSimilar, TwoWords } from './two-words.ts';
import { sumOfUnits } from './word-texts.ts';

/** For one query. The order of its words and of the table alone decides what it gives. */
export class WordSimilarities {
  readonly #table: NameTable;
  readonly #names: readonly QueryName[];
  readonly #most: MostSimilar = { one: 0, oneSecond: 0, other: 0, otherSecond: 0 };

  constructor(table: NameTable, names: readonly PreparedName[]) {
    this.#table = table;
    const known = new Map<PreparedToken, QueryWord>();
    for (const token of names.flatMap(({ tokens }) => tokens)) known.set(token, this.#queryWord(token));
    this.#names = names.map(({ tokens }) => {
      const words = tokens.map((token) => known.get(token)!);
      const mostTellingFirst = [...words].sort((one, other) => consonantsOf(other) - consonantsOf(one));
      const first = nearestOf(mostTellingFirst.slice(0, 1 - SIMILAR_WORDS_MIN).map(({ near }) => near));
      const leastTellingFirst = mostTellingFirst.toReversed();
      return { words, first, mostTellingFirst, leastTellingFirst, two: twoWordsOf(leastTellingFirst, tokens) };
    });
  }

  /**
   * Visits the names of the persons that are worth comparing as a whole: two words of the query's name, or all where it has fewer, are similar to
   * words of theirs. `personName` counts the names of a person.
   */
  forEachWorthScoring(
    ordinals: Int32Array,
    visit: (ordinal: number, place: number, personName: number, queryName: number) => void,
  ): void {
    const { shapes } = this.#table;
    let next = 0;
    for (let index = 0; index < ordinals.length; index += 1) {
      const ordinal = ordinals[index]!;
      // Who was laid out by dates stands behind the one before; to look up where costs a miss of the caches for each.
      const isNext = next > 0 && next < shapes.length && shapes[next] !== 0 && ownerOf(shapes[next]!) === ordinal;
      let place = isNext ? next : this.#table.placeOf(ordinal);
      if (place === 0) continue;
      for (let personName = 0, isLast = false; !isLast; personName += 1) {
        const head = shapes[place]!;
        const end = place + 1 + wordCountOf(head);
        isLast = isLastName(head);
        for (let queryName = 0; queryName < this.#names.length; queryName += 1) {
          const name = this.#names[queryName]!;
          if (name.words.length > 1 && end - place > 2 && !hasAnyShape(name.first, shapes, place + 1, end)) continue;
          if (this.#isWorthScoring(name, place + 1, end)) visit(ordinal, place, personName, queryName);
        }
        place = end;
      }
      next = place;
    }
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

  /** Of a name whose words stand from `first` to before `end`. */
  #isWorthScoring(name: QueryName, first: number, end: number): boolean {
    const { words, mostTellingFirst, leastTellingFirst } = name;
    // A word alone may be two that lost the space between them.
    if (words.length === 1 || end - first === 1) return words.length + end - first <= 4;
    const outline = end - first === 2 ? this.#table.letters[first - 1]! : 0;
    if (name.two !== undefined && outline !== 0) return this.#mayTwoReach(leastTellingFirst, name.two, outline, first);
    // What is short comes first: the words that it meets repeat, and are known already.
    return this.#areNear(mostTellingFirst, first, end) && this.#areSimilar(leastTellingFirst, first, end);
  }

  /** Of a name of two words, against another of two: whether both words are similar to one, and the whole may reach COMPARE_FROM. */
  #mayTwoReach([one, other]: readonly QueryWord[], two: TwoWords, outline: number, first: number): boolean {
    const { shapes, letters } = this.#table;
    const [shape, shapeOfSecond] = [shapes[first]!, shapes[first + 1]!];
    const [seen, seenOfSecond] = [letters[first]!, letters[first + 1]!];
    const isNear = other!.near.isNear(shape, seen);
    const isNearSecond = other!.near.isNear(shapeOfSecond, seenOfSecond);
    if (!isNear && !isNearSecond) return false;
    const isOneNear = one!.near.isNear(shape, seen);
    const isOneNearSecond = one!.near.isNear(shapeOfSecond, seenOfSecond);
    if (!isOneNear && !isOneNearSecond) return false;
    const most = this.#most;
    most.one = one!.near.most(seen);
    most.oneSecond = one!.near.most(seenOfSecond);
    most.other = other!.near.most(seen);
    most.otherSecond = other!.near.most(seenOfSecond);
    if (!two.mayReach(shapes, letters, outline, first, most)) return false;
    // What is short comes first: the words that it meets repeat, and are known already.
    const isSimilar = isOneNear && this.#compare(one!, first, 'one');
    const isSimilarSecond = isOneNearSecond && this.#compare(one!, first + 1, 'oneSecond');
    if (!isSimilar && !isSimilarSecond) return false;
    if (!two.mayReach(shapes, letters, outline, first, most)) return false;
    const isOtherSimilar = isNear && this.#compare(other!, first, 'other');
    const isOtherSimilarSecond = isNearSecond && this.#compare(other!, first + 1, 'otherSecond');
    return (isOtherSimilar || isOtherSimilarSecond) && two.mayReach(shapes, letters, outline, first, most);
  }

  /** Whether the word is similar to the one at a place; notes how similar. */
  #compare(word: QueryWord, at: number, place: keyof MostSimilar): boolean {
    const similarity = this.#similarity(word, this.#table.wordAt(at));
    this.#most[place] = Math.abs(similarity);
    return similarity >= SIMILAR_FROM;
  }

  #areNear(words: readonly QueryWord[], first: number, end: number): boolean {
    const { shapes, letters } = this.#table;
    let near = 0;
    for (let index = 0; index < words.length; index += 1) {
      if (near + words.length - index < SIMILAR_WORDS_MIN) return false;
      if (words[index]!.near.isAnyNear(shapes, letters, first, end)) near += 1;
      if (near === SIMILAR_WORDS_MIN) return true;
    }
    return false;
  }

  #areSimilar(words: readonly QueryWord[], first: number, end: number): boolean {
    let similar = 0;
    for (let index = 0; index < words.length; index += 1) {
      if (similar + words.length - index < SIMILAR_WORDS_MIN) return false;
      if (this.#reaches(words[index]!, first, end)) similar += 1;
      if (similar === SIMILAR_WORDS_MIN) return true;
    }
    return false;
  }

  #reaches(word: QueryWord, first: number, end: number): boolean {
    const { shapes, letters } = this.#table;
    for (let at = first; at < end; at += 1) {
      if (!word.near.isAnyNear(shapes, letters, at, at + 1)) continue;
      if (this.#similarity(word, this.#table.wordAt(at)) >= SIMILAR_FROM) return true;
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
  #alikeTo({ token, same, costs, similarities }: QueryWord): number[] {
    const table = this.#table.words;
    const numbers = new Set<number>();
    const seen = new Set<number>();
    table.forEachAlike(token, (sound) => {
      if (seen.has(sound)) return;
      seen.add(sound);
      const similarity = table.mayBeSimilar(sound, token) ? table.similarityTo(token, sound, ALIKE_FROM, costs) : 0;
      if (similarity >= ALIKE_FROM) {
        similarities.set(sound, similarity);
        table.forEachWordOf(sound, (number) => numbers.add(number));
      } else for (const number of same) if (table.soundOf(number) === sound) numbers.add(number);
    });
    return [...numbers];
  }

  #queryWord(token: PreparedToken): QueryWord {
    const { words } = this.#table;
    const same = words.writtenAs(token).filter((number) => words.mayBeSimilar(words.soundOf(number), token));
    const costs = token.forms.map(leastCosts);
    return { token, same, near: new NearWord(token), costs, similarities: new KeptSimilarities() };
  }

  /** Thousandths; what is below SIMILAR_FROM may be less. Negative where the words are too far from each other for a first look. */
  #similarity({ token, same, costs, similarities }: QueryWord, number: number): number {
    if (same.includes(number)) return SAME;
    const { words } = this.#table;
    // A letter stands for words by their first unit as well, which is not of the sound.
    const { isInitial } = token.sounds;
    const sound = isInitial ? number : words.soundOf(number);
    const known = similarities.get(sound);
    if (known !== NOT_KEPT) return known;
    let similarity = isInitial
      ? words.similarityToInitial(token, number)
      : words.similarityTo(token, sound, SIMILAR_FROM, costs);
    // Asked last: hardly any word comes so far.
    if (!isInitial && similarity > 0 && !words.mayBeSimilar(sound, token)) similarity = -similarity;
    similarities.set(sound, similarity);
    return similarity;
  }
}

interface QueryName {
  readonly words: readonly QueryWord[];
  /** `nearestOf` all words but SIMILAR_WORDS_MIN - 1: one of them at least must be near. */
  readonly first: Uint8Array;
  readonly mostTellingFirst: readonly QueryWord[];
  readonly leastTellingFirst: readonly QueryWord[];
  /** Of two words that are nothing but names. */
  readonly two: TwoWords | undefined;
}

interface QueryWord {
  readonly token: PreparedToken;
  /** Numbers of the words in the table that are written so. */
  readonly same: readonly number[];
  readonly near: NearWord;
  /** The `leastCosts` of its readings. */
  readonly costs: readonly Uint8Array[];
  /** By the sounds of the table, of an initial by its words. */
  readonly similarities: KeptSimilarities;
}

function twoWordsOf([one, other]: readonly QueryWord[], tokens: readonly PreparedToken[]): TwoWords | undefined {
  if (tokens.length !== 2 || !tokens.every(isPlainName)) return undefined;
  const sum = tokens.reduce((sum, { word }) => sum + sumOfUnits(word), 0);
  return new TwoWords(one!, other!, tokens, sum);
}

function consonantsOf({ token: { forms } }: QueryWord): number {
  return forms[0]!.consonants;
}

const SIMILAR_WORDS_MIN = 2;
const SIMILAR_FROM = 600;
const ALIKE_FROM = 720;
