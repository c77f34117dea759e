// SPDX-License-Identifier: Apache-2.0
// Notes by which terms messages are found, and how far that is known. What has ended meanwhile is not found again.

import { noteDay, packTerms, termMark, writeTerms } from '../message-terms.ts';
import type { Staging } from './unseen-generation.ts';

export interface MessagesToIndex {
  /** The mark that these messages follow, and the one after them. */
  readonly from: number;
  readonly to: number;
  readonly messages: readonly MessageToIndex[];
}

export interface MessageToIndex {
  readonly no: number;
  /** When it was stored or received. */
  readonly at: number;
  /** Each once. */
  readonly terms: readonly number[];
  /** Whether it has more of them than are kept. */
  readonly isCut: boolean;
}

/** Gives the mark; where that was not `from`, somebody else has noted them, and nothing is written. */
export async function indexMessages(transaction: Staging, { from, to, messages }: MessagesToIndex): Promise<number> {
  const mark = await termMark(transaction);
  if (mark !== from) return mark;
  for (const { no, at, terms, isCut } of messages) {
    const [ended] = await transaction.all('select cause from message_ending where message_no = ?', [no]);
    if (ended !== undefined) continue;
    await writeTerms(transaction, no, terms);
    await transaction.run('insert into indexed_message (message_no, terms, is_cut) values (?, ?, ?)', [
      no,
      packTerms(terms),
      isCut ? 1 : 0,
    ]);
    await noteDay(transaction, no, at);
  }
  await transaction.run('update message_term_mark set next_no = ? where mark_no = 1', [to]);
  return to;
}
