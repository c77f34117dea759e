// SPDX-License-Identifier: Apache-2.0
// What is announced follows from entries of the log: who, what kind and how urgent, and nothing that a message says (spec/announcements.md, 1).
import type { AuditEventName } from '@iims/wire/audit-events';
import { IimsError } from '@iims/wire/errors';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import type { AnnouncedEvent } from '../announced-events.ts';
import { type OpenEntry, readEntriesOf } from '../store/entries.ts';
import { type MessageRow, messageRow } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';

export interface Announcement {
  /** Index of the entry from which it follows. */
  readonly index: number;
  /** When that entry was written, milliseconds since 1970. */
  readonly atMs: number;
  readonly type: AnnouncedEvent;
  readonly data: {
    readonly messageId: string;
    readonly kind: MessageRow['kind'];
    /** The other State; absent where there are several. */
    readonly state?: string;
    readonly urgency: MessageRow['urgency'];
    readonly exercise: boolean;
    readonly logIndex: number;
    /** Of a request with a clock. */
    readonly direction?: 'in' | 'out';
  };
}

/** Of the given events, those that follow from entries `from` to below `to`, in order. */
export async function readAnnouncements(
  reader: Reader,
  events: readonly AnnouncedEvent[],
  range: { readonly from: number; readonly to: number },
): Promise<Announcement[]> {
  const entries = await readEntriesOf(reader, [...new Set(events.map((event) => ENTRY_OF[event]))], range);
  const announcements: Announcement[] = [];
  for (const entry of entries) {
    const type = events.find((event) => ENTRY_OF[event] === entry.event)!;
    const row = await mailOf(reader, entry);
    if (row === undefined || (type === 'check.started' && row.kind !== 'communication-check')) continue;
    announcements.push(announcementOf(type, entry, row));
  }
  return announcements;
}

function announcementOf(type: AnnouncedEvent, { index, atMs, body }: OpenEntry, row: MessageRow): Announcement {
  const { id, kind, urgency, exercise } = row;
  const { state, direction } = body;
  return {
    index,
    atMs,
    type,
    data: {
      messageId: id,
      kind,
      ...(typeof state === 'string' ? { state } : {}),
      urgency,
      exercise,
      logIndex: index,
      ...(direction === 'in' || direction === 'out' ? { direction } : {}),
    },
  };
}

/** The message of an entry, unless nodes tell it each other by themselves, or it is gone. */
async function mailOf(reader: Reader, { body }: OpenEntry): Promise<MessageRow | undefined> {
  if (typeof body.messageId !== 'string') return undefined;
  try {
    const row = await messageRow(reader, body.messageId);
    return MESSAGE_KINDS[row.kind].writtenBy === 'node' ? undefined : row;
  } catch (fault) {
    if (fault instanceof IimsError && fault.code === 'message.not-found') return undefined;
    throw fault;
  }
}

const ENTRY_OF: Readonly<Record<AnnouncedEvent, AuditEventName>> = {
  'message.received': 'message.received',
  'message.receipted': 'message.receipted',
  'message.undeliverable': 'message.undeliverable',
  'clock.overdue': 'message.overdue',
  'clock.escalated': 'message.escalated',
  'check.started': 'message.stored',
};
