// SPDX-License-Identifier: Apache-2.0
// The persons under alert of all registers, found by names and dates of birth that are equal or similar (spec/person-index.md, 10 to 13).
import type { PersonQuery } from '@iims/matching/person-index';
import { IimsError } from '@iims/wire/errors';
import type { PersonData } from '@iims/wire/subject';
import { systemClock } from '../clock.ts';
import type { RegisterRow } from '../store/alerts.ts';
import type { Reader } from '../store/sql.ts';
import { dropIndexFile, dropUnfinished, type IndexFilePlace, readIndexFile, writeIndexFile } from './index-file.ts';
import { IndexedPersons, type ReadingProgress } from './indexed-persons.ts';
import { noLongerThan } from './no-longer-than.ts';
import { type SimilarPerson, similarPersons } from './similar-persons.ts';

export class PersonRegister {
  readonly #reader: Reader;
  readonly #file: IndexFilePlace;
  #persons: IndexedPersons;
  /** What a turn under way works on. */
  #followed: IndexedPersons | undefined;
  /** What the file holds: which object, after how many of its changes. */
  #kept: { readonly persons: IndexedPersons; readonly changes: number; readonly atMs: number } | undefined;
  #following: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #isStopped = false;

  private constructor(reader: Reader, file: IndexFilePlace) {
    this.#reader = reader;
    this.#file = file;
    this.#persons = new IndexedPersons(reader);
  }

  /**
   * Indexes everybody, from the file as far as that holds, then follows the registers. Resolves when everybody is found, or after `beginMs`:
   * millions that no file holds take minutes, and a node has more to answer than names (`follows` is false meanwhile).
   */
  static async open(reader: Reader, file: IndexFilePlace, beginMs = BEGIN_MS): Promise<PersonRegister> {
    const made = new PersonRegister(reader, file);
    dropUnfinished(file);
    made.#restore();
    const begun = made.#begin();
    made.#turn = begun.catch(passStoresFault);
    await noLongerThan(beginMs, begun);
    made.#followLater();
    return made;
  }

  async #begin(): Promise<void> {
    await this.follow();
    if (this.#kept === undefined) this.#persons.index.arrange();
    await this.#keep();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#following);
  }

  /** Stops, and keeps what changed since the file was written. */
  async close(): Promise<void> {
    this.stop();
    await this.#turn;
    await this.#keep();
  }

  /** Best first, each alert once, of the given registers. `now` is the time of the question, ms since 1970. */
  search(person: PersonData, now: number, registers: readonly Pick<RegisterRow, 'id'>[]): readonly SimilarPerson[] {
    const { index, order } = this.#persons;
    const ordered = { ranked: (query: PersonQuery) => index.ranked(query, order) };
    const isRead = (register: string) => registers.some(({ id }) => id === register);
    return similarPersons(ordered, (ordinal) => this.#persons.partAt(ordinal), person, { now, isRead });
  }

  /** Whether whoever the register holds in this generation is found; of single alerts: spec/person-index.md, 10. */
  follows({ id, generation }: Pick<RegisterRow, 'id' | 'generation'>): boolean {
    return this.#persons.generationOf(id) === generation;
  }

  /** Brings what is found to what the registers hold. A worn index goes on answering until a fresh one is whole. */
  async follow(): Promise<void> {
    const persons = this.#persons.isWorn ? new IndexedPersons(this.#reader) : this.#persons;
    this.#followed = persons;
    try {
      await persons.follow();
    } finally {
      this.#followed = undefined;
    }
    this.#persons = persons;
  }

  /** Resolves when what the registers hold at the call is found, or could not be read. */
  followNow(): Promise<void> {
    // After the turn that is under way: two at once would put a register in twice.
    const followed = this.#turn.then(() => this.#followTurn());
    // The file may take a second of its own: who waits to be found does not wait for it.
    this.#turn = followed.then(() => this.#keepTurn());
    return followed;
  }

  /** The same, but no longer than a moment: a list of millions may be on its way, and single alerts wait behind it. */
  followSoon(): Promise<void> {
    return noLongerThan(FOUND_SOON_MS, this.followNow());
  }

  /** How far the turn is that is under way; nothing where none is, or where it has not begun to read. */
  get following(): ReadingProgress | undefined {
    return this.#followed?.reading;
  }

  #followLater(): void {
    if (this.#isStopped) return;
    this.#following = setTimeout(() => {
      this.#turn = this.#turn
        .then(() => this.#followTurn())
        .then(() => this.#keepTurn())
        .finally(() => this.#followLater());
    }, FOLLOW_EVERY_MS);
    this.#following.unref();
  }

  async #followTurn(): Promise<void> {
    if (this.#isStopped) return;
    await this.follow().catch(passStoresFault);
  }

  async #keepTurn(): Promise<void> {
    if (!this.#isStopped && this.#isFileDue()) await this.#keep();
  }

  /** A file that cannot be used costs the time of reading the registers, never a hit. */
  #restore(): void {
    try {
      const { head, sections } = readIndexFile(this.#file);
      this.#persons = IndexedPersons.restore(this.#reader, head, sections);
      this.#kept = { persons: this.#persons, changes: 0, atMs: systemClock.now() };
    } catch {
      this.#persons = new IndexedPersons(this.#reader);
    }
  }

  #isFileDue(): boolean {
    return this.#kept === undefined || systemClock.now() - this.#kept.atMs >= KEEP_EVERY_MS;
  }

  /** Replaces the file where it holds less, or more, than is indexed. A disk that is full leaves none: nobody stays in it for longer. */
  async #keep(): Promise<void> {
    const persons = this.#persons;
    if (this.#kept?.persons === persons && this.#kept.changes === persons.changes) return;
    const { changes } = persons;
    const { head, sections } = persons.kept();
    try {
      await writeIndexFile(this.#file, head, sections);
    } catch {
      dropIndexFile(this.#file);
    }
    this.#kept = { persons, changes, atMs: systemClock.now() };
  }
}

/** The store tells its own faults; what is indexed goes on answering. */
function passStoresFault(fault: unknown): void {
  if (!(fault instanceof IimsError)) throw fault;
}

/** How long a start waits: from the file ten million take three seconds. */
const BEGIN_MS = 15_000;
/** With the reading itself below the two seconds of spec/person-index.md, 10. */
const FOLLOW_EVERY_MS = 1_000;
/** Longer than a single alert takes; a person waits for the answer. */
export const FOUND_SOON_MS = 2_000;
/** Whoever was taken out of the registers stays in the sealed file for no longer. */
const KEEP_EVERY_MS = 5 * 60_000;
