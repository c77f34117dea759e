// SPDX-License-Identifier: Apache-2.0
// How much of what a register holds may vanish with a list without a person's word (spec/import.md, 17a and 26a).
import type { Reader } from '../../store/sql.ts';
import { countVanished, VANISHED_MAX } from '../../store/vanished-entries.ts';
import type { Preview } from './import-about.ts';
import { vanishes } from './import-faults.ts';

/** What is said of entries that a register loses; of a connector, how many may go without a person. */
export interface Vanishing {
  readonly said?: number;
  readonly max?: number;
}

type ToVanish = Pick<Preview, 'basis' | 'differences' | 'completeFor' | 'vanished'>;

/**
 * As many as vanish, where whoever approves said so; undefined where he said nothing and need not.
 * Throws `input.invalid` where he must say it, or said another number.
 */
export async function confirmedVanishing(
  reader: Pick<Reader, 'all'>,
  register: string,
  { basis, differences, completeFor, vanished }: ToVanish,
  { said, max }: Vanishing,
): Promise<number | undefined> {
  // Of a positive register that is complete for nothing nothing is concluded from what it lacks.
  if (completeFor !== undefined && vanished === undefined) return undefined;
  const count = vanished?.count ?? differences.removed;
  if (said === count) return count;
  const isTooMuch =
    vanished === undefined
      ? count > (max ?? removalsMax(basis?.rows ?? 0, REMOVALS_PERCENT))
      : await vanishesTooMuch(reader, register, count, max ?? REMOVALS_ALWAYS);
  if (said !== undefined || isTooMuch) throw vanishes(count, vanished === undefined ? 'alerts' : 'issued');
  return undefined;
}

/**
 * Whether more would stand as unknown than may: what vanishes is counted until a person has looked, however long that takes. Where nothing
 * more vanishes nobody has to look, however much stands as unknown already.
 */
export async function vanishesTooMuch(
  reader: Pick<Reader, 'all'>,
  register: string,
  count: number,
  max: number,
): Promise<boolean> {
  if (count === 0) return false;
  return count + (await countVanished(reader, register)) > Math.min(max, VANISHED_MAX);
}

/** How many entries may go without a person's word: a share of what the register holds, and always a few. */
export function removalsMax(held: number, percent: number): number {
  return Math.max(Math.floor((held * percent) / 100), REMOVALS_ALWAYS);
}

/** Of a register, for whoever brings a list himself; a connector's file may say otherwise. */
export const REMOVALS_PERCENT = 5;
const REMOVALS_ALWAYS = 10;
