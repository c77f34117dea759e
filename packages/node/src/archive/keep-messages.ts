// SPDX-License-Identifier: Apache-2.0
// Takes messages out of the inbox when nobody waits on them any more, and erases what they said at the end of their category's period
// (spec/message-keeping.md). What is due stands in the store and the configuration: a node that was off does it at its start.
import { MESSAGE_KINDS, type MessageKind } from '@iims/wire/message-kinds';
import { CATEGORY_OF, type KeepDays } from '../message-categories.ts';
import { dayOf } from '../messages/holding-note.ts';
import { keepLooking } from '../messages/keep-looking.ts';
import { archivableMessages, messagesToRetire } from '../store/message-keeping.ts';
import { draftsToRetire } from '../store/notice-drafts.ts';
import type { Store } from '../store/store.ts';

export interface MessageKeeping {
  readonly store: Store;
  readonly keepDays: KeepDays;
  readonly archiveAfterDays: number;
  readonly now: () => number;
  /** Whether somebody else's clock shows that this one is not ahead; until then nothing is erased for ever. */
  readonly isConfirmed: () => boolean;
}

/** Looks at once and then every hour, until `stop`. */
export function keepMessages(parts: MessageKeeping): Promise<{ stop(): Promise<void> }> {
  return keepLooking(() => retireAndArchive(parts), LOOK_EVERY_MS);
}

/** Does all that is due by now, each piece with its entry. */
export async function retireAndArchive(parts: MessageKeeping): Promise<void> {
  if (parts.isConfirmed()) {
    for (const kind of KINDS) await retireKind(parts, kind);
    await retireDrafts(parts);
  }
  await archiveOld(parts);
}

async function retireKind({ store, keepDays, now }: MessageKeeping, kind: MessageKind): Promise<void> {
  const category = CATEGORY_OF[kind];
  if (category === undefined) return;
  const before = dayBegin(now() - keepDays[category] * DAY_MS);
  const today = dayOf(now());
  for (;;) {
    const due = await messagesToRetire(store.reader, { kind, before, today, limit: AT_ONCE_MAX });
    if (due.length === 0) return;
    const messages = due.map(({ id }) => id);
    const isTold = MESSAGE_KINDS[kind].writtenBy !== 'node';
    await store.write(
      { event: 'message.retired', body: { category, kind, before, messages } },
      { name: 'retire-messages', args: { numbers: due.map(({ no }) => no), isTold } },
    );
  }
}

/** What waits for a review has not come to an end, however old it is. */
async function retireDrafts({ store, keepDays, now }: MessageKeeping): Promise<void> {
  const before = dayBegin(now() - keepDays.notices * DAY_MS);
  const today = dayOf(now());
  for (;;) {
    const numbers = await draftsToRetire(store.reader, { before, today, limit: AT_ONCE_MAX });
    if (numbers.length === 0) return;
    await store.write(
      { event: 'message.retired', body: { category: 'notices', kind: 'notice', before, drafts: numbers } },
      { name: 'retire-notice-drafts', args: { numbers } },
    );
  }
}

async function archiveOld({ store, archiveAfterDays, now }: MessageKeeping): Promise<void> {
  const before = dayBegin(now() - archiveAfterDays * DAY_MS);
  for (;;) {
    const numbers = await archivableMessages(store.reader, before, AT_ONCE_MAX);
    if (numbers.length === 0) return;
    await store.write(
      { event: 'message.archived', body: { before, messages: numbers.length } },
      { name: 'archive-messages', args: { numbers } },
    );
  }
}

/** Whole days in UTC, so that one look a day does what is due. */
function dayBegin(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS;
}

const KINDS = Object.keys(MESSAGE_KINDS) as MessageKind[];
const DAY_MS = 86_400_000;
const AT_ONCE_MAX = 256;
const LOOK_EVERY_MS = 3_600_000;
