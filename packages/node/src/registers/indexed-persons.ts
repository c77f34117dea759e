// SPDX-License-Identifier: Apache-2.0
// What the index of persons is made of: the alerts of each register, so kept that a change of one costs no more than itself.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sha256 } from '@iims/crypto/primitives';
import { type BirthDate, parseBirthDate } from '@iims/matching/birth-date';
import { PersonIndex } from '@iims/matching/person-index';
import { prepareName } from '@iims/matching/prepare-name';
import type { Alert } from '@iims/wire/alert';
import type { AlertPerson } from '@iims/wire/alert-person';
import { toBase64 } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import type { WhyCode } from '@iims/wire/code-lists';
import type { PersonName } from '@iims/wire/subject';
import { listRegisters, type RegisterRow } from '../store/alerts.ts';
import { readPersonAlerts, type StoredPersonAlert } from '../store/person-alerts.ts';
import type { Reader } from '../store/sql.ts';

/** One entry of the index: some of an alert's names, with what a hit by them must say. */
export interface IndexedPart {
  readonly register: string;
  readonly alertId: string;
  readonly meaning: WhyCode | undefined;
  readonly birthDates: readonly BirthDate[];
}

export class IndexedPersons {
  readonly index = new PersonIndex();
  readonly #reader: Reader;
  /** By ordinal. */
  readonly #parts: IndexedPart[] = [];
  /** By register and alert. */
  readonly #alerts = new Map<string, Map<string, IndexedAlert>>();
  readonly #versions = new Map<string, string>();
  #removed = 0;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  partAt(ordinal: number): IndexedPart {
    return this.#parts[ordinal]!;
  }

  /** What was removed leaves its words behind: whether there is more of that than of what is left. */
  get isWorn(): boolean {
    return this.#removed > this.index.persons + REMOVED_MIN;
  }

  /** Brings the index to what the registers hold, in slices, so that queries are answered meanwhile. */
  async follow(): Promise<void> {
    const registers = (await listRegisters(this.#reader)).filter(({ kind }) => kind === 'person');
    for (const id of this.#alerts.keys()) {
      if (!registers.some((register) => register.id === id)) this.#dropRegister(id);
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
    const alerts = this.#alerts.get(id) ?? new Map<string, IndexedAlert>();
    this.#alerts.set(id, alerts);
    const gone = new Set(alerts.keys());
    for await (const page of readPersonAlerts(this.#reader, id)) {
      for (const [place, stored] of page.entries()) {
        gone.delete(stored.alertId);
        this.#put(id, alerts, stored);
        if (place % SLICE_ALERTS === SLICE_ALERTS - 1) await nextTurn();
      }
      await nextTurn();
    }
    for (const alertId of gone) {
      this.#remove(alerts.get(alertId)!);
      alerts.delete(alertId);
    }
  }

  #put(register: string, alerts: Map<string, IndexedAlert>, { alertId, content }: StoredPersonAlert): void {
    const digest = toBase64(sha256(content));
    const known = alerts.get(alertId);
    if (known?.digest === digest) return;
    if (known !== undefined) this.#remove(known);
    const alert = decodeCbor(content) as Alert;
    const parts = alert.kind === 'person' ? namedParts(alert) : [];
    const ordinals = parts.map(({ names, dates, meaning }) => {
      const ordinal = this.#parts.length;
      const birthDates = dates.flatMap((date) => parseBirthDate(date) ?? []);
      this.#parts.push({ register, alertId, meaning, birthDates });
      this.index.add({ ordinal, names: names.map(preparedName), birthDates });
      return ordinal;
    });
    alerts.set(alertId, { digest, ordinals });
  }

  #remove({ ordinals }: IndexedAlert): void {
    for (const ordinal of ordinals) {
      this.index.remove({ ordinal, birthDates: this.#parts[ordinal]!.birthDates });
      this.#removed += 1;
    }
  }

  #dropRegister(id: string): void {
    for (const alert of this.#alerts.get(id)!.values()) this.#remove(alert);
    this.#alerts.delete(id);
    this.#versions.delete(id);
  }
}

interface IndexedAlert {
  /** SHA-256 of the alert, base64. */
  readonly digest: string;
  readonly ordinals: readonly number[];
}

/** Some names of an alert on a person, with the dates that belong to them. */
export interface NamedPart {
  readonly names: readonly PersonName[];
  readonly dates: readonly string[];
  readonly meaning?: WhyCode;
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

/** Between two turns of the event loop: about two milliseconds of work. */
const SLICE_ALERTS = 32;
const REMOVED_MIN = 10_000;
