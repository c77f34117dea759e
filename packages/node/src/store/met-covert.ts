// SPDX-License-Identifier: Apache-2.0
// Which queries met covert alerts, so that their owner learns of it (spec/alert.md, 28a). The indexes of their entries stand in sealed pages of
// one length, and a page is sealed and written whenever the log is followed, whether or not one was met: whoever asked, and measures what
// others wait, learns nothing from it.
//
//   page = u32 how many | 64 x u64 index, zeros behind the last

import { assert } from '@iims/wire/assert';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader, Transaction } from './sql.ts';

export const MET_COVERT_CONTENT = sealedColumn('entry', 'met_covert', 'content');

/** In a staging: adds the indexes, in rising order, behind those that are known. */
export async function noteMetCovert(
  transaction: Pick<Transaction, 'all' | 'run' | 'seal' | 'unseal'>,
  indexes: readonly number[],
): Promise<void> {
  const [last] = await transaction.all<{ page: number; content: Uint8Array }>(
    'select page_no as page, content from met_covert order by page_no desc limit 1',
  );
  let page = last?.page ?? 0;
  let held = last === undefined ? [] : await openPage(transaction, page, last.content);
  // What cannot be read any more stays as it is.
  if (held === undefined) [page, held] = [page + 1, []];
  const all = [...held, ...indexes.toSorted((one, other) => one - other)];
  for (let at = 0; at === 0 || at < all.length; at += PAGE_INDEXES) {
    const content = transaction.seal(MET_COVERT_CONTENT, page, pageOf(all.slice(at, at + PAGE_INDEXES)));
    await transaction.run(
      'insert into met_covert (page_no, content) values (?, ?) on conflict (page_no) do update set content = excluded.content',
      [page, content],
    );
    page += 1;
  }
}

/** The indexes below `before`, the latest first, at most `limit`; pages that cannot be read are passed. */
export async function listMetCovert(
  reader: Reader,
  { before = Number.MAX_SAFE_INTEGER, limit }: { readonly before?: number; readonly limit: number },
): Promise<number[]> {
  const found: number[] = [];
  let below = Number.MAX_SAFE_INTEGER;
  while (found.length < limit) {
    const rows = await reader.all<{ page: number; content: Uint8Array }>(
      `select page_no as page, content from met_covert where page_no < ? order by page_no desc limit ${PAGES_AT_ONCE}`,
      [below],
    );
    for (const { page, content } of rows) {
      const held = (await openPage(reader, page, content)) ?? [];
      found.push(...held.filter((index) => index < before).reverse());
    }
    if (rows.length < PAGES_AT_ONCE) break;
    below = rows.at(-1)!.page;
  }
  return found.slice(0, limit);
}

async function openPage(
  reader: Pick<Reader, 'unseal'>,
  page: number,
  content: Uint8Array,
): Promise<number[] | undefined> {
  const unsealed = await reader.unseal(MET_COVERT_CONTENT, page, content);
  if (unsealed.kind !== 'open') return undefined;
  const bytes = Buffer.from(unsealed.content);
  return Array.from({ length: bytes.readUInt32BE(0) }, (_, at) =>
    Number(bytes.readBigUInt64BE(COUNT_BYTES + at * INDEX_BYTES)),
  );
}

function pageOf(indexes: readonly number[]): Uint8Array {
  assert(indexes.length <= PAGE_INDEXES, 'a page holds so many');
  const page = Buffer.alloc(COUNT_BYTES + PAGE_INDEXES * INDEX_BYTES);
  page.writeUInt32BE(indexes.length, 0);
  indexes.forEach((index, at) => {
    page.writeBigUInt64BE(BigInt(index), COUNT_BYTES + at * INDEX_BYTES);
  });
  return page;
}

const COUNT_BYTES = 4;
const INDEX_BYTES = 8;
const PAGE_INDEXES = 64;
const PAGES_AT_ONCE = 16;
