// SPDX-License-Identifier: Apache-2.0
// The names of the persons in an index, as the numbers of their words, and for each word the persons whose names hold it.

import { assert } from '@iims/wire/assert';
import { grown, withRoom } from './grown.ts';
import { damagedSnapshot } from './index-snapshot.ts';
import { outlineOfName } from './name-outline.ts';
import { NumberRows } from './number-rows.ts';
import { nameOfTokens, type PreparedName, type WrittenName } from './prepare-name.ts';
import type { PreparedToken } from './prepare-token.ts';
import { type Section, sectionOf } from './section.ts';
import { TOKENS_MAX } from './tokens.ts';
import { WORD_SECTIONS, WordTable } from './word-table.ts';

/** How a name is written, apart from its words. */
type Manner = Pick<WrittenName, 'surnameWords' | 'marks' | 'language'>;

/** Names by place: a name's place is where its words stand. Personal data: kept in memory, and sealed elsewhere. */
export class NameTable {
  #words = new WordTable();
  /** By word: the persons whose names hold it. */
  #owners = new NumberRows();
  /** By ordinal: the place of the first name; 0 for who is not there. */
  #firstPlace = new Int32Array(AT_FIRST);
  #ordinals = 0;
  /** A name is a head (number of words, LAST_NAME, number of its manner) and its words. A person's names follow each other. */
  #places = new Int32Array(AT_FIRST);
  /**
   * Two numbers a place, so that a look at a name stays in one piece of memory. Of each word its shape and its letters (near-words.ts); of a
   * head number of words, LAST_NAME and whose name it is, of a further name SOUNDS_AS_BEFORE, then `outlineOfName` of two words.
   */
  #seen = new Int32Array(SEEN * AT_FIRST);
  /** Place 0 is nobody's. */
  #used = 1;
  /** Words of names that were removed. */
  #wasted = 0;
  readonly #manners: Manner[] = [];
  readonly #mannerNumbers = new Map<string, number>();
  #names = 0;
  #persons = 0;

  /** @throws IimsError `index.damaged` */
  static restore(sections: readonly Section[]): NameTable {
    const made = new NameTable();
    const [firstPlace, places, manners, lengths, ordinals] = sections.slice(WORD_SECTIONS) as Section[];
    made.#readManners(manners!);
    const languages = made.#manners.flatMap(({ language }) => language ?? []);
    made.#words = WordTable.restore(sections.slice(0, WORD_SECTIONS), languages);
    made.#firstPlace = withRoom(firstPlace!);
    made.#ordinals = firstPlace!.length;
    made.#places = withRoom(places!);
    made.#seen = new Int32Array(SEEN * made.#places.length);
    made.#used = places!.length;
    made.#owners = NumberRows.restore([lengths!, ordinals!], made.#ordinals);
    made.#count();
    return made;
  }

  get words(): WordTable {
    return this.#words;
  }

  get persons(): number {
    return this.#persons;
  }

  get bytes(): number {
    const arrays = [this.#firstPlace, this.#places, this.#seen];
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, this.#words.bytes + this.#owners.bytes);
  }

  /** Names without words are passed over. The ordinal must not be there. */
  add(ordinal: number, names: readonly WrittenName[]): void {
    this.#firstPlace = grown(this.#firstPlace, ordinal + 1);
    this.#ordinals = Math.max(this.#ordinals, ordinal + 1);
    assert(this.#firstPlace[ordinal] === 0, 'an ordinal stands for one alert');
    assert(ordinal < ORDINALS_MAX, 'an ordinal of a name has 27 bits');
    const kept = names.filter(({ words }) => words.length > 0).slice(0, NAMES_OF_PERSON_MAX);
    if (kept.length === 0) return;
    this.#firstPlace[ordinal] = this.#used;
    let before = 0;
    for (const [index, name] of kept.entries())
      before = this.#addName(ordinal, name, before, index === kept.length - 1);
    this.#persons += 1;
  }

  /** The names go; words that nobody bears any more stay until the table is built anew. */
  remove(ordinal: number): boolean {
    const first = this.placeOf(ordinal);
    if (first === 0) return false;
    const end = this.#endOf(first);
    for (let place = first; place < end; place = this.#behind(place)) {
      for (const word of this.wordsAt(place)) {
        this.#words.use(word, -1);
        this.#owners.remove(word, ordinal);
      }
      this.#names -= 1;
    }
    this.#places.fill(0, first, end);
    this.#seen.fill(0, SEEN * first, SEEN * end);
    this.#wasted += end - first;
    this.#firstPlace[ordinal] = 0;
    this.#persons -= 1;
    return true;
  }

  /** The place of a person's first name; 0 for who is not there. */
  placeOf(ordinal: number): number {
    return ordinal < this.#ordinals ? this.#firstPlace[ordinal]! : 0;
  }

  /**
   * SEEN numbers for each place, good until something is added: of words shape and letters, of heads what `wordCountOf`, `isLastName`,
   * `ownerOf` and `soundsAsBefore` read and the outline.
   */
  get seen(): Int32Array {
    return this.#seen;
  }

  /** The number of the word at a place behind a head. */
  wordAt(place: number): number {
    return this.#places[place]!;
  }

  /** Numbers of the words of a name: a view, good until something is added. */
  wordsAt(place: number): Int32Array {
    return this.#places.subarray(place + 1, this.#behind(place));
  }

  preparedName(place: number): PreparedName {
    const tokens: PreparedToken[] = [];
    for (let at = place + 1, end = this.#behind(place); at < end; at += 1)
      tokens.push(this.#words.tokenAt(this.#places[at]!));
    return nameOfTokens(tokens, this.#manners[this.#places[place]! >>> MANNER_SHIFT]!);
  }

  /** Visits the persons whose names hold the word, each once, ascending. */
  forEachOwner(word: number, visit: (ordinal: number) => void): void {
    this.#owners.forEach(word, visit);
  }

  /** How much a name tells, in whole bits: what one in so many names would have by chance, word by word. */
  rarityOf(place: number): number {
    let bits = 0;
    for (const word of this.wordsAt(place)) bits += bitsOf((this.#names + 1) / this.#words.usesOf(word));
    return bits;
  }

  /** Lays the names out in the order in which they will be read, each ordinal once or more, and gives back what lies idle. */
  arrange(forEachOrdinal: (visit: (ordinal: number) => void) => void): void {
    const firstPlace = withRoom(new Int32Array(this.#ordinals));
    const places = withRoom(new Int32Array(this.#used - this.#wasted));
    const seen = new Int32Array(SEEN * places.length);
    let used = 1;
    const move = (ordinal: number): void => {
      const place = this.placeOf(ordinal);
      if (place === 0 || firstPlace[ordinal] !== 0) return;
      firstPlace[ordinal] = used;
      for (const end = this.#endOf(place), from = { place }; from.place < end; from.place += 1) {
        places[used] = this.#places[from.place]!;
        seen[SEEN * used] = this.#seen[SEEN * from.place]!;
        seen[SEEN * used + 1] = this.#seen[SEEN * from.place + 1]!;
        used += 1;
      }
    };
    forEachOrdinal(move);
    for (let ordinal = 0; ordinal < this.#ordinals; ordinal += 1) move(ordinal);
    this.#firstPlace = firstPlace;
    this.#places = places;
    this.#seen = seen;
    this.#used = used;
    this.#wasted = 0;
    this.#owners.trim();
    this.#words.trim();
  }

  *sections(): Generator<Section> {
    const manners = JSON.stringify(
      this.#manners.map(({ surnameWords, marks, language }) => [surnameWords, marks, language]),
    );
    yield* this.#words.sections();
    yield sectionOf(this.#firstPlace, this.#ordinals);
    yield sectionOf(this.#places, this.#used);
    yield Int32Array.from(manners, (unit) => unit.charCodeAt(0));
    yield* this.#owners.sections();
  }

  /** Behind the name of the same person at `before`, 0 for none. Gives the place. */
  #addName(
    owner: number,
    { words, surnameWords, marks, language }: WrittenName,
    before: number,
    isLast: boolean,
  ): number {
    const place = this.#used;
    this.#places = grown(this.#places, place + 1 + words.length);
    this.#seen = grown(this.#seen, SEEN * (place + 1 + words.length));
    assert(words.length <= WORDS_MASK && TOKENS_MAX <= WORDS_MASK, 'the words of a name fit their field');
    const manner = this.#mannerNo({ surnameWords, marks, language });
    const head = words.length | (isLast ? LAST_NAME : 0) | (manner << MANNER_SHIFT);
    this.#places[place] = head;
    this.#seen[SEEN * place] = seenHeadOf(head, before === 0 ? owner : 0);
    for (let index = 0; index < words.length; index += 1) {
      const word = this.#words.take(words[index]!, language);
      this.#places[place + 1 + index] = word;
      this.#see(place + 1 + index);
      this.#words.use(word, 1);
      this.#owners.add(word, owner);
    }
    this.#seeWhole(place, before);
    this.#used = place + 1 + words.length;
    this.#names += 1;
    return place;
  }

  /** Behind the last name of the person whose first is at the place. */
  #endOf(first: number): number {
    let place = first;
    while (!isLastName(this.#places[place]!)) place = this.#behind(place);
    return this.#behind(place);
  }

  /** Behind the words of the name at the place. */
  #behind(place: number): number {
    return place + 1 + wordCountOf(this.#places[place]!);
  }

  #mannerNo(manner: Manner): number {
    const { surnameWords, marks, language = '' } = manner;
    const key = `${surnameWords} ${language} ${marks}`;
    const known = this.#mannerNumbers.get(key);
    if (known !== undefined) return known;
    this.#mannerNumbers.set(key, this.#manners.length);
    return this.#manners.push(manner) - 1;
  }

  #readManners(units: Int32Array): void {
    let text = '';
    for (const unit of units) text += String.fromCharCode(unit);
    for (const [surnameWords, marks, language] of mannersOf(text)) {
      this.#mannerNo({ surnameWords, marks, language: language ?? undefined });
    }
  }

  /**
   * Persons and names that were restored, in the order of the places: by persons it would be all over the memory. Where a place leads out of
   * the table, nothing of it is taken.
   */
  #count(): void {
    const isFirst = new Uint8Array((this.#used >> 3) + 1);
    const words = this.#words.size;
    let isNext = true;
    let before = 0;
    let persons = 0;
    for (let place = 1; place < this.#used; ) {
      const head = this.#places[place]!;
      const end = place + 1 + (head & WORDS_MASK);
      if (head === 0) isNext = true;
      else {
        if (end === place + 1 || end > this.#used || head >>> MANNER_SHIFT >= this.#manners.length)
          throw damagedSnapshot('each name has words');
        if (isNext) isFirst[place >> 3]! |= 1 << (place & 7);
        if (isNext) persons += 1;
        if (isNext) before = 0;
        isNext = (head & LAST_NAME) !== 0;
        this.#names += 1;
        this.#seen[SEEN * place] = seenHeadOf(head, 0);
        for (let at = place + 1; at < end; at += 1) {
          if (this.#places[at]! < 0 || this.#places[at]! >= words)
            throw damagedSnapshot('each place of a name leads to a word');
          this.#see(at);
        }
        this.#seeWhole(place, before);
        before = place;
      }
      place = end;
    }
    for (let ordinal = 0; ordinal < this.#ordinals; ordinal += 1) {
      const place = this.#firstPlace[ordinal]!;
      if (place === 0) continue;
      if (place < 0 || (isFirst[place >> 3]! & (1 << (place & 7))) === 0)
        throw damagedSnapshot('each name has its place');
      isFirst[place >> 3]! ^= 1 << (place & 7);
      this.#seen[SEEN * place] = seenHeadOf(this.#places[place]!, ordinal);
      this.#persons += 1;
    }
    if (!isNext || persons !== this.#persons) throw damagedSnapshot('each name belongs to somebody');
  }

  #see(place: number): void {
    const sound = this.#words.soundOf(this.#places[place]!);
    this.#seen[SEEN * place] = this.#words.shapeOf(sound);
    this.#seen[SEEN * place + 1] = this.#words.lettersOf(sound);
  }

  /** Of the name whose head is at the place, behind that of the same person at `before`, 0 for none. */
  #seeWhole(place: number, before: number): void {
    if (wordCountOf(this.#places[place]!) !== 2) return;
    const [one, other] = [this.#places[place + 1]!, this.#places[place + 2]!];
    const outline = outlineOfName(this.#words.outlineOf(one), this.#words.outlineOf(other));
    this.#seen[SEEN * place + 1] = outline;
    if (before === 0 || outline === 0 || wordCountOf(this.#places[before]!) !== 2) return;
    const isOne = this.#words.soundOf(one) === this.#words.soundOf(this.#places[before + 1]!);
    const isOther = this.#words.soundOf(other) === this.#words.soundOf(this.#places[before + 2]!);
    if (isOne && isOther) this.#seen[SEEN * place]! |= SOUNDS_AS_BEFORE;
  }
}

export function wordCountOf(head: number): number {
  return head & WORDS_MASK;
}

export function isLastName(head: number): boolean {
  return (head & LAST_NAME) !== 0;
}

/** Of a person's first name; of no use for others. */
export function ownerOf(head: number): number {
  return head >>> OWNER_SHIFT;
}

/** Of a person's further name: whether it has two words that are nothing but names, and sounds as the name before it. */
export function soundsAsBefore(head: number): boolean {
  return (head & SOUNDS_AS_BEFORE) !== 0;
}

function seenHeadOf(head: number, owner: number): number {
  return (head & (WORDS_MASK | LAST_NAME)) | (owner << OWNER_SHIFT);
}

/** As `sections` writes them. */
function mannersOf(text: string): [surnameWords: number, marks: string, language: string | null][] {
  try {
    return JSON.parse(text);
  } catch {
    throw damagedSnapshot('the manners of names can be read');
  }
}

/** The whole part of the logarithm. */
function bitsOf(times: number): number {
  return 31 - Math.clz32(Math.max(1, Math.floor(times)));
}

const AT_FIRST = 1_024;
/** Numbers that are seen of a place. */
export const SEEN = 2;
const WORDS_MASK = 15;
const LAST_NAME = 16;
const MANNER_SHIFT = 5;
const OWNER_SHIFT = 5;
/** Where the head of a first name says whose it is. */
const SOUNDS_AS_BEFORE = 1 << OWNER_SHIFT;
/** What is left of a head: twice as many as persons that memory could hold. */
const ORDINALS_MAX = 2 ** 27;
/** Spellings of one alert that are indexed. */
export const NAMES_OF_PERSON_MAX = 64;
/** How many `sections` gives. */
export const NAME_SECTIONS = WORD_SECTIONS + 5;
