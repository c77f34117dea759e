// SPDX-License-Identifier: Apache-2.0
// Where the entries of a time stand. Indexes follow the time, but where the clock was set back; there is no index on it, as every
// entry would have to pay for it.
import { countEntries } from './entries.ts';
import type { Reader } from './sql.ts';

/** The index of the first entry of this time or later, milliseconds since 1970; where there is none, that of the next entry. */
export async function firstEntryOf(reader: Reader, atMs: number): Promise<number> {
  let [below, above] = [0, await countEntries(reader)];
  while (below < above) {
    const middle = Math.floor((below + above) / 2);
    const [row] = await reader.all('select at_ms from entry where idx = ?', [middle]);
    // Indexes are gapless.
    if ((row!.at_ms as number) < atMs) below = middle + 1;
    else above = middle;
  }
  return below;
}
