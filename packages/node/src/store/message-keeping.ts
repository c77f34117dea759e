// SPDX-License-Identifier: Apache-2.0
// How long messages are kept (spec/message-keeping.md): which may leave the inbox, and of which the period has ended.

import { type StateCode, uuidFromBytes } from '@iims/wire/identifiers';
import type { MessageKind } from '@iims/wire/message-kinds';
import type { Reader, Statements } from './sql.ts';

/** Messages of before a moment on which nobody waits: opened or sent, with no delivery under way and no open clock; at most `limit`. */
export async function archivableMessages(
  reader: Pick<Reader, 'all'>,
  before: number,
  limit: number,
): Promise<number[]> {
  const rows = await reader.all<{ no: number }>(
    `select m.message_no as no from message m
      where m.archived_at is null and m.at_ms < ? and m.kind <> 'directory'
        and not ${UNOPENED} and not ${UNDER_WAY} and not ${OPEN_CLOCK}
      order by m.message_no limit ?`,
    [before, limit],
  );
  return rows.map(({ no }) => no);
}

/** Why a message must stay in the inbox; undefined where nobody waits on it. */
export async function stillWaitsFor(
  reader: Pick<Statements, 'all'>,
  no: number,
): Promise<'unopened' | 'under-way' | 'open-clock' | undefined> {
  const [row] = await reader.all<{ why: 'unopened' | 'under-way' | 'open-clock' | null }>(
    `select case when ${OPEN_CLOCK} then 'open-clock' when ${UNDER_WAY} then 'under-way' when ${UNOPENED} then 'unopened' end as why
       from message m where m.message_no = ?`,
    [no],
  );
  return row?.why ?? undefined;
}

export interface KindToRetire {
  readonly kind: MessageKind;
  /** A moment. */
  readonly before: number;
  /** YYYY-MM-DD: a notice that is in force on it is left out. */
  readonly today: string;
  readonly limit: number;
}

/** Messages of a kind of before a moment, the oldest first, whose content is still kept and whose case is not on hold; at most `limit`. */
export async function messagesToRetire(
  reader: Pick<Reader, 'all'>,
  { kind, before, today, limit }: KindToRetire,
): Promise<{ readonly no: number; readonly id: string; readonly state: StateCode }[]> {
  const rows = await reader.all<{ no: number; id: Uint8Array; state: StateCode }>(
    `select message_no as no, message_id as id, state from message
      where kind = ? and at_ms < ? and retired_at is null
        and not exists (select 1 from case_hold h where h.case_token = message.case_token)
        and (kind <> 'notice' or not exists (${IN_FORCE})) order by at_ms, message_no limit ?`,
    [kind, before, today, limit],
  );
  return rows.map((row) => ({ ...row, id: uuidFromBytes(row.id) }));
}

/** A notice, own or a partner's, that this message brought. */
const IN_FORCE = `select 1 from notice n left join notice_recipient r on r.number = n.number and r.message_no = message.message_no
  where (n.message_no = message.message_no or (r.message_no is not null and n.state = message.state))
    and n.withdrawn_at is null and n.valid_until >= ?`;
const UNOPENED = `(m.direction = 'in' and m.opened_at is null and m.retired_at is null and m.status <> 'answered')`;
const UNDER_WAY = '(exists (select 1 from message_delivery d where d.message_no = m.message_no and d.waits = 1))';
const OPEN_CLOCK = '(exists (select 1 from message_clock c where c.message_no = m.message_no and c.is_open = 1))';
