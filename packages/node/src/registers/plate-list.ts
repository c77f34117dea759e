// SPDX-License-Identifier: Apache-2.0
// The plates of the vehicles under alert, for those who may ask by a part of one. In memory alone: the database holds their tokens
// (spec/plate-pattern.md).
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Alert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { canonicalNumber, confusionFold } from '@iims/wire/number-form';
import { plateMatcher } from '@iims/wire/plate-pattern';
import type { VehicleSubject } from '@iims/wire/subject';
import { listRegisters, type RegisterRow } from '../store/alerts.ts';
import { readAlertsOf } from '../store/alerts-of-register.ts';
import type { Reader } from '../store/sql.ts';

/** A plate that fits a pattern. */
export interface FoundPlate {
  /** Canonical. */
  readonly plate: string;
  readonly registrationState?: string;
}

/** Plates of which a part is asked for. */
export interface PlateSearch {
  /** At most PLATES_FOUND_MAX, of the given registers. Throws `store.failed` where not every plate could be listed. */
  search(asked: VehicleSubject, registers: readonly Pick<RegisterRow, 'id'>[]): Promise<readonly FoundPlate[]>;
  /** Whether the plates that the register holds in its generation are listed. */
  follows(register: Pick<RegisterRow, 'id' | 'generation'>): boolean;
}

export class PlateList implements PlateSearch {
  readonly #reader: Reader;
  readonly #registers = new Map<string, ListedRegister>();
  #following: NodeJS.Timeout | undefined;
  #isStopped = false;
  #isTooLarge = false;

  private constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Lists every plate before it resolves, then follows the registers. */
  static async open(reader: Reader): Promise<PlateList> {
    const made = new PlateList(reader);
    await made.follow();
    made.#followLater();
    return made;
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#following);
  }

  async search(
    { platePattern = '', registrationState }: VehicleSubject,
    registers: readonly Pick<RegisterRow, 'id'>[],
  ): Promise<readonly FoundPlate[]> {
    if (this.#isTooLarge) throw tooLarge();
    const fits = plateMatcher(platePattern);
    const open = new Map<string, FoundPlate>();
    const covert = new Map<string, FoundPlate>();
    for (const { id } of registers) {
      const { plates = [] } = this.#registers.get(id) ?? {};
      for (const [place, listed] of plates.entries()) {
        if (place % SLICE_PLATES === SLICE_PLATES - 1) await nextTurn();
        const isOfState = registrationState === undefined || listed.registrationState === registrationState;
        if (!fits(listed.folded) || !isOfState) continue;
        const { isCovert, folded: _, ...found } = listed;
        const [kept, most] = isCovert ? [covert, COVERT_PLATES_MAX] : [open, OPEN_PLATES_MAX];
        if (kept.size < most) kept.set(`${found.registrationState} ${found.plate}`, found);
      }
    }
    return [...open.values(), ...covert.values()];
  }

  follows({ id, generation }: Pick<RegisterRow, 'id' | 'generation'>): boolean {
    return this.#registers.get(id)?.generation === generation;
  }

  /** Brings the list to what the registers hold; one that changed is listed anew beside the old, which goes on answering. */
  async follow(): Promise<void> {
    const registers = (await listRegisters(this.#reader)).filter(({ kind }) => kind === 'vehicle');
    for (const id of this.#registers.keys()) {
      if (!registers.some((register) => register.id === id)) this.#registers.delete(id);
    }
    for (const register of registers) {
      const { generation } = register;
      const version = `${generation} ${register.changedAt} ${register.rows}`;
      if (this.#registers.get(register.id)?.version === version) continue;
      // The version from before the reading: what changed meanwhile is read once more.
      this.#registers.set(register.id, { version, generation, plates: await this.#platesOf(register.id) });
    }
    const listed = [...this.#registers.values()].reduce((sum, { plates }) => sum + plates.length, 0);
    this.#isTooLarge = listed > PLATES_LISTED_MAX;
  }

  async #platesOf(register: string): Promise<readonly ListedPlate[]> {
    const plates: ListedPlate[] = [];
    for await (const page of readAlertsOf(this.#reader, register)) {
      for (const { content } of page) plates.push(...listedPlate(decodeCbor(content) as Alert));
      await nextTurn();
      // One more than the bound tells that there are too many.
      if (plates.length > PLATES_LISTED_MAX) break;
    }
    return plates;
  }

  #followLater(): void {
    if (this.#isStopped) return;
    this.#following = setTimeout(() => {
      this.follow()
        .catch((fault) => {
          // The store tells its own faults; what is listed goes on answering.
          if (!(fault instanceof IimsError)) throw fault;
        })
        .finally(() => this.#followLater());
    }, FOLLOW_EVERY_MS);
    this.#following.unref();
  }
}

interface ListedRegister {
  readonly generation: number;
  readonly version: string;
  readonly plates: readonly ListedPlate[];
}

interface ListedPlate extends FoundPlate {
  /** With the confusion fold. */
  readonly folded: string;
  readonly isCovert: boolean;
}

function listedPlate(alert: Alert): readonly ListedPlate[] {
  if (alert.kind !== 'vehicle' || alert.plate === undefined) return [];
  const { registrationState, covert: isCovert } = alert;
  const state = registrationState === undefined ? {} : { registrationState };
  const plate = canonicalNumber(alert.plate);
  return [{ plate, folded: confusionFold(plate), ...state, isCovert }];
}

function tooLarge(): IimsError {
  return new IimsError('store.failed', {
    message: 'There are more plates than can be listed.',
    rule: `at most ${PLATES_LISTED_MAX} plates`,
    fix: 'Ask by whole plates.',
  });
}

/** One more than an answer shows, so that it can say that there are more. */
export const OPEN_PLATES_MAX = 4;
/** As many as an entry names. */
export const COVERT_PLATES_MAX = 8;
export const PLATES_FOUND_MAX = OPEN_PLATES_MAX + COVERT_PLATES_MAX;
const PLATES_LISTED_MAX = 1_000_000;
/** Between two turns of the event loop: about two milliseconds of work. */
const SLICE_PLATES = 8_192;
const FOLLOW_EVERY_MS = 1_000;
