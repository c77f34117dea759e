// SPDX-License-Identifier: Apache-2.0
// Under which tokens the keys of alerts stand in the index (spec/at-rest.md, 9 and 10): keys of one number lie together, so that whoever
// asks by nine keys what somebody typed reads one place of the index and not nine.

import { commonNumber, numberInKey } from '@iims/wire/key-number';
import type { Reader } from './sql.ts';

/**
 * How a generation's keys stand in the index. `plain`: each under its own token alone, as before keys lay together; those that were made
 * anew stand there too. `both`: all of them stand together, and are being taken from where they stood before. `kept`: as `plain`, and it
 * stays so, because an alert could not be opened. `near`: all together.
 */
export type KeyForm = 'plain' | 'both' | 'kept' | 'near';

/** Makes the tokens of many keys, of which neighbours are of one number: what they have in common is made once. */
export function nearTokens({ tokenOf }: Pick<Reader, 'tokenOf'>): (key: string) => string {
  // In pairs. They are few, so that looking through them costs less than a map.
  const numbers: string[] = [];
  const heads: string[] = [];
  const keep = (number: string, head: string): string => {
    if (numbers.length >= HEADS_KEPT) numbers.length = heads.length = 0;
    numbers.push(number);
    heads.push(head);
    return head;
  };
  const headOf = (number: string): string => {
    const known = numbers.indexOf(number);
    if (known >= 0) return heads[known]!;
    const common = commonNumber(number);
    const alike = numbers.indexOf(common);
    if (alike >= 0) return keep(number, heads[alike]!);
    const head = keep(common, NEAR + tokenOf(`number ${common}`).slice(0, HEAD_DIGITS));
    return number === common ? head : keep(number, head);
  };
  return (key) => {
    const number = numberInKey(key);
    return number === undefined ? NEAR + tokenOf(key) : headOf(number) + tokenOf(key).slice(HEAD_DIGITS);
  };
}

/** What follows NEAR: 16 bytes, as the files of imports have them. */
export function digitsOf(token: string): string {
  return token.slice(NEAR.length);
}

/**
 * Whether keys of any register stand where they stood before: then a look-up asks for them there too. Once there are none there never will
 * be any, since nothing is begun in that form: it is asked until then, and never after.
 */
export function hasPlainKeys(reader: Pick<Reader, 'all' | 'tokenOf'>): false | Promise<boolean> {
  // Copies of a reader have this of it in common.
  return WITHOUT_PLAIN.has(reader.tokenOf) ? false : readsPlainKeys(reader);
}

async function readsPlainKeys({ all, tokenOf }: Pick<Reader, 'all' | 'tokenOf'>): Promise<boolean> {
  const rows = await all(PLAIN_GENERATIONS);
  if (rows.length === 0) WITHOUT_PLAIN.add(tokenOf);
  return rows.length > 0;
}

export async function generationsWithKeys({ all }: Pick<Reader, 'all'>, form: KeyForm): Promise<number[]> {
  const rows = await all<{ generation: number }>(
    'select generation from register_generation where key_form = ? order by generation',
    [form],
  );
  return rows.map(({ generation }) => generation);
}

const WITHOUT_PLAIN = new WeakSet<Reader['tokenOf']>();

/** What leaves is met by nobody. */
const PLAIN_GENERATIONS = `select generation from register_generation
  where key_form <> 'near' and standing in ('building', 'previous', 'shown') limit 1`;

/** The first character of the token of a key that lies near others; no plain token begins with it, and all of them come before. */
export const NEAR = 'n';
/**
 * Hexadecimal digits that follow from the number alone. Rows of one number lie in one page at 40 million rows, and so do those of some ten
 * other numbers: nobody who has the file alone knows which of these keys are of one number.
 */
export const HEAD_DIGITS = 5;
/** Of an alert, or of a question. */
const HEADS_KEPT = 16;
