// SPDX-License-Identifier: Apache-2.0
// Which alert each entry of the index of persons belongs to, in typed arrays: millions of alerts take no object of their own.
import { type BirthDate, isBirthDate } from '@iims/matching/birth-date';
import { grown, withRoom } from '@iims/matching/grown';
import { damagedSnapshot } from '@iims/matching/index-snapshot';
import { type Section, sectionOf } from '@iims/matching/section';
import { WordTexts } from '@iims/matching/word-texts';
import type { WhyCode } from '@iims/wire/code-lists';

/** One entry of the index: some of an alert's names, with what a hit by them must say. */
export interface IndexedPart {
  readonly register: string;
  readonly alertId: string;
  readonly meaning: WhyCode | undefined;
  readonly isCovert: boolean;
  readonly birthDates: readonly BirthDate[];
}

/** What is kept of an alert's entry beside the names. */
export type PartContent = Pick<IndexedPart, 'meaning' | 'isCovert' | 'birthDates'>;

/** Alerts by a number of their own, in the order in which they came; their entries by ordinal. */
export class IndexedAlerts {
  /** `REGISTER\nALERT-ID`. */
  #ids = new WordTexts();
  /** The registers, and by alert which of them it is in. */
  #registers = new WordTexts();
  #registerOf = new Int32Array(AT_FIRST);
  /** By alert: its first ordinal, from 1 (0: it is gone), how many it has, and DIGEST_WORDS of its content. */
  #firstPart = new Int32Array(AT_FIRST);
  #partCount = new Uint8Array(AT_FIRST);
  #digests = new Int32Array(DIGEST_WORDS * AT_FIRST);
  /** By ordinal: the alert, the meaning (and COVERT), and where its dates end. */
  #alertOf = new Int32Array(AT_FIRST);
  #meanings = new Uint8Array(AT_FIRST);
  #dateEnds = new Int32Array(AT_FIRST);
  #parts = 0;
  #dates = new Int32Array(AT_FIRST);

  /** @throws IimsError `index.damaged` */
  static restore(sections: readonly Section[]): IndexedAlerts {
    if (sections.length !== ALERT_SECTIONS) throw damagedSnapshot('the table of alerts has its sections');
    const made = new IndexedAlerts();
    made.#ids = WordTexts.restore(sections.slice(0, 2));
    made.#registers = WordTexts.restore(sections.slice(2, 4));
    const [registerOf, firstPart, partCount, digests, alertOf, meanings, dateEnds, dates] = sections.slice(
      4,
    ) as Section[];
    made.#registerOf = registerOf!;
    made.#firstPart = firstPart!;
    made.#partCount = new Uint8Array(partCount!.buffer);
    made.#digests = digests!;
    made.#alertOf = alertOf!;
    made.#meanings = new Uint8Array(meanings!.buffer);
    made.#dateEnds = dateEnds!;
    made.#dates = dates!;
    made.#parts = alertOf!.length;
    made.#check();
    made.#makeRoom();
    return made;
  }

  /** Entries that were ever given; the next has this ordinal. */
  get parts(): number {
    return this.#parts;
  }

  /** Alerts that were ever given: numbers are below. */
  get alerts(): number {
    return this.#ids.size;
  }

  /** The number of an alert that is or was there, or -1. */
  numberOf(register: string, alertId: string): number {
    return this.#ids.numberOf(`${register}\n${alertId}`);
  }

  /** Numbers of the alerts of a register that are there. */
  *of(register: string): Generator<number> {
    const wanted = this.#registers.numberOf(register);
    for (let number = 0; number < this.alerts; number += 1) {
      if (this.#registerOf[number] === wanted && this.#firstPart[number] !== 0) yield number;
    }
  }

  isThere(number: number): boolean {
    return this.#firstPart[number] !== 0;
  }

  /** Ordinals of an alert's entries; none where it is gone. */
  ordinalsOf(number: number): number[] {
    const first = this.#firstPart[number]!;
    return first === 0 ? [] : Array.from({ length: this.#partCount[number]! }, (_, index) => first - 1 + index);
  }

  hasContent(number: number, digest: Uint8Array): boolean {
    if (this.#firstPart[number] === 0) return false;
    const words = digestWords(digest);
    return words.every((word, index) => this.#digests[DIGEST_WORDS * number + index] === word);
  }

  partAt(ordinal: number): IndexedPart {
    const id = this.#ids.textOf(this.#alertOf[ordinal]!);
    const between = id.indexOf('\n');
    const meant = this.#meanings[ordinal]!;
    return {
      register: id.slice(0, between),
      alertId: id.slice(between + 1),
      meaning: MEANINGS[meant % COVERT],
      isCovert: meant >= COVERT,
      birthDates: this.#datesOf(ordinal),
    };
  }

  /** An order of ordinals that is the same on every node: by register, alert, and then as the alert names its parts. */
  compare(one: number, other: number): number {
    return this.#ids.compare(this.#alertOf[one]!, this.#alertOf[other]!) || one - other;
  }

  /** Takes in what an alert holds. It is not there, or is gone. Gives its number. */
  add(register: string, alertId: string, digest: Uint8Array, parts: readonly PartContent[]): number {
    const known = this.numberOf(register, alertId);
    const number = known >= 0 ? known : this.#ids.add(`${register}\n${alertId}`);
    this.#firstPart = grown(this.#firstPart, number + 1);
    this.#partCount = grown(this.#partCount, number + 1);
    this.#digests = grown(this.#digests, DIGEST_WORDS * (number + 1));
    if (known < 0) {
      this.#registerOf = grown(this.#registerOf, number + 1);
      const at = this.#registers.numberOf(register);
      this.#registerOf[number] = at >= 0 ? at : this.#registers.add(register);
    }
    this.#firstPart[number] = this.#parts + 1;
    this.#partCount[number] = parts.length;
    this.#digests.set(digestWords(digest), DIGEST_WORDS * number);
    for (const part of parts) this.#addPart(number, part);
    return number;
  }

  /** Its number and id stay; its entries are nobody's. */
  remove(number: number): void {
    this.#firstPart[number] = 0;
    this.#digests.fill(0, DIGEST_WORDS * number, DIGEST_WORDS * (number + 1));
  }

  *sections(): Generator<Section> {
    const alerts = this.#ids.size;
    yield* this.#ids.sections();
    yield* this.#registers.sections();
    yield sectionOf(this.#registerOf, alerts);
    yield sectionOf(this.#firstPart, alerts);
    yield sectionOf(this.#partCount, alerts);
    yield sectionOf(this.#digests, DIGEST_WORDS * alerts);
    yield sectionOf(this.#alertOf, this.#parts);
    yield sectionOf(this.#meanings, this.#parts);
    yield sectionOf(this.#dateEnds, this.#parts);
    yield sectionOf(this.#dates, this.#dateCount());
  }

  #addPart(alert: number, { meaning, isCovert, birthDates }: PartContent): void {
    const ordinal = this.#parts;
    const from = this.#dateCount();
    this.#alertOf = grown(this.#alertOf, ordinal + 1);
    this.#meanings = grown(this.#meanings, ordinal + 1);
    this.#dateEnds = grown(this.#dateEnds, ordinal + 1);
    this.#dates = grown(this.#dates, from + birthDates.length);
    this.#alertOf[ordinal] = alert;
    this.#meanings[ordinal] = MEANINGS.indexOf(meaning) + (isCovert ? COVERT : 0);
    this.#dates.set(birthDates, from);
    this.#dateEnds[ordinal] = from + birthDates.length;
    this.#parts += 1;
  }

  #dateCount(): number {
    return this.#parts === 0 ? 0 : this.#dateEnds[this.#parts - 1]!;
  }

  #datesOf(ordinal: number): BirthDate[] {
    const from = ordinal === 0 ? 0 : this.#dateEnds[ordinal - 1]!;
    return [...this.#dates.subarray(from, this.#dateEnds[ordinal]!)] as BirthDate[];
  }

  #makeRoom(): void {
    this.#registerOf = withRoom(this.#registerOf);
    this.#firstPart = withRoom(this.#firstPart);
    this.#partCount = withRoom(this.#partCount);
    this.#digests = withRoom(this.#digests);
    this.#alertOf = withRoom(this.#alertOf);
    this.#meanings = withRoom(this.#meanings);
    this.#dateEnds = withRoom(this.#dateEnds);
    this.#dates = withRoom(this.#dates);
  }

  #check(): void {
    const { alerts, parts } = this;
    const isWhole =
      this.#registerOf.length === alerts &&
      this.#firstPart.length === alerts &&
      this.#partCount.length >= alerts &&
      this.#digests.length === DIGEST_WORDS * alerts &&
      this.#meanings.length >= parts &&
      this.#dateEnds.length === parts;
    if (!isWhole) throw damagedSnapshot('each alert has its entries');
    for (let alert = 0; alert < alerts; alert += 1) {
      const first = this.#firstPart[alert]!;
      if (first < 0 || (first > 0 && first - 1 + this.#partCount[alert]! > parts))
        throw damagedSnapshot('each entry of an alert is there');
    }
    for (let ordinal = 0, before = 0; ordinal < parts; ordinal += 1) {
      const end = this.#dateEnds[ordinal]!;
      if (end < before || end > this.#dates.length) throw damagedSnapshot('each entry has its dates');
      before = end;
      const alert = this.#alertOf[ordinal]!;
      if (alert < 0 || alert >= alerts || this.#meanings[ordinal]! % COVERT >= MEANINGS.length)
        throw damagedSnapshot('each entry belongs to an alert');
    }
    if (this.#dates.some((date) => !isBirthDate(date))) throw damagedSnapshot('each date exists');
  }
}

function digestWords(digest: Uint8Array): number[] {
  const view = new DataView(digest.buffer, digest.byteOffset);
  return Array.from({ length: DIGEST_WORDS }, (_, index) => view.getInt32(4 * index));
}

/** What an entry may mean, by its number here: only ever added to. */
const MEANINGS: readonly (WhyCode | undefined)[] = [undefined, 'weak-alias', 'misused-identity'];
/** Beside the meaning of what belongs to a covert alert. */
const COVERT = 128;
const AT_FIRST = 1_024;
/** Sixteen bytes of the SHA-256 of an alert: whether it changed. */
const DIGEST_WORDS = 4;
export const ALERT_SECTIONS = 12;
