// SPDX-License-Identifier: Apache-2.0
// Every word that stands in a stored name, once for each language it is read in: by number, and by what sounds alike.

import { grown } from './grown.ts';
import { damagedSnapshot } from './index-snapshot.ts';
import { type PreparedToken, prepareToken } from './prepare-token.ts';
import { type Section, sectionOf } from './section.ts';
import { skeletonOf } from './skeleton.ts';
import { SAME, soundSimilarity, tokenSimilarity } from './token-similarity.ts';
import { WordSounds } from './word-sounds.ts';
import { hashOf, WordTexts } from './word-texts.ts';

/** Words by number. Personal data: kept in memory, and sealed where it is kept elsewhere. */
export class WordTable {
  /** The word, behind its language and a blank where it is read by one. */
  #texts = new WordTexts();
  #sounds = new WordSounds();
  readonly #tokens = new Map<number, PreparedToken>();
  #uses = new Int32Array(WORDS_AT_FIRST);
  /** Words by the hash of a skeleton: chains of links, numbered from 1. Words of another skeleton in a chain do no harm. */
  #chains = new Int32Array(CHAINS_AT_FIRST);
  /** Three words for each link: see HASH, NUMBER, NEXT. */
  #linkWords = new Int32Array(LINK_WORDS * CHAINS_AT_FIRST);
  #links = 0;

  static restore(sections: readonly Section[]): WordTable {
    const made = new WordTable();
    const [uses, links] = sections.slice(TEXT_SECTIONS + SOUND_SECTIONS) as Section[];
    made.#texts = WordTexts.restore(sections.slice(0, TEXT_SECTIONS));
    made.#sounds = WordSounds.restore(sections.slice(TEXT_SECTIONS, TEXT_SECTIONS + SOUND_SECTIONS));
    made.#uses = uses!;
    made.#linkWords = links!;
    made.#links = Math.floor(links!.length / LINK_WORDS);
    const { size } = made.#texts;
    if (uses!.length !== size) throw damagedSnapshot('each word has its uses');
    for (let at = NUMBER; at < links!.length; at += LINK_WORDS) {
      if (links![at]! < 0 || links![at]! >= size) throw damagedSnapshot('each link leads to a word');
    }
    made.#chainAnew();
    return made;
  }

  /** How many words there are: their numbers are below. */
  get size(): number {
    return this.#texts.size;
  }

  /** Memory of the typed arrays, in bytes; beside them lie at most TOKENS_KEPT_MAX words made ready. */
  get bytes(): number {
    const arrays = [this.#uses, this.#chains, this.#linkWords];
    return arrays.reduce((sum, array) => sum + array.byteLength, this.#texts.bytes + this.#sounds.bytes);
  }

  /** The number of a word, which is taken in where it is not known yet. */
  take(token: PreparedToken, language: string | undefined): number {
    const key = language === undefined ? token.word : `${language} ${token.word}`;
    const known = this.#texts.numberOf(key);
    if (known >= 0) return known;
    const number = this.#texts.add(key);
    this.#uses = grown(this.#uses, number + 1);
    this.#sounds.add(token);
    for (const skeleton of skeletonsOf(token)) this.#link(hashOf(skeleton), number);
    return number;
  }

  /** The word as it was taken in. Making it ready takes as long as a dozen comparisons, so those in use are kept. */
  tokenAt(number: number): PreparedToken {
    const kept = this.#tokens.get(number);
    if (kept !== undefined) return kept;
    const key = this.#texts.textOf(number);
    const blank = key.indexOf(' ');
    const token = blank < 0 ? prepareToken(key, undefined) : prepareToken(key.slice(blank + 1), key.slice(0, blank));
    if (this.#tokens.size >= TOKENS_KEPT_MAX) this.#tokens.clear();
    this.#tokens.set(number, token);
    return token;
  }

  /** Notes one place more, or less, in which a word stands. */
  use(number: number, places: 1 | -1): void {
    this.#uses[number]! += places;
  }

  /** Places in which the word stands. */
  usesOf(number: number): number {
    return this.#uses[number]!;
  }

  /** For an order that does not depend on what came first. */
  compareTexts(one: number, other: number): number {
    return this.#texts.compare(one, other);
  }

  /** See `WordSounds`. */
  mayBeSimilar(number: number, token: PreparedToken): boolean {
    return this.#sounds.mayBeSimilar(number, token);
  }

  /** As `tokenSimilarity`. */
  similarityTo(token: PreparedToken, number: number): number {
    if (this.#texts.endsWith(number, token.word, BLANK)) return SAME;
    const sounds = this.#sounds.soundsOf(number, this.#texts.firstUnitOf(number, BLANK));
    return sounds === undefined ? tokenSimilarity(token, this.tokenAt(number)) : soundSimilarity(token.sounds, sounds);
  }

  /** Visits the words whose skeleton is that of the token, or is so but for one consonant; some of them more than once. */
  forEachAlike(token: PreparedToken, visit: (number: number) => void): void {
    for (const skeleton of skeletonsOf(token)) {
      const hash = hashOf(skeleton);
      for (let link = this.#chains[hash & (this.#chains.length - 1)]!; link !== 0; ) {
        const at = LINK_WORDS * (link - 1);
        if (this.#linkWords[at + HASH] === hash) visit(this.#linkWords[at + NUMBER]!);
        link = this.#linkWords[at + NEXT]!;
      }
    }
  }

  sections(): Section[] {
    return [
      ...this.#texts.sections(),
      ...this.#sounds.sections(),
      sectionOf(this.#uses, this.size),
      sectionOf(this.#linkWords, LINK_WORDS * this.#links),
    ];
  }

  #link(hash: number, number: number): void {
    const link = this.#links;
    this.#linkWords = grown(this.#linkWords, LINK_WORDS * (link + 1));
    this.#linkWords[LINK_WORDS * link + NUMBER] = number;
    this.#linkWords[LINK_WORDS * link + HASH] = hash;
    this.#links += 1;
    if (this.#links > this.#chains.length) this.#chainAnew();
    else this.#chain(link);
  }

  #chain(link: number): void {
    const at = LINK_WORDS * link;
    const chain = this.#linkWords[at + HASH]! & (this.#chains.length - 1);
    this.#linkWords[at + NEXT] = this.#chains[chain]!;
    this.#chains[chain] = link + 1;
  }

  /** All links anew, since a chain's place depends on how many there are. */
  #chainAnew(): void {
    let length = CHAINS_AT_FIRST;
    while (length < this.#links) length *= 2;
    this.#chains = new Int32Array(length);
    for (let link = 0; link < this.#links; link += 1) this.#chain(link);
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

/** About 600 bytes each. */
const TOKENS_KEPT_MAX = 20_000;
const WORDS_AT_FIRST = 1_024;
/** A power of two, as every length after it. */
const CHAINS_AT_FIRST = 4_096;
const LINK_WORDS = 3;
const HASH = 0;
const NUMBER = 1;
const NEXT = 2;
const SKELETON_SHORTENED_MIN = 3;
const BLANK = 0x20;
const TEXT_SECTIONS = 2;
const SOUND_SECTIONS = 3;
/** How many `sections` gives. */
export const WORD_SECTIONS = TEXT_SECTIONS + SOUND_SECTIONS + 2;
