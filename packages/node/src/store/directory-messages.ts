// SPDX-License-Identifier: Apache-2.0
// The messages that directories and communication checks consist of (spec/directory.md), found by a small index of their own.

import { uuidToBytes } from '@iims/wire/identifiers';
import { type MessageRow, messageRows } from './messages.ts';
import type { Reader } from './sql.ts';

/** The newest directory of a State, sent or received. The kind is in the statement so that its index serves. */
export async function latestDirectory(reader: Reader, state: string): Promise<MessageRow | undefined> {
  const [row] = await messageRows(reader, "kind = 'directory' and state = ? order by message_no desc limit 1", [state]);
  return row;
}

/** The checks that a State has sent, the latest first, those before a number alone; at most `limit`. */
export function listChecks(
  reader: Reader,
  state: string,
  { before, limit }: { readonly before?: number; readonly limit: number },
): Promise<MessageRow[]> {
  return messageRows(
    reader,
    "kind = 'communication-check' and state = ? and message_no < ? order by message_no desc limit ?",
    [state, before ?? Number.MAX_SAFE_INTEGER, limit],
  );
}

/** What came in answer to a check, in the order of arrival; of each State the first `limit`, so that none of them crowds another's out. */
export function answersToCheck(reader: Reader, checkId: string, limit: number): Promise<MessageRow[]> {
  return messageRows(
    reader,
    `message_no in (select message_no from (
        select message_no, row_number() over (partition by state order by message_no) as place from message
         where kind = 'communication-check-answer' and in_reply_to = ? and direction = 'in') answer
       where place <= ?) order by message_no`,
    [uuidToBytes(checkId), limit],
  );
}
