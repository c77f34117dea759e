// SPDX-License-Identifier: Apache-2.0
// What an own query asked, as its entry has it: found through what is kept of the answers to it, for as long as that is.
import { decodeCbor } from '@iims/wire/cbor';
import { uuidToBytes } from '@iims/wire/identifiers';
import type { Question } from '@iims/wire/query';
import { findAnswerProofs } from '../store/answer-proofs.ts';
import { readEntryRows } from '../store/entries.ts';
import type { Reader } from '../store/sql.ts';
import { unpackAnswerProofs } from './answer-proofs.ts';

/** As this node composed it. Undefined where nothing is kept of it any more, or it is no query of this node. */
export async function askedIn(reader: Reader, queryId: string): Promise<Question | undefined> {
  const kept = await findAnswerProofs(reader, uuidToBytes(queryId));
  if (kept === undefined) return undefined;
  const [row] = await readEntryRows(reader, unpackAnswerProofs(kept).askedIndex, 1);
  if (row?.content.kind !== 'open') return undefined;
  const { question } = decodeCbor(row.content.body) as { readonly question?: unknown };
  return question instanceof Uint8Array ? (decodeCbor(question) as unknown as Question) : undefined;
}
