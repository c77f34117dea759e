// SPDX-License-Identifier: Apache-2.0
// How much may vanish from a positive register without a person's word (spec/import.md, 26a).
import type { Reader } from '../../store/sql.ts';
import { countVanished, VANISHED_MAX } from '../../store/vanished-entries.ts';
import { vanishes } from './import-faults.ts';

/** What is said of entries that a positive register loses; of a connector, how many may go without a person. */
export interface Vanishing {
  readonly said?: number;
  readonly max?: number;
}

/** Whether whoever approves said how many vanish. Throws `input.invalid` where he must say it, or said another number. */
export async function isVanishingConfirmed(
  reader: Pick<Reader, 'all'>,
  register: string,
  count: number,
  { said, max = VANISHED_ALWAYS }: Vanishing,
): Promise<boolean> {
  if (said === count) return true;
  if (said !== undefined || (await vanishesTooMuch(reader, register, count, max))) throw vanishes(count);
  return false;
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

/** Entries that may vanish from a complete register without whoever approves saying so. They stand as unknown. */
const VANISHED_ALWAYS = 10;
