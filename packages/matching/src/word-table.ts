// SPDX-License-Identifier: Apache-2.0
// Every word that stands in a stored name, once for each language it is read in: by number, and by what sounds alike.
import { grown } from './grown.ts';
import { type PreparedToken, prepareToken } from './prepare-token.ts';
import { ROMANISATIONS_MAX } from './romanise.ts';
import { signatureDistance, skeletonOf } from './skeleton.ts';

/** Words by number. Personal data: kept in memory, and sealed where it is kept elsewhere. */
export class WordTable {
  readonly #numbers = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #tokens = new Map<number, PreparedToken>();
  /** Up to FORMS of each word, as `signatureOf` gives them; a form of no letters ends the list. */
  #signatures = new Int32Array(FORMS * WORDS_AT_FIRST);
  #letters = new Uint8Array(FORMS * WORDS_AT_FIRST);
  /** The newest use of each word, as the caller numbers uses from 1; 0 for none. */
  #newestUse = new Int32Array(WORDS_AT_FIRST);
  #uses = new Int32Array(WORDS_AT_FIRST);
  /** Words by the hash of a skeleton: chains of links, numbered from 1. Words of another skeleton in a chain do no harm. */
  #chains = new Int32Array(CHAINS_AT_FIRST);
  #linkWord = new Int32Array(CHAINS_AT_FIRST);
  #linkNext = new Int32Array(CHAINS_AT_FIRST);
  #links = 0;

  /** How many words there are: their numbers are below. */
  get size(): number {
    return this.#keys.length;
  }

  /** Memory of the typed arrays, in bytes; the texts of the words are not counted. */
  get bytes(): number {
    const arrays = [this.#signatures, this.#letters, this.#newestUse, this.#uses, this.#chains];
    return [...arrays, this.#linkWord, this.#linkNext].reduce((sum, array) => sum + array.byteLength, 0);
  }

  /** The number of a word, which is taken in where it is not known yet. */
  take(token: PreparedToken, language: string | undefined): number {
    const key = language === undefined ? token.word : `${language} ${token.word}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#keys.length;
    this.#numbers.set(key, number);
    this.#keys.push(key);
    this.#newestUse = grown(this.#newestUse, number + 1);
    this.#uses = grown(this.#uses, number + 1);
    this.#keepForms(number, token);
    for (const skeleton of skeletonsOf(token)) this.#link(skeleton, number);
    return number;
  }

  /** The word as it was taken in. Making it ready takes as long as a dozen comparisons, so those in use are kept. */
  tokenAt(number: number): PreparedToken {
    const kept = this.#tokens.get(number);
    if (kept !== undefined) return kept;
    const key = this.#keys[number]!;
    const blank = key.indexOf(' ');
    const token = blank < 0 ? prepareToken(key, undefined) : prepareToken(key.slice(blank + 1), key.slice(0, blank));
    if (this.#tokens.size >= TOKENS_KEPT_MAX) this.#tokens.clear();
    this.#tokens.set(number, token);
    return token;
  }

  /** Notes one more use of a word and gives the use before it. */
  use(number: number, use: number): number {
    const before = this.#newestUse[number]!;
    this.#newestUse[number] = use;
    this.#uses[number]! += 1;
    return before;
  }

  newestUseOf(number: number): number {
    return this.#newestUse[number]!;
  }

  /** Names that hold the word, those that were removed since included. */
  usesOf(number: number): number {
    return this.#uses[number]!;
  }

  /** The word alone, for an order that does not depend on what came first. */
  textOf(number: number): string {
    return this.#keys[number]!;
  }

  /** Whether a word may be similar: cheap, and wrong only for words that are far from each other anyway. */
  mayBeSimilar(number: number, token: PreparedToken): boolean {
    if (token.letters === 1) return true;
    for (let at = FORMS * number; at < FORMS * (number + 1) && this.#letters[at]! > 0; at += 1) {
      for (const { text, signature, vowelless } of token.forms) {
        const isLongEnough = vowelless || Math.abs(text.length - this.#letters[at]!) <= LETTERS_APART_MAX;
        if (isLongEnough && signatureDistance(signature, this.#signatures[at]!) <= CONSONANTS_APART_MAX) return true;
      }
    }
    return false;
  }

  /** Visits the words whose skeleton is that of the token, or is so but for one consonant; some of them more than once. */
  forEachAlike(token: PreparedToken, visit: (number: number) => void): void {
    for (const skeleton of skeletonsOf(token)) {
      let link = this.#chains[hashOf(skeleton) & (this.#chains.length - 1)]!;
      for (; link !== 0; link = this.#linkNext[link - 1]!) visit(this.#linkWord[link - 1]!);
    }
  }

  #keepForms(number: number, { forms }: PreparedToken): void {
    this.#signatures = grown(this.#signatures, FORMS * (number + 1));
    this.#letters = grown(this.#letters, FORMS * (number + 1));
    for (const [index, { text, signature, vowelless }] of forms.slice(0, FORMS).entries()) {
      this.#signatures[FORMS * number + index] = signature;
      // A word without vowels is compared by what it writes: any length may meet it.
      this.#letters[FORMS * number + index] = vowelless ? VOWELLESS_LETTERS : Math.max(1, text.length);
    }
  }

  #link(skeleton: string, number: number): void {
    if (this.#links === this.#chains.length) this.#lengthenChains();
    this.#linkWord = grown(this.#linkWord, this.#links + 1);
    this.#linkNext = grown(this.#linkNext, this.#links + 1);
    this.#linkWord[this.#links] = number;
    this.#chain(skeleton, this.#links + 1);
    this.#links += 1;
  }

  #chain(skeleton: string, link: number): void {
    const chain = hashOf(skeleton) & (this.#chains.length - 1);
    this.#linkNext[link - 1] = this.#chains[chain]!;
    this.#chains[chain] = link;
  }

  /** All links anew, since a chain's place depends on how many there are. Links of a word stand in the order of its skeletons. */
  #lengthenChains(): void {
    this.#chains = new Int32Array(this.#chains.length * 2);
    let link = 1;
    for (let number = 0; link <= this.#links; number += 1) {
      for (const skeleton of skeletonsOf(this.tokenAt(number))) {
        if (link > this.#links) break;
        this.#chain(skeleton, link);
        link += 1;
      }
    }
  }
}

/** The skeletons of a word's readings, each also with one consonant left out where it has three or more; each once. */
function skeletonsOf({ forms }: PreparedToken): Set<string> {
  const skeletons = new Set<string>();
  for (const { text } of forms) {
    const skeleton = skeletonOf(text);
    skeletons.add(skeleton);
    if (skeleton.length < SKELETON_SHORTENED_MIN) continue;
    for (let at = 0; at < skeleton.length; at += 1) skeletons.add(skeleton.slice(0, at) + skeleton.slice(at + 1));
  }
  return skeletons;
}

/** FNV-1a over the units of a short text. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

/** About 600 bytes each. */
const TOKENS_KEPT_MAX = 150_000;
const FORMS = ROMANISATIONS_MAX;
const WORDS_AT_FIRST = 1_024;
/** A power of two, as every length after it. */
const CHAINS_AT_FIRST = 4_096;
const SKELETON_SHORTENED_MIN = 3;
const LETTERS_APART_MAX = 5;
const VOWELLESS_LETTERS = 6;
const CONSONANTS_APART_MAX = 3;
