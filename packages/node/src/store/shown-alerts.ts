// SPDX-License-Identifier: Apache-2.0
// Which queries of the own officers showed which alerts of partners, so that what ends later can be marked (spec/alert-deletion.md, 7).

import { utf8 } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import type { PartnersAlert } from './not-executed.ts';
import { type RowKey, sealedColumn } from './sealed-cell.ts';
import type { Reader, Statements } from './sql.ts';
import type { EndedBy } from './told-alerts.ts';

/** An alert of a partner that a query showed, and that its owner has ended since. */
export interface EndedShown extends PartnersAlert {
  /** Index of the entry with which the query began. */
  readonly askedIndex: number;
  /** By its owner's clock, ms since 1970. */
  readonly endedAt: number;
  readonly endedBy: EndedBy;
}

export const SHOWN_CONTENT = sealedColumn('entry', 'shown_alert', 'content');

export function shownRow(askedIndex: number, place: number): RowKey {
  return utf8(`${askedIndex}\n${place}`);
}

export function shownToken({ tokenOf }: Pick<Reader, 'tokenOf'>, { state, register, alertId }: PartnersAlert): string {
  return tokenOf(`shown|${state}|${register}|${alertId}`);
}

/** Of the given queries those alerts that have ended since; what is erased is left out. */
export async function listEndedShown(reader: Reader, askedIndexes: readonly number[]): Promise<EndedShown[]> {
  if (askedIndexes.length === 0) return [];
  const rows = await reader.all(
    `select asked_index, place, content, ended_at, ended_by from shown_alert
      where ended_at is not null and asked_index in (${askedIndexes.map(() => '?').join(', ')})
      order by asked_index, place`,
    askedIndexes,
  );
  const ended: EndedShown[] = [];
  for (const row of rows) {
    const askedIndex = row.asked_index as number;
    const key = shownRow(askedIndex, row.place as number);
    const unsealed = await reader.unseal(SHOWN_CONTENT, key, row.content as Uint8Array);
    if (unsealed.kind !== 'open') continue;
    const alert = decodeCbor(unsealed.content) as PartnersAlert;
    ended.push({ ...alert, askedIndex, endedAt: row.ended_at as number, endedBy: row.ended_by as EndedBy });
  }
  return ended;
}

/** Up to which entry of the log what was shown is known: the index of the next one. */
export async function shownMark(reader: Pick<Statements, 'all'>): Promise<number> {
  const [row] = await reader.all<{ next: number }>('select next_index as next from shown_mark');
  return row!.next;
}

/**
 * Queries that are still known here and that the history has forgotten, among the next SHOWN_LOOKED_AT after a place; and the place
 * that this came to, null at the end.
 */
export async function listForgotten(
  reader: Pick<Statements, 'all'>,
  after: number,
): Promise<{ readonly forgotten: readonly number[]; readonly next: number | null }> {
  const rows = await reader.all<{ asked: number; known: number | null }>(
    `select s.asked_index as asked, h.log_index as known
       from (select distinct asked_index from shown_alert where asked_index > ? order by asked_index limit ${SHOWN_LOOKED_AT}) s
       left join query_history h on h.log_index = s.asked_index order by s.asked_index`,
    [after],
  );
  return {
    forgotten: rows.filter(({ known }) => known === null).map(({ asked }) => asked),
    next: rows.length < SHOWN_LOOKED_AT ? null : rows.at(-1)!.asked,
  };
}

const SHOWN_LOOKED_AT = 256;
