// SPDX-License-Identifier: Apache-2.0
// What the index of persons is made of: the alerts of each register, so kept that a change of one costs no more than itself.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sha256 } from '@iims/crypto/primitives';
import { parseBirthDate } from '@iims/matching/birth-date';
import { damagedSnapshot } from '@iims/matching/index-snapshot';
import { INDEX_VERSION, PersonIndex } from '@iims/matching/person-index';
import { type NameInput, prepareName, writtenName } from '@iims/matching/prepare-name';
import { PROFILE_VERSION } from '@iims/matching/profile';
import type { Section } from '@iims/matching/section';
import type { Alert } from '@iims/wire/alert';
import type { AlertPerson } from '@iims/wire/alert-person';
import { decodeCbor } from '@iims/wire/cbor';
import type { WhyCode } from '@iims/wire/code-lists';
import type { PersonName } from '@iims/wire/subject';
import { findAlert, listRegisters, type RegisterRow } from '../store/alerts.ts';
import { readAlertsOf, type StoredAlertContent } from '../store/alerts-of-register.ts';
import { countEntries } from '../store/entries.ts';
import type { Reader } from '../store/sql.ts';
import { type ChangedAlert, readChangedAlerts } from './changed-alerts.ts';
import type { IndexFileHead } from './index-file.ts';
import { ALERT_SECTIONS, IndexedAlerts, type IndexedPart } from './indexed-alerts.ts';

/** What a file keeps beside the sections of the index: of another program, profile or form it is not read. */
interface KeptHead {
  readonly form: string;
  readonly versions: readonly (readonly [register: string, version: RegisterVersion])[];
  readonly entries: number;
  readonly alertSections: number;
}

/** Of what a register held when it was read; that it was checked again changes nothing of it. */
interface RegisterVersion {
  readonly generation: number;
  readonly changedAt: number;
  readonly rows: number;
}

/** Alerts read of those that a reading goes through. */
export interface ReadingProgress {
  readonly done: number;
  readonly of: number;
}

export class IndexedPersons {
  #index = new PersonIndex();
  #alerts = new IndexedAlerts();
  readonly #reader: Reader;
  readonly #versions = new Map<string, RegisterVersion>();
  /** Entries of the log that came before the registers were last looked at. */
  #entries = 0;
  #removed = 0;
  #changes = 0;
  #reading: ReadingProgress | undefined;
  /** Whether the registers were looked at since this object was made: until then nobody knows what a file lacks. */
  #isBegun = false;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** What a file holds, as it was when it was written: `follow` does the rest. Throws where it cannot be used. */
  static restore(reader: Reader, head: IndexFileHead, sections: readonly Section[]): IndexedPersons {
    const { form, versions, entries, alertSections } = head as unknown as KeptHead;
    if (form !== FORM) throw damagedSnapshot('an index was kept by a program of this form and profile');
    const made = new IndexedPersons(reader);
    made.#alerts = IndexedAlerts.restore(sections.slice(0, alertSections));
    made.#index = PersonIndex.restore(sections.slice(alertSections));
    for (const [register, version] of versions) made.#versions.set(register, version);
    made.#entries = entries;
    return made;
  }

  get index(): PersonIndex {
    return this.#index;
  }

  /** Alerts put in or taken out since this object was made. */
  get changes(): number {
    return this.#changes;
  }

  /** The generation that the register had when it was read to its end; of a file's, once it is known what that lacks. */
  generationOf(register: string): number | undefined {
    return this.#isBegun ? this.#versions.get(register)?.generation : undefined;
  }

  /** How far registers are that are read as a whole, while they are. */
  get reading(): ReadingProgress | undefined {
    return this.#reading;
  }

  partAt(ordinal: number): IndexedPart {
    return this.#alerts.partAt(ordinal);
  }

  /** For `restore`. */
  kept(): { readonly head: IndexFileHead; readonly sections: Iterable<Section> } {
    const head: KeptHead = {
      form: FORM,
      versions: [...this.#versions],
      entries: this.#entries,
      alertSections: ALERT_SECTIONS,
    };
    return { head: { ...head }, sections: chained(this.#alerts.sections(), this.#index.sections()) };
  }

  /** What was removed leaves its words behind: whether there is more of that than of what is left. */
  get isWorn(): boolean {
    return this.#removed > this.index.persons + REMOVED_MIN;
  }

  /** An order of ordinals that is the same on every node. */
  readonly order = (one: number, other: number): number => this.#alerts.compare(one, other);

  /**
   * Brings the index to what the registers hold, in slices, so that queries are answered meanwhile. Where people changed single alerts the log
   * tells which; a register that changed otherwise is read, and what differs is changed.
   */
  async follow(): Promise<void> {
    const before = await countEntries(this.#reader);
    const registers = (await listRegisters(this.#reader)).filter(({ kind }) => kind === 'person');
    const single = await this.#followSingle(registers);
    for (const id of this.#versions.keys()) {
      if (!registers.some((register) => register.id === id)) await this.#dropRegister(id);
    }
    const isToRead = (register: RegisterRow): boolean => {
      const known = this.#versions.get(register.id);
      return !isSame(known, versionOf(register)) && !isExplained(known, register, single);
    };
    const toRead = registers.filter(isToRead);
    if (!this.#isBegun) for (const { id } of toRead) this.#versions.set(id, NOT_READ);
    this.#isBegun = true;
    this.#reading = toRead.length === 0 ? undefined : { done: 0, of: toRead.reduce((sum, { rows }) => sum + rows, 0) };
    for (const register of registers) {
      if (toRead.includes(register)) await this.#readRegister(register.id);
      // The version from before the reading: what changed meanwhile is read once more.
      this.#versions.set(register.id, versionOf(register));
    }
    this.#reading = undefined;
    this.#entries = before;
  }

  /** Gives what was followed. An alert that two entries name is read twice, as it is now: that changes nothing the second time. */
  async #followSingle(registers: readonly RegisterRow[]): Promise<readonly ChangedAlert[]> {
    // Nothing is known of what came before: all of it will be read.
    if (this.#versions.size === 0) return [];
    const until = await countEntries(this.#reader);
    const changed = await readChangedAlerts(this.#reader, this.#entries, until);
    const followed = changed.filter(({ register }) =>
      registers.some(({ id, generation }) => id === register && this.#versions.get(id)?.generation === generation),
    );
    for (const [index, { register, alertId }] of followed.entries()) {
      const content = await findAlert(this.#reader, register, alertId);
      const known = this.#alerts.numberOf(register, alertId);
      if (content !== undefined) this.#put(register, { alertId, content });
      else if (known >= 0) this.#remove(known);
      if (index % SLICE_ALERTS === SLICE_ALERTS - 1) await nextTurn();
    }
    return followed;
  }

  /** At any moment each alert stands as it was or as it is: a reading that is interrupted leaves nothing half. */
  async #readRegister(id: string): Promise<void> {
    // Whose number is below and is not seen is gone; until the version is known, a reading that stops is begun again.
    const seen = new Uint8Array(this.#alerts.alerts);
    if (!this.#versions.has(id)) this.#versions.set(id, NOT_READ);
    for await (const page of readAlertsOf(this.#reader, id)) {
      for (const [place, stored] of page.entries()) {
        const number = this.#put(id, stored);
        if (number < seen.length) seen[number] = 1;
        this.#tellRead();
        if (place % SLICE_ALERTS === SLICE_ALERTS - 1) await nextTurn();
      }
      await nextTurn();
    }
    await this.#removeEach(id, (number) => number < seen.length && seen[number] === 0);
  }

  /** A register may have grown since its reading began. */
  #tellRead(): void {
    if (this.#reading === undefined) return;
    const done = this.#reading.done + 1;
    this.#reading = { done, of: Math.max(done, this.#reading.of) };
  }

  #put(register: string, { alertId, content }: StoredAlertContent): number {
    const digest = sha256(content);
    const known = this.#alerts.numberOf(register, alertId);
    if (known >= 0 && this.#alerts.hasContent(known, digest)) return known;
    if (known >= 0) this.#remove(known);
    const alert = decodeCbor(content) as Alert;
    const parts = (alert.kind === 'person' ? namedParts(alert) : []).map(({ names, dates, meaning }) => {
      return {
        names,
        meaning,
        isCovert: alert.covert,
        birthDates: dates.flatMap((date) => parseBirthDate(date) ?? []),
      };
    });
    const number = this.#alerts.add(register, alertId, digest, parts);
    for (const [index, ordinal] of this.#alerts.ordinalsOf(number).entries()) {
      const { names, birthDates } = parts[index]!;
      this.#index.add({ ordinal, names: names.map((name) => writtenName(inputOf(name))), birthDates });
    }
    this.#changes += 1;
    return number;
  }

  #remove(number: number): void {
    if (!this.#alerts.isThere(number)) return;
    for (const ordinal of this.#alerts.ordinalsOf(number)) {
      this.#index.remove({ ordinal, birthDates: this.#alerts.partAt(ordinal).birthDates });
      this.#removed += 1;
    }
    this.#alerts.remove(number);
    this.#changes += 1;
  }

  async #dropRegister(id: string): Promise<void> {
    await this.#removeEach(id, () => true);
    this.#versions.delete(id);
  }

  async #removeEach(register: string, isGone: (number: number) => boolean): Promise<void> {
    let work = 0;
    for (const number of this.#alerts.of(register)) {
      const isRemoved = isGone(number);
      if (isRemoved) this.#remove(number);
      work += isRemoved ? REMOVAL_WORK : 1;
      if (work < SLICE_WORK) continue;
      work = 0;
      await nextTurn();
    }
  }
}

/** Some names of an alert on a person, with the dates that belong to them. */
export interface NamedPart {
  readonly names: readonly PersonName[];
  readonly dates: readonly string[];
  readonly meaning?: WhyCode;
}

function* chained(...parts: readonly Iterable<Section>[]): Generator<Section> {
  for (const part of parts) yield* part;
}

/** The person's own names, those that many bear, and the victim's (spec/person-index.md, 11). */
export function namedParts(alert: AlertPerson): readonly NamedPart[] {
  const dates = alert.birthDates ?? [];
  const weak = alert.names.filter(({ quality }) => quality === 'weak-alias');
  const parts: NamedPart[] = [{ names: alert.names.filter(({ quality }) => quality !== 'weak-alias'), dates }];
  const cautious = [
    ...(weak.length === 0 ? [] : [{ names: weak, dates, meaning: 'weak-alias' as const }]),
    ...(alert.misusedIdentity === undefined
      ? []
      : [
          {
            names: alert.misusedIdentity.names,
            dates: alert.misusedIdentity.birthDates ?? [],
            meaning: 'misused-identity' as const,
          },
        ]),
  ];
  return [...parts, ...cautious];
}

export function preparedName(name: PersonName) {
  return prepareName(inputOf(name));
}

/** The comma says which words are the surname. */
function inputOf({ surname, given }: PersonName): NameInput {
  return { name: given === '' ? surname : `${surname}, ${given}` };
}

function versionOf({ generation, changedAt, rows }: RegisterRow): RegisterVersion {
  return { generation, changedAt, rows };
}

function isSame(known: RegisterVersion | undefined, version: RegisterVersion): boolean {
  return (
    known !== undefined &&
    known.generation === version.generation &&
    known.changedAt === version.changedAt &&
    known.rows === version.rows
  );
}

/** Whether entries tell of all that changed in a register: its content is the same whole, and its last change is one of them. */
function isExplained(
  known: RegisterVersion | undefined,
  { id, generation, changedAt }: RegisterRow,
  followed: readonly ChangedAlert[],
): boolean {
  if (known?.generation !== generation) return false;
  return followed.some(({ register, atMs }) => register === id && atMs === changedAt);
}

/** What must be equal for an index that was kept to be used. */
const FORM = `profile ${PROFILE_VERSION}, index ${INDEX_VERSION}, alerts 3`;
/** No register has this version. */
const NOT_READ: RegisterVersion = { generation: -1, changedAt: 0, rows: 0 };
/** Between two turns of the event loop: about two milliseconds of work. */
const SLICE_ALERTS = 32;
/** The same in looks at an alert; to remove one costs about as much as so many. */
const SLICE_WORK = 10_000;
const REMOVAL_WORK = 300;
const REMOVED_MIN = 10_000;
