// SPDX-License-Identifier: Apache-2.0
// Every word that stands in a stored name, once for each language it is read in: by number, and by what sounds alike.

import { grown, withRoom } from './grown.ts';
import { damagedSnapshot } from './index-snapshot.ts';
import { outlineOfWord } from './name-outline.ts';
import { NumberRows } from './number-rows.ts';
import { type PreparedToken, prepareToken, type Sounds } from './prepare-token.ts';
import { type Section, sectionOf } from './section.ts';
import { skeletonOf } from './skeleton.ts';
import { SKELETON_SECTIONS, SoundsBySkeleton } from './sounds-by-skeleton.ts';
import { LETTERS_MAX, type Letters } from './token-distance.ts';
import { soundSimilarity } from './token-similarity.ts';
import { SOUND_SECTIONS, WordSounds } from './word-sounds.ts';
import { hashOf, TEXT_SECTIONS, WordTexts } from './word-texts.ts';

/** Words by number. Personal data: kept in memory, and sealed where it is kept elsewhere. */
export class WordTable {
  /** The word, behind its language and a blank where it is read by one. */
  #texts = new WordTexts();
  #sounds = new WordSounds();
  /** How each word sounds, and which words sound so. */
  #soundOf = new Int32Array(WORDS_AT_FIRST);
  #wordsOf = new NumberRows();
  readonly #languages = new Set<string>();
  readonly #tokens = new Map<number, PreparedToken>();
  #uses = new Int32Array(WORDS_AT_FIRST);
  /** See `outlineOf`. */
  #outlines = new Int32Array(WORDS_AT_FIRST);
  #bySkeleton = new SoundsBySkeleton();
  readonly #joined = { codes: new Uint8Array(2 * LETTERS_MAX), from: 0, length: 0, vowelless: false };

  /** `languages`: those in which words are read. */
  static restore(sections: readonly Section[], languages: Iterable<string>): WordTable {
    const made = new WordTable();
    for (const language of languages) made.#languages.add(language);
    const [soundOf, uses] = sections.slice(TEXT_SECTIONS + SOUND_SECTIONS + SKELETON_SECTIONS) as [Section, Section];
    made.#texts = WordTexts.restore(sections.slice(0, TEXT_SECTIONS));
    made.#sounds = WordSounds.restore(sections.slice(TEXT_SECTIONS, TEXT_SECTIONS + SOUND_SECTIONS));
    const { size } = made.#sounds;
    made.#bySkeleton = SoundsBySkeleton.restore(sections.slice(TEXT_SECTIONS + SOUND_SECTIONS), size);
    made.#soundOf = withRoom(soundOf);
    made.#uses = withRoom(uses);
    if (uses.length !== made.size || soundOf.length !== made.size)
      throw damagedSnapshot('each word has its uses and its sound');
    if (soundOf.some((sound) => sound < 0 || sound >= size)) throw damagedSnapshot('each sound of a word is there');
    made.#wordsOf = NumberRows.inverse(soundOf, size);
    made.#outlines = new Int32Array(made.#uses.length);
    for (let number = 0; number < made.size; number += 1) made.#outline(number);
    return made;
  }

  /** How many words there are: their numbers are below. */
  get size(): number {
    return this.#texts.size;
  }

  /** Memory of the typed arrays, in bytes; beside them lie at most TOKENS_KEPT_MAX words made ready. */
  get bytes(): number {
    const parts = [this.#texts, this.#sounds, this.#wordsOf, this.#bySkeleton];
    const own = this.#uses.byteLength + this.#soundOf.byteLength + this.#outlines.byteLength;
    return parts.reduce((sum, { bytes }) => sum + bytes, own);
  }

  /** The number of a word, which is made ready and taken in where it is not known yet. */
  take(word: string, language: string | undefined): number {
    const key = language === undefined ? word : `${language} ${word}`;
    const known = this.#texts.numberOf(key);
    if (known >= 0) return known;
    if (language !== undefined) this.#languages.add(language);
    const token = prepareToken(word, language);
    const number = this.#texts.add(key);
    this.#uses = grown(this.#uses, number + 1);
    const sounds = this.#sounds.size;
    const sound = this.#sounds.take(token);
    this.#soundOf = grown(this.#soundOf, number + 1);
    this.#soundOf[number] = sound;
    this.#wordsOf.add(sound, number);
    this.#outlines = grown(this.#outlines, number + 1);
    this.#outline(number);
    if (sound === sounds) for (const skeleton of skeletonsOf(token)) this.#bySkeleton.add(hashOf(skeleton), sound);
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

  /** For a name of two words (two-words.ts). */
  outlineOf(number: number): number {
    return this.#outlines[number]!;
  }

  soundOf(number: number): number {
    return this.#soundOf[number]!;
  }

  /** Visits the words that sound so, ascending. */
  forEachWordOf(sound: number, visit: (number: number) => void): void {
    this.#wordsOf.forEach(sound, visit);
  }

  /** See `WordSounds`. */
  shapeOf(sound: number): number {
    return this.#sounds.shapeOf(sound);
  }

  /** See `WordSounds`. */
  lettersOf(sound: number): number {
    return this.#sounds.lettersOf(sound);
  }

  /** See `WordSounds`. */
  mayBeSimilar(sound: number, token: PreparedToken): boolean {
    return this.#sounds.mayBeSimilar(sound, token);
  }

  /** Numbers of the words that are written as the token, whatever language they are read in. */
  writtenAs({ word }: PreparedToken): number[] {
    const keys = [word, ...[...this.#languages].map((language) => `${language} ${word}`)];
    return keys.map((key) => this.#texts.numberOf(key)).filter((number) => number >= 0);
  }

  /** As `soundSimilarity`, of a token that is no initial. */
  similarityTo(token: PreparedToken, sound: number, least: number, costs: readonly Uint8Array[]): number {
    return soundSimilarity(token.sounds, this.#soundsOf(sound), least, costs);
  }

  /** How a word sounds, good until the next is asked for. */
  soundsOf(number: number): Sounds {
    return this.#soundsOf(this.soundOf(number));
  }

  /** The first readings of two words written as one, good until the next are asked for. */
  joinedReading(one: number, other: number): Letters {
    const joined = this.#joined;
    joined.length = 0;
    for (const number of [one, other]) {
      const { codes, from, length } = this.soundsOf(number).readings[0]!;
      for (let at = from; at < from + length; at += 1) joined.codes[joined.length++] = codes[at]!;
    }
    return joined;
  }

  #soundsOf(sound: number): Sounds {
    return this.#sounds.soundsOf(sound) ?? this.tokenAt(this.#wordsOf.firstOf(sound)).sounds;
  }

  /** As `soundSimilarity`, of an initial, for which the word's first unit counts as well. */
  similarityToInitial(token: PreparedToken, number: number): number {
    const sounds = this.#sounds.soundsOf(this.soundOf(number)) ?? this.tokenAt(number).sounds;
    return soundSimilarity(token.sounds, { ...sounds, firstUnit: this.#texts.firstUnitOf(number, BLANK) });
  }

  /** Visits the sounds whose skeleton is that of the token, or is so but for one consonant; some of them more than once. */
  forEachAlike(token: PreparedToken, visit: (sound: number) => void): void {
    for (const skeleton of skeletonsOf(token)) this.#bySkeleton.forEach(hashOf(skeleton), visit);
  }

  /** Gives back what lies idle. */
  trim(): void {
    this.#bySkeleton.trim();
    this.#wordsOf.trim();
  }

  #outline(number: number): void {
    const letters = this.#sounds.plainLengthOf(this.soundOf(number));
    this.#outlines[number] = outlineOfWord(letters, this.#texts.sumOfUnits(number, BLANK));
  }

  *sections(): Generator<Section> {
    yield* this.#texts.sections();
    yield* this.#sounds.sections();
    yield* this.#bySkeleton.sections();
    yield sectionOf(this.#soundOf, this.size);
    yield sectionOf(this.#uses, this.size);
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
const SKELETON_SHORTENED_MIN = 3;
const BLANK = 0x20;
/** How many `sections` gives. */
export const WORD_SECTIONS = TEXT_SECTIONS + SOUND_SECTIONS + SKELETON_SECTIONS + 2;
