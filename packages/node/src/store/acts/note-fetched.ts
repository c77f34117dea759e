// SPDX-License-Identifier: Apache-2.0
// Notes that a State has begun to fetch an own attachment. Entry: attachment.fetched.

import type { StateCode } from '@iims/wire/identifiers';
import type { Transaction } from '../sql.ts';

export interface FetchToNote {
  readonly no: number;
  readonly place: number;
  readonly state: StateCode;
}

export async function noteFetched(transaction: Transaction, { no, place, state }: FetchToNote): Promise<void> {
  await transaction.run(
    `update attachment_delivery set standing = 'fetching', at_ms = ?
      where message_no = ? and place = ? and state = ? and standing = 'awaited'`,
    [transaction.atMs, no, place, state],
  );
}
