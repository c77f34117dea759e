// SPDX-License-Identifier: Apache-2.0
// What a shift leaves to the next of messages, besides open requests: what nobody has opened, and what has not arrived.

import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import type { Reader } from './sql.ts';

/** Ids of officers' messages that nobody has opened or answered, the oldest first; at most `limit`. */
export async function unopenedMessages(reader: Pick<Reader, 'all'>, limit: number): Promise<string[]> {
  const mail = Object.values(MESSAGE_KINDS).flatMap(({ kind, writtenBy }) => (writtenBy === 'node' ? [] : [kind]));
  const rows = await reader.all<{ id: Uint8Array }>(
    `select message_id as id from message where direction = 'in' and opened_at is null and status = 'received'
        and kind in (${mail.map(() => '?').join(', ')}) order by message_no limit ?`,
    [...mail, limit],
  );
  return rows.map(({ id }) => uuidFromBytes(id));
}

/** Deliveries that have not arrived in time, or that their recipient refused, the oldest first; at most `limit`. */
export async function undeliverableDeliveries(
  reader: Pick<Reader, 'all'>,
  limit: number,
): Promise<{ readonly id: string; readonly state: StateCode; readonly refused?: string }[]> {
  const rows = await reader.all<{ id: Uint8Array; state: StateCode; refused: string | null }>(
    `select m.message_id as id, d.state, d.refused from message_delivery d join message m on m.message_no = d.message_no
      where d.status = 'undeliverable' order by d.message_no, d.state limit ?`,
    [limit],
  );
  return rows.map(({ id, state, refused }) => ({
    id: uuidFromBytes(id),
    state,
    ...(refused === null ? {} : { refused }),
  }));
}
