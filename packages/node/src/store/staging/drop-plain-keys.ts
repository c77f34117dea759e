// SPDX-License-Identifier: Apache-2.0
// Takes a piece of the index as it was before keys lay together, once the alerts have their keys anew.

import { PLACE_BITS } from '../generations.ts';
import { NEAR } from '../key-tokens.ts';
import type { Staging } from './unseen-generation.ts';

export interface PlainKeysToDrop {
  /** All stand as `both`. */
  readonly generations: readonly number[];
  /** Where the index was left, as the last call said; empty at first. */
  readonly afterToken: string;
}

/** Gives `afterToken` for the next call; undefined when nothing is left. A crash between two calls begins anew and finds less. */
export async function dropPlainKeys(
  transaction: Staging,
  { generations, afterToken }: PlainKeysToDrop,
): Promise<{ readonly afterToken: string } | undefined> {
  const named = generations.map(() => '?').join(', ');
  const both = `(select generation from register_generation where key_form = 'both' and generation in (${named}))`;
  const [last] = await transaction.all<{ token: string | null }>(
    `select max(token) as token from (
       select token from alert_near_key where token > ? and token < '${NEAR}' order by token limit ${KEYS_LOOKED_AT}) as piece`,
    [afterToken],
  );
  const token = last?.token ?? null;
  if (token === null) {
    await transaction.run(`update register_generation set key_form = 'near' where generation in ${both}`, generations);
    return undefined;
  }
  await transaction.run(
    `delete from alert_near_key where token > ? and token <= ? and (alert_no >> ${PLACE_BITS}) in ${both}`,
    [afterToken, token, ...generations],
  );
  return { afterToken: token };
}

const KEYS_LOOKED_AT = 1_000;
