// SPDX-License-Identifier: Apache-2.0
// Which messages can still be found though their content has ended with the key that seals it (spec/message-search.md, 8). All that is
// indexed is looked through once behind each erasure, a stretch at a time, and never where no key was erased since.

import { cellsOfKeyBegin } from './sealed-cell.ts';
import type { Statements } from './sql.ts';

/** Numbers of the erased keys of content; undefined where the terms were looked through for all of them. */
export async function keysToForget(reader: Pick<Statements, 'all'>): Promise<readonly number[] | undefined> {
  const erased = await reader.all<{ no: number }>(
    "select key_no as no from data_key where class = 'content' and wrapped is null order by key_no",
  );
  const [mark] = await reader.all<{ keys: number }>('select keys_forgotten as keys from message_term_mark');
  return erased.length === mark!.keys ? undefined : erased.map(({ no }) => no);
}

export interface FindableStretch {
  /** Those whose content has ended with its key. */
  readonly numbers: readonly number[];
  /** Where the next stretch begins; undefined at the end. */
  readonly next: number | undefined;
}

/**
 * Looks at the next `limit` indexed messages from a number on. One of a case on hold was sealed anew under a later key, and is found as
 * long as it is read (spec/case.md, 18).
 */
export async function findableUnder(
  reader: Pick<Statements, 'all'>,
  erased: readonly number[],
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<FindableStretch> {
  const rows = await reader.all<{ no: number; ended: number }>(
    `select i.message_no as no,
            case when substr(m.content_key, 1, 4) in (${erased.map(() => '?').join(', ')}) then 1 else 0 end as ended
       from indexed_message i join message m on m.message_no = i.message_no
      where i.message_no >= ? order by i.message_no limit ?`,
    [...erased.map(cellsOfKeyBegin), from, limit],
  );
  const numbers = rows.filter(({ ended }) => ended === 1).map(({ no }) => no);
  return { numbers, next: rows.length < limit ? undefined : rows.at(-1)!.no + 1 };
}
