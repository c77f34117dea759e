// SPDX-License-Identifier: Apache-2.0
// What a shift leaves to the next of messages, besides open requests: what nobody has opened, and what has not arrived.

import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import type { Reader } from './sql.ts';

/** Ids of officers' messages that nobody has opened or answered, the oldest first; at most `limit`. */
export async function unopenedMessages(reader: Pick<Reader, 'all'>, limit: number): Promise<string[]> {
  const oldest: { readonly no: number; readonly id: Uint8Array }[] = [];
  // Each kind by itself is read in the order of the index: together they would be sorted whole, however many there are.
  for (const { kind, writtenBy } of Object.values(MESSAGE_KINDS)) {
    if (writtenBy === 'node') continue;
    const rows = await reader.all<{ no: number; id: Uint8Array }>(
      `select message_no as no, message_id as id from message
        where direction = 'in' and opened_at is null and status = 'received' and kind = ? order by message_no limit ?`,
      [kind, limit],
    );
    oldest.push(...rows);
  }
  oldest.sort((one, other) => one.no - other.no);
  return oldest.slice(0, limit).map(({ id }) => uuidFromBytes(id));
}

/** Deliveries that have not arrived in time, or that their recipient refused, the oldest first; at most `limit`. */
export async function undeliverableDeliveries(
  reader: Pick<Reader, 'all'>,
  limit: number,
): Promise<{ readonly id: string; readonly state: StateCode; readonly refused?: string }[]> {
  // In the order of the index of undeliverable ones alone; ordered by State too, SQLite would walk through all deliveries.
  const rows = await reader.all<{ no: number; id: Uint8Array; state: StateCode; refused: string | null }>(
    `select d.message_no as no, m.message_id as id, d.state, d.refused from message_delivery d
       join message m on m.message_no = d.message_no where d.status = 'undeliverable' order by d.message_no limit ?`,
    [limit],
  );
  rows.sort((one, other) => one.no - other.no || (one.state < other.state ? -1 : 1));
  return rows.map(({ id, state, refused }) => ({
    id: uuidFromBytes(id),
    state,
    ...(refused === null ? {} : { refused }),
  }));
}
