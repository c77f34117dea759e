// SPDX-License-Identifier: Apache-2.0
// The messages by which a hit is confirmed: the request, those that repeat it, and what came in answer (spec/ask-to-confirm.md, 10).

import { type StateCode, uuidToBytes } from '@iims/wire/identifiers';
import { CONFIRMATION_REQUESTS_MAX } from '@iims/wire/message-kinds/hit-confirmation';
import { type MessageRow, messageRows } from './messages.ts';
import type { Reader } from './sql.ts';

/** The request with a number and those that repeat it, the first first. */
export async function confirmationRequests(reader: Reader, no: number): Promise<MessageRow[]> {
  const first = await messageRows(reader, 'message_no = ?', [no]);
  const repeats = await messageRows(
    reader,
    "in_reply_to = ? and kind = 'hit-confirmation' and direction = 'out' order by message_no limit ?",
    [uuidToBytes(first[0]!.id), CONFIRMATION_REQUESTS_MAX],
  );
  return [...first, ...repeats];
}

/** What the State that was asked answers to one of them, the latest first; at most ANSWERS_READ. Whoever else knows an id could reply too. */
export function confirmationAnswers(
  reader: Reader,
  requests: readonly MessageRow[],
  state: StateCode,
): Promise<MessageRow[]> {
  return messageRows(
    reader,
    `in_reply_to in (${requests.map(() => '?').join(', ')}) and kind in ('hit-confirmation-answer', 'refusal')
       and direction = 'in' and state = ? order by message_no desc limit ?`,
    [...requests.map(({ id }) => uuidToBytes(id)), state, ANSWERS_READ],
  );
}

const ANSWERS_READ = 16;
