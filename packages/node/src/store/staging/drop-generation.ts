// SPDX-License-Identifier: Apache-2.0
// Takes a piece of a generation that leaves: some rows of the index, in its order, then some alerts.

import { CONTENT, holdsOf, numbersOf } from '../generations.ts';
import { assertUnseen, type Staging } from './unseen-generation.ts';

export interface GenerationToDrop {
  readonly generation: number;
  /** Where the index was left, as the last call said; empty at first, null when the index is done with. */
  readonly afterToken: string | null;
}

/** Gives `afterToken` for the next call; undefined when nothing is left. A crash between two calls begins anew and finds less. */
export async function dropGeneration(
  transaction: Staging,
  { generation, afterToken }: GenerationToDrop,
): Promise<{ readonly afterToken: string | null } | undefined> {
  await assertUnseen(transaction, generation, 'leaving');
  const [first, end] = numbersOf(generation);
  const { entries, keys, number } = CONTENT[await holdsOf(transaction, generation)];
  if (afterToken !== null) {
    // The index is in the order of tokens, with rows of all generations between one another.
    const [last] = await transaction.all<{ token: string }>(
      `select max(token) as token from (select token from ${keys} where token > ? order by token limit ${KEYS_LOOKED_AT}) as piece`,
      [afterToken],
    );
    const token = last?.token ?? null;
    if (token === null) return { afterToken: null };
    await transaction.run(`delete from ${keys} where token > ? and token <= ? and ${number} >= ? and ${number} < ?`, [
      afterToken,
      token,
      first,
      end,
    ]);
    return { afterToken: token };
  }
  const dropped = await transaction.run(
    `delete from ${entries} where ${number} in (
       select ${number} from ${entries} where ${number} >= ? and ${number} < ? order by ${number} limit ${ALERTS_DROPPED})`,
    [first, end],
  );
  if (dropped > 0) return { afterToken: null };
  await transaction.run("update register_generation set standing = 'gone' where generation = ?", [generation]);
  return undefined;
}

const KEYS_LOOKED_AT = 1_000;
const ALERTS_DROPPED = 200;
