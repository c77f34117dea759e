// SPDX-License-Identifier: Apache-2.0
// The numbers by which texts of terms stand in the index. A document may have thousands of them, each a keyed hash: others have their turn
// between (spec/message-search.md, 1 and 7).
import { setImmediate } from 'node:timers/promises';
import { messageTerm } from '../store/message-terms.ts';
import type { Reader } from '../store/sql.ts';

/** Each once. */
export async function termNumbers(
  reader: Pick<Reader, 'tokenOf'>,
  terms: readonly string[],
  rest: () => Promise<void> = setImmediate,
): Promise<number[]> {
  const numbers = new Set<number>();
  for (const [place, term] of terms.entries()) {
    numbers.add(messageTerm(reader, term));
    if (place % TERMS_AT_ONCE === TERMS_AT_ONCE - 1) await rest();
  }
  return [...numbers];
}

const TERMS_AT_ONCE = 256;
