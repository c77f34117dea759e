// SPDX-License-Identifier: Apache-2.0
// What an asker keeps to prove its partners' answers. All queries that close in one commit share a row: a row for each would cost
// the closing more than all else it does.

import { concatBytes, equalBytes, lengthPrefixed, splitLengthPrefixed } from '@iims/wire/bytes';
import type { DataKeys } from './data-keys.ts';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader, Statements } from './sql.ts';

/** The proofs of one query, as `packAnswerProofs` wrote them. */
export interface KeptProofs {
  /** 16 bytes, a UUIDv7. */
  readonly queryId: Uint8Array;
  /** What is this query's own. */
  readonly packed: Uint8Array;
  /** What it has in common with others: each object is kept once, however many queries of a group bring it. */
  readonly shared: readonly Uint8Array[];
}

/** Keeps what the closings of a group bring, under the group's last entry. */
export async function keepAnswerProofs(
  { run, keys }: Pick<Statements, 'run'> & { readonly keys: DataKeys },
  proofs: readonly KeptProofs[],
  { index, atMs }: { readonly index: number; readonly atMs: number },
): Promise<void> {
  if (proofs.length === 0) return;
  const queryIds = concatBytes(...proofs.map(({ queryId }) => queryId));
  const content = packTogether(proofs);
  await run('insert into answer_proof (group_index, at_ms, query_ids, content) values (?, ?, ?, ?)', [
    index,
    atMs,
    queryIds,
    keys.seal(PROOF_CONTENT, index, atMs, content),
  ]);
}

/** What is kept of a query (its id, 16 bytes, a UUIDv7); `undefined` where nothing is, or its key is erased. */
export async function findAnswerProofs(
  reader: Reader,
  queryId: Uint8Array,
): Promise<Omit<KeptProofs, 'queryId'> | undefined> {
  // The id tells when the query was asked, and it closed soon after.
  const askedAt = queryId.subarray(0, 6).reduce((time, byte) => time * 256 + byte, 0);
  const soon = await findAmong(reader, queryId, askedAt, askedAt + CLOSED_SOON_MS);
  return soon ?? findAmong(reader, queryId, askedAt - CLOSED_WITHIN_MS, askedAt + CLOSED_WITHIN_MS);
}

/** Among what closed from one moment to another, ms since 1970. */
async function findAmong(
  reader: Reader,
  queryId: Uint8Array,
  from: number,
  to: number,
): Promise<Omit<KeptProofs, 'queryId'> | undefined> {
  const rows = await reader.all('select group_index, query_ids from answer_proof where at_ms >= ? and at_ms <= ?', [
    from,
    to,
  ]);
  for (const row of rows) {
    const place = placeOf(row.query_ids as Uint8Array, queryId);
    if (place >= 0) return readProofs(reader, row.group_index as number, place);
  }
  return undefined;
}

/** Forgets the oldest rows that their time has left behind, at most `limit`. */
export async function forgetAnswerProofs(statements: Statements, nowMs: number, limit: number): Promise<void> {
  await statements.run(
    `delete from answer_proof where group_index in
       (select group_index from answer_proof where at_ms < ? order by at_ms limit ${limit})`,
    [nowMs - ANSWER_PROOF_KEPT_MS],
  );
}

async function readProofs(
  reader: Reader,
  groupIndex: number,
  place: number,
): Promise<Omit<KeptProofs, 'queryId'> | undefined> {
  const [row] = await reader.all('select content from answer_proof where group_index = ?', [groupIndex]);
  const kept = row && (await reader.unseal(PROOF_CONTENT, groupIndex, row.content as Uint8Array));
  return kept?.kind === 'open' ? readAt(kept.content, place) : undefined;
}

/** An empty part, all that queries share, and two parts for each query: which of that is its, and what is its own. */
function packTogether(proofs: readonly KeptProofs[]): Uint8Array {
  const places = new Map<Uint8Array, number>();
  const ofQueries = proofs.flatMap(({ packed, shared }) => {
    const its = new Uint8Array(shared.length * PLACE_BYTES);
    for (const [i, piece] of shared.entries()) {
      const place = places.get(piece) ?? places.size;
      places.set(piece, place);
      its[i * PLACE_BYTES] = place >>> 8;
      its[i * PLACE_BYTES + 1] = place;
    }
    return [its, packed];
  });
  return lengthPrefixed(NOTHING, lengthPrefixed(...places.keys()), ...ofQueries);
}

function readAt(content: Uint8Array, place: number): Omit<KeptProofs, 'queryId'> | undefined {
  const parts = [...splitLengthPrefixed(content)];
  // A row without the empty part holds each query in one piece.
  if (parts[0]!.length > 0) return { packed: parts[place]!, shared: [] };
  const [, pieces, ...ofQueries] = parts;
  const all = [...splitLengthPrefixed(pieces!)];
  const [its, packed] = [ofQueries[2 * place]!, ofQueries[2 * place + 1]!];
  const shared = Array.from(
    { length: its.length / PLACE_BYTES },
    (_, i) => all[its[i * PLACE_BYTES]! * 256 + its[i * PLACE_BYTES + 1]!]!,
  );
  return { packed, shared };
}

function placeOf(queryIds: Uint8Array, queryId: Uint8Array): number {
  for (let place = 0; place * ID_BYTES < queryIds.length; place += 1) {
    if (equalBytes(queryIds.subarray(place * ID_BYTES, (place + 1) * ID_BYTES), queryId)) return place;
  }
  return -1;
}

/** The packed proofs of a group, sealed. */
const PROOF_CONTENT = sealedColumn('receipt', 'answer_proof', 'content');
const ID_BYTES = 16;
const PLACE_BYTES = 2;
const NOTHING = new Uint8Array(0);
/** Nearly every query closes within it; under load a node has a thousand rows of the seconds around. */
const CLOSED_SOON_MS = 250;
/** A query closes a second after it was asked at the latest, and waits for the disk a few more. */
const CLOSED_WITHIN_MS = 10_000;
/** How long after a query a receipt can be asked for: longer than any term in which its need is found out at the border. */
export const ANSWER_PROOF_KEPT_MS = 90 * 24 * 3_600_000;
