// SPDX-License-Identifier: Apache-2.0
// How similar the words of one query are to the words of an index, each pair computed once.
import { KeptSimilarities, NOT_KEPT } from './kept-similarities.ts';
import { isLastName, type NameTable, ownerOf, SEEN, soundsAsBefore, wordCountOf } from './name-table.ts';
import { hasAnyShape, NearWord, nearestOf } from './near-words.ts';
import type { PreparedName } from './prepare-name.ts';
import type { PreparedToken } from './prepare-token.ts';
import { type OrdinalOrder, SimilaritySums } from './similarity-sums.ts';
import { leastCosts } from './token-distance.ts';
import { SAME } from './token-similarity.ts';
import {
  isPlainName,
  type MostSimilar,
  ONE_NEAR,
  ONE_NEAR_SECOND,
  OTHER_NEAR,
  OTHER_NEAR_SECOND,
  TwoWords,
} from './two-words.ts';
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
   * words of theirs, and the score may be `least`. `personName` counts the names of a person.
   */
  forEachWorthScoring(
    ordinals: Int32Array,
    least: number,
    visit: (ordinal: number, place: number, personName: number, queryName: number) => void,
  ): void {
    const { seen } = this.#table;
    let next = 0;
    for (let index = 0; index < ordinals.length; index += 1) {
      const ordinal = ordinals[index]!;
      // Who was laid out by dates stands behind the one before; to look up where costs a miss of the caches for each.
      const isNext =
        next > 0 && SEEN * next < seen.length && seen[SEEN * next] !== 0 && ownerOf(seen[SEEN * next]!) === ordinal;
      let place = isNext ? next : this.#table.placeOf(ordinal);
      if (place === 0) continue;
      for (let personName = 0, isLast = false; !isLast; personName += 1) {
        const at = SEEN * place;
        const head = seen[at]!;
        const end = place + 1 + wordCountOf(head);
        isLast = isLastName(head);
        for (let queryName = 0; queryName < this.#names.length; queryName += 1) {
          const name = this.#names[queryName]!;
          const { two } = name;
          if (end - place === 3 && two !== undefined) {
            // What was passed over by its sounds is so again, but where it may have all letters of the query as they are written. A word that
            // is written as the query's sounds as it too, in whatever language: of nothing but letters the neutral reading is always there.
            if (personName > 0 && soundsAsBefore(head) && two.isPassedOver && !two.hasSumOf(seen[at + 1]!)) continue;
            two.isPassedOver = true;
            if (!two.areShapesNear(seen[at + SEEN]!, seen[at + 2 * SEEN]!)) continue;
          } else if (name.words.length > 1 && end - place > 2 && !hasAnyShape(name.first, seen, at + SEEN, SEEN * end))
            continue;
          if (!this.#isWorthScoring(name, place + 1, end, least)) continue;
          if (two !== undefined) two.isPassedOver = false;
          visit(ordinal, place, personName, queryName);
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
  #isWorthScoring(name: QueryName, first: number, end: number, least: number): boolean {
    const { words, mostTellingFirst, leastTellingFirst } = name;
    // A word alone may be two that lost the space between them.
    if (words.length === 1 || end - first === 1) return words.length + end - first <= 4;
    const outline = end - first === 2 ? this.#table.seen[SEEN * first - 1]! : 0;
    if (name.two !== undefined && outline !== 0) return this.#mayTwoReach(name.two, first, least);
    // What is short comes first: the words that it meets repeat, and are known already.
    return this.#areNear(mostTellingFirst, first, end) && this.#areSimilar(leastTellingFirst, first, end);
  }

  /** Of a name of two words, against another of two: whether both words are similar to one, and the whole may reach `least`. */
  #mayTwoReach(two: TwoWords<QueryWord>, first: number, least: number): boolean {
    const { seen } = this.#table;
    const at = SEEN * first;
    const most = this.#most;
    const near = two.look(seen, at, most);
    if (near === 0 || !two.mayReach(seen, at, least, most)) return false;
    // What is short comes first: the words that it meets repeat, and are known already.
    const isSimilar = (near & ONE_NEAR) !== 0 && this.#compare(two.one, first, 'one');
    const isSimilarSecond = (near & ONE_NEAR_SECOND) !== 0 && this.#compare(two.one, first + 1, 'oneSecond');
    if (!isSimilar && !isSimilarSecond) return false;
    if (!two.mayReach(seen, at, least, most)) return false;
    const isOtherSimilar = (near & OTHER_NEAR) !== 0 && this.#compare(two.other, first, 'other');
    const isOtherSimilarSecond = (near & OTHER_NEAR_SECOND) !== 0 && this.#compare(two.other, first + 1, 'otherSecond');
    if (!isOtherSimilar && !isOtherSimilarSecond) return false;
    return two.mayBePaired(seen, at, least, most) || (two.joined.mayBe(seen, at, least) && this.#isJoined(two, first));
  }

  /** Whether one word of the one name is so near both of the other, written as one, that it may stand for them. */
  #isJoined({ joined }: TwoWords<QueryWord>, first: number): boolean {
    const { seen, words } = this.#table;
    for (let at = first; at < first + 2; at += 1) {
      const sounds = words.soundsOf(this.#table.wordAt(at));
      for (let index = 0; index < sounds.count; index += 1)
        if (joined.isWhole(sounds.readings[index]!, seen[SEEN * first - 1]!)) return true;
    }
    return joined.isBoth(words.joinedReading(this.#table.wordAt(first), this.#table.wordAt(first + 1)));
  }

  /** Whether the word is similar to the one at a place; notes how similar. */
  #compare(word: QueryWord, at: number, place: keyof MostSimilar): boolean {
    const similarity = this.#similarity(word, this.#table.wordAt(at));
    this.#most[place] = Math.abs(similarity);
    return similarity >= SIMILAR_FROM;
  }

  #areNear(words: readonly QueryWord[], first: number, end: number): boolean {
    const { seen } = this.#table;
    let near = 0;
    for (let index = 0; index < words.length; index += 1) {
      if (near + words.length - index < SIMILAR_WORDS_MIN) return false;
      if (words[index]!.near.isAnyNear(seen, SEEN * first, SEEN * end)) near += 1;
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
    const { seen } = this.#table;
    for (let at = first; at < end; at += 1) {
      if (!word.near.isAnyNear(seen, SEEN * at, SEEN * (at + 1))) continue;
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
  readonly two: TwoWords<QueryWord> | undefined;
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

function twoWordsOf(
  [one, other]: readonly QueryWord[],
  tokens: readonly PreparedToken[],
): TwoWords<QueryWord> | undefined {
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
