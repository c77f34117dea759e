// SPDX-License-Identifier: Apache-2.0
// What the index of persons is made of: the alerts of each register, so kept that a change of one costs no more than itself.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sha256 } from '@iims/crypto/primitives';
import { parseBirthDate } from '@iims/matching/birth-date';
import { damagedSnapshot } from '@iims/matching/index-snapshot';
import { INDEX_VERSION, PersonIndex } from '@iims/matching/person-index';
import { prepareName } from '@iims/matching/prepare-name';
import { PROFILE_VERSION } from '@iims/matching/profile';
import type { Section } from '@iims/matching/section';
import type { Alert } from '@iims/wire/alert';
import type { AlertPerson } from '@iims/wire/alert-person';
import { decodeCbor } from '@iims/wire/cbor';
import type { WhyCode } from '@iims/wire/code-lists';
import type { PersonName } from '@iims/wire/subject';
import { listRegisters, type RegisterRow } from '../store/alerts.ts';
import { readAlertsOf, type StoredAlertContent } from '../store/alerts-of-register.ts';
import type { Reader } from '../store/sql.ts';
import type { IndexFileHead } from './index-file.ts';
import { ALERT_SECTIONS, IndexedAlerts, type IndexedPart } from './indexed-alerts.ts';

/** What a file keeps beside the sections of the index: of another program, profile or form it is not read. */
interface KeptHead {
  readonly form: string;
  readonly versions: readonly (readonly [register: string, version: string])[];
  readonly alertSections: number;
}

export class IndexedPersons {
  #index = new PersonIndex();
  #alerts = new IndexedAlerts();
  readonly #reader: Reader;
  readonly #versions = new Map<string, string>();
  #removed = 0;
  #changes = 0;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** What a file holds, as it was when it was written: `follow` does the rest. Throws where it cannot be used. */
  static restore(reader: Reader, head: IndexFileHead, sections: readonly Section[]): IndexedPersons {
    const { form, versions, alertSections } = head as unknown as KeptHead;
    if (form !== FORM) throw damagedSnapshot('an index was kept by a program of this form and profile');
    const made = new IndexedPersons(reader);
    made.#alerts = IndexedAlerts.restore(sections.slice(0, alertSections));
    made.#index = PersonIndex.restore(sections.slice(alertSections));
    for (const [register, version] of versions) made.#versions.set(register, version);
    return made;
  }

  get index(): PersonIndex {
    return this.#index;
  }

  /** Alerts put in or taken out since this object was made. */
  get changes(): number {
    return this.#changes;
  }

  partAt(ordinal: number): IndexedPart {
    return this.#alerts.partAt(ordinal);
  }

  /** For `restore`. */
  kept(): { readonly head: IndexFileHead; readonly sections: Iterable<Section> } {
    const head: KeptHead = { form: FORM, versions: [...this.#versions], alertSections: ALERT_SECTIONS };
    return { head: { ...head }, sections: chained(this.#alerts.sections(), this.#index.sections()) };
  }

  /** What was removed leaves its words behind: whether there is more of that than of what is left. */
  get isWorn(): boolean {
    return this.#removed > this.index.persons + REMOVED_MIN;
  }

  /** Brings the index to what the registers hold, in slices, so that queries are answered meanwhile. */
  async follow(): Promise<void> {
    const registers = (await listRegisters(this.#reader)).filter(({ kind }) => kind === 'person');
    for (const id of this.#versions.keys()) {
      if (!registers.some((register) => register.id === id)) await this.#dropRegister(id);
    }
    for (const register of registers) {
      const version = versionOf(register);
      if (this.#versions.get(register.id) === version) continue;
      await this.#readRegister(register.id);
      // The version from before the reading: what changed meanwhile is read once more.
      this.#versions.set(register.id, version);
    }
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
        if (place % SLICE_ALERTS === SLICE_ALERTS - 1) await nextTurn();
      }
      await nextTurn();
    }
    await this.#removeEach(id, (number) => number < seen.length && seen[number] === 0);
  }

  #put(register: string, { alertId, content }: StoredAlertContent): number {
    const digest = sha256(content);
    const known = this.#alerts.numberOf(register, alertId);
    if (known >= 0 && this.#alerts.hasContent(known, digest)) return known;
    if (known >= 0) this.#remove(known);
    const alert = decodeCbor(content) as Alert;
    const parts = (alert.kind === 'person' ? namedParts(alert) : []).map(({ names, dates, meaning }) => {
      return { names, meaning, birthDates: dates.flatMap((date) => parseBirthDate(date) ?? []) };
    });
    const number = this.#alerts.add(register, alertId, digest, parts);
    for (const [index, ordinal] of this.#alerts.ordinalsOf(number).entries()) {
      const { names, birthDates } = parts[index]!;
      this.#index.add({ ordinal, names: names.map(preparedName), birthDates });
    }
    this.#changes += 1;
    return number;
  }

  #remove(number: number): void {
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
    let removed = 0;
    for (const number of this.#alerts.of(register)) {
      if (!isGone(number)) continue;
      this.#remove(number);
      removed += 1;
      if (removed % SLICE_ALERTS === 0) await nextTurn();
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

/** The comma says which words are the surname. */
export function preparedName({ surname, given }: PersonName) {
  return prepareName({ name: given === '' ? surname : `${surname}, ${given}` });
}

/** That it was checked again changes nothing of what it holds. */
function versionOf({ generation, changedAt, rows }: RegisterRow): string {
  return `${generation} ${changedAt} ${rows}`;
}

/** What must be equal for an index that was kept to be used. */
const FORM = `profile ${PROFILE_VERSION}, index ${INDEX_VERSION}, alerts 1`;
/** No register has this version. */
const NOT_READ = '';
/** Between two turns of the event loop: about two milliseconds of work. */
const SLICE_ALERTS = 32;
const REMOVED_MIN = 10_000;
