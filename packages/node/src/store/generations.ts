// SPDX-License-Identifier: Apache-2.0
// Generations of a register: its next content is built beside the one in force and shown in one transaction. An alert's number tells its
// generation, and a generation's number is never given again; so a look-up that began before a change cannot take one alert for another.

import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';
import type { RegisterKeeper } from './alerts.ts';
import { ANY_TYPE } from './issued-documents.ts';
import type { Reader, SqlValue, Statements } from './sql.ts';

/**
 * `building`: nobody sees it. `shown`: what the register answers from. `previous`: kept for going back. `leaving`: its rows go, piece by
 * piece. `gone`: its number alone is left.
 */
export type GenerationStanding = 'building' | 'shown' | 'previous' | 'leaving' | 'gone';

export interface Generation {
  readonly generation: number;
  readonly register: string;
  readonly standing: GenerationStanding;
  readonly changedAt: number;
  readonly checkedAt: number;
  readonly rows: number;
  /** Of a positive register: as `RegisterAbout` has it. */
  readonly completeFor: string;
  readonly heldTypes: string;
  readonly holds: RegisterHolds;
}

/** Number of an alert within its generation, from 1, as the number under which the whole node knows it. */
export function alertNoOf(generation: number, number: number): number {
  assert(number > 0 && number < NUMBERS_PER_GENERATION, 'an alert has a place in its generation');
  return generation * NUMBERS_PER_GENERATION + number;
}

/** The generation that an alert's number is of. */
export function generationOf(alertNo: number): number {
  return Math.floor(alertNo / NUMBERS_PER_GENERATION);
}

/** The numbers of a generation, for a range that includes the first and excludes the second. */
export function numbersOf(generation: number): readonly [number, number] {
  return [generation * NUMBERS_PER_GENERATION, (generation + 1) * NUMBERS_PER_GENERATION];
}

/** In an act: the generation that a register shows; there is such a register. */
export async function shownGeneration(statements: Statements, register: string): Promise<number> {
  const [row] = await statements.all<{ generation: number }>('select generation from register where id = ?', [
    register,
  ]);
  assert(row !== undefined, 'the register was looked up before');
  return row.generation;
}

/** In an act: the number of one more alert of a generation. Keys go with their alerts, so that the last number may be given again. */
export async function nextAlertNo(statements: Statements, generation: number): Promise<number> {
  const [row] = await statements.all<{ last: number | null }>(
    'select max(alert_no) as last from alert where alert_no >= ? and alert_no < ?',
    numbersOf(generation),
  );
  return (row?.last ?? alertNoOf(generation, 1) - 1) + 1;
}

/** In an act: a number that no generation had. */
export async function nextGeneration(statements: Statements): Promise<number> {
  const [row] = await statements.all<{ next: number }>(
    'select coalesce(max(generation) + 1, 1) as next from register_generation',
  );
  assert(row !== undefined && row.next < GENERATIONS_MAX, 'numbers of alerts stay whole');
  return row.next;
}

/** In an act: begins a generation, which nobody sees yet. */
export async function beginGeneration(
  statements: Statements,
  { generation, register, standing, holds }: Pick<Generation, 'generation' | 'register' | 'standing' | 'holds'>,
): Promise<void> {
  await statements.run(
    `insert into register_generation (generation, register_id, standing, changed_at, checked_at, row_count, holds)
       values (?, ?, ?, 0, 0, 0, ?)`,
    [generation, register, standing, holds],
  );
}

/** What a register holds: alerts, or what the State itself issued. */
export type RegisterHolds = 'alerts' | 'issued';

/** Where the content of a register lies: its entries by number, and their keys in the order of the index. */
export const CONTENT = {
  alerts: { register: 'register', entries: 'alert', keys: 'alert_near_key', number: 'alert_no' },
  issued: { register: 'positive_register', entries: 'issued_document', keys: 'issued_key', number: 'entry_no' },
} as const;

/** In an act: what a generation holds, whether or not its register is there yet. */
export async function holdsOf({ all }: Pick<Reader, 'all'>, generation: number): Promise<RegisterHolds> {
  const [row] = await all<{ holds: RegisterHolds }>('select holds from register_generation where generation = ?', [
    generation,
  ]);
  assert(row !== undefined, 'the generation was begun');
  return row.holds;
}

/** In an act: the content in force and the one before it go at once: what is loaded so is not for going back. One that is being built stays. */
export async function dropContent(statements: Statements, register: string, holds: RegisterHolds): Promise<void> {
  const { entries, keys, number } = CONTENT[holds];
  for (const { generation, standing } of await listGenerations(statements, register)) {
    if (standing === 'building') continue;
    const numbers = numbersOf(generation);
    await statements.run(`delete from ${keys} where ${number} >= ? and ${number} < ?`, numbers);
    await statements.run(`delete from ${entries} where ${number} >= ? and ${number} < ?`, numbers);
    await statements.run("update register_generation set standing = 'gone' where generation = ?", [generation]);
  }
}

/** What a register is, beside what it holds. */
export interface RegisterAbout {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly changedAt: number;
  readonly checkedAt: number;
  /** Of a register that is not there yet: whether people keep it, or a source (default). It stays so. */
  readonly keptBy?: RegisterKeeper;
  /** Of a positive register: types of document for which it is complete, with a blank between them. Undefined: one of alerts. */
  readonly completeFor?: string;
  /** Of a positive register: types of document of which it holds any, likewise. Undefined: nobody has counted them. */
  readonly heldTypes?: string;
  /** Of a positive register: for how long that holds, ms. Undefined: as before. */
  readonly completeMs?: number;
}

/**
 * In an act: shows a generation in place of the one in force, which is kept as the previous one; the one before that leaves.
 * Throws `register.exists`: a name is that of alerts or of what was issued, and generations are told apart by it.
 */
export async function showGeneration(
  statements: Statements,
  generation: number,
  rows: number,
  about: RegisterAbout,
): Promise<void> {
  const {
    id,
    kind,
    title,
    changedAt,
    checkedAt,
    keptBy = 'source',
    completeFor,
    heldTypes = ANY_TYPE,
    completeMs,
  } = about;
  const others = CONTENT[completeFor === undefined ? 'issued' : 'alerts'].register;
  if ((await statements.all(`select id from ${others} where id = ?`, [id])).length > 0) throw nameTaken();
  await restand(statements, id, 'previous', 'leaving');
  await restand(statements, id, 'shown', 'previous');
  await statements.run(
    `update register_generation set standing = 'shown', changed_at = ?, checked_at = ?, row_count = ?, complete_for = ?,
            held_types = ? where generation = ?`,
    [changedAt, checkedAt, rows, completeFor ?? '', heldTypes, generation],
  );
  const [table, column, value] =
    completeFor === undefined ? ['register', 'kept_by', keptBy] : ['positive_register', 'complete_for', completeFor];
  // Who keeps a register of alerts stays as it was when it was made.
  const alsoSet = completeFor === undefined ? '' : ', complete_for = excluded.complete_for';
  await statements.run(
    `insert into ${table} (id, kind, title, changed_at, checked_at, row_count, generation, ${column})
       values (?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (id) do update set kind = excluded.kind, title = excluded.title, changed_at = excluded.changed_at,
         checked_at = excluded.checked_at, row_count = excluded.row_count, generation = excluded.generation${alsoSet}`,
    [id, kind, title, changedAt, checkedAt, rows, generation, value],
  );
  if (completeFor !== undefined)
    await statements.run('update positive_register set held_types = ? where id = ?', [heldTypes, id]);
  if (completeMs === undefined) return;
  await statements.run('update positive_register set complete_ms = ? where id = ?', [completeMs, id]);
}

export function nameTaken(): IimsError {
  return new IimsError('register.exists', {
    message: 'A register of this name is there.',
    field: 'register',
    fix: 'Choose another name.',
  });
}

async function restand(
  statements: Statements,
  register: string,
  from: GenerationStanding,
  to: GenerationStanding,
): Promise<void> {
  await statements.run('update register_generation set standing = ? where register_id = ? and standing = ?', [
    to,
    register,
    from,
  ]);
}

/** The generations of a register that hold rows, or of all registers; newest first. */
export function listGenerations(reader: Pick<Reader, 'all'>, register?: string): Promise<Generation[]> {
  const [where, parameters]: [string, SqlValue[]] =
    register === undefined ? ['', []] : ['and register_id = ?', [register]];
  return reader.all<Generation>(
    `select generation, register_id as register, standing, changed_at as "changedAt", checked_at as "checkedAt",
            row_count as "rows", complete_for as "completeFor", held_types as "heldTypes", holds
       from register_generation where standing <> 'gone' ${where} order by generation desc`,
    parameters,
  );
}

/** Bits of a number that are an alert's place in its generation. */
export const PLACE_BITS = 32;
const NUMBERS_PER_GENERATION = 2 ** PLACE_BITS;
/** Beyond it numbers of alerts would not be safe integers. */
const GENERATIONS_MAX = 2 ** 21;
