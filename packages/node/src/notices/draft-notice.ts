// SPDX-License-Identifier: Apache-2.0
// Drafts a notice: read strictly, given its number, and kept for a second person's review (spec/notice.md, 1 to 3).
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidV7 } from '@iims/wire/identifiers';
import { MESSAGE_CONTENT_BYTES_MAX, parseMessage } from '@iims/wire/message';
import type { FieldsOf } from '@iims/wire/message-kinds';
import { NOTICES_DRAFTED_MAX, type NoticeReach } from '@iims/wire/notice-codes';
import { dayOf } from '../messages/holding-note.ts';
import { encodeNoticeContent, type NoticeContent, noticeContentHash } from '../messages/notice-note.ts';
import type { MessageDoor } from '../messages/send.ts';
import { partnersOf } from '../partner/links.ts';
import { enterRefusalMet } from '../registers/stop-refused.ts';
import { keysOfNamed } from '../registers/subject-keys.ts';
import { highestNoticeNumber } from '../store/notice-drafts.ts';
import { refusalsMetByNotice } from '../store/refused-purposes.ts';
import { fullNumberOf, reviewDigest } from './notice-content.ts';
import { type RefusalShown, shownRefusals } from './shown-refusals.ts';

export interface NoticeToDraft extends Omit<NoticeContent, 'fields'> {
  readonly reach: NoticeReach;
  /** The chosen States of a diffusion; nobody for a notice. */
  readonly to: readonly StateCode[];
  /** All of the form but number and reach. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface DraftedNotice {
  readonly number: string;
  /** What a review must name, in hexadecimal. */
  readonly digest: string;
  readonly logIndex: number;
  /** What of it was refused before. */
  readonly refusals: readonly RefusalShown[];
}

/** @throws IimsError `input.invalid` (a field), `message.too-large`, `notice.too-many-waiting`, `notice.changed`, `store.*` */
export async function draftNotice(door: MessageDoor, draft: NoticeToDraft, account: string): Promise<DraftedNotice> {
  const to = [...new Set(draft.to)].sort();
  checkRecipients(door, draft.reach, to);
  for (let tries = 1; ; tries += 1) {
    try {
      return await draftOnce(door, { ...draft, to }, account);
    } catch (fault) {
      const isTaken = fault instanceof IimsError && fault.code === 'notice.changed';
      if (!isTaken || tries === NUMBER_TRIES_MAX) throw fault;
    }
  }
}

async function draftOnce(door: MessageDoor, draft: NoticeToDraft, account: string): Promise<DraftedNotice> {
  const { reach, to } = draft;
  const number = (await highestNoticeNumber(door.store.reader)) + 1;
  if (number > NOTICES_DRAFTED_MAX) throw noMoreNumbers();
  const fullNumber = fullNumberOf(door.own, number);
  const { purpose, keys, ...content } = contentOf(door, draft, fullNumber);
  const contentHash = noticeContentHash(content.bytes);
  const digest = reviewDigest(contentHash, to);
  const { index } = await door.store.write(
    {
      event: 'notice.drafted',
      body: { user: account, number: fullNumber, reach, purpose, to, digest, content: contentHash },
    },
    {
      name: 'draft-notice',
      args: {
        ...{ number, reach, purpose, to, by: account, digest, contentHash, content: content.bytes },
        ...{ own: door.own, fullNumber, keys, caseRef: draft.caseRef },
      },
    },
  );
  const met = await refusalsMetByNotice(door.store.reader, door.own, fullNumber);
  const refusals = shownRefusals(met, purpose, account);
  if (refusals.some(({ stops }) => stops)) {
    await enterRefusalMet(door.store, { channel: 'notice', item: fullNumber, author: account }, met);
  }
  return { number: fullNumber, digest: toHex(digest), logIndex: index, refusals };
}

/** Parsed as the message that it will be, so that what is reviewed is what can be sent. */
function contentOf(door: MessageDoor, draft: NoticeToDraft, number: string) {
  const { caseRef, urgency, handling, attachments, reach } = draft;
  const now = door.clock.now();
  const message = parseMessage({
    version: 1,
    id: uuidV7(now, door.random(10)),
    kind: 'notice',
    from: { state: door.own, authority: door.authority },
    to: [{ state: door.own }],
    caseRef,
    urgency,
    sentAt: now,
    author: 'draft',
    handling,
    fields: { ...draft.fields, number, reach },
    attachments,
  });
  const { purpose, reviewOn, ...named } = message.fields as FieldsOf<'notice'>;
  if (reviewOn <= dayOf(now)) {
    throw new IimsError('input.invalid', {
      message: 'The day of review is not later than today.',
      field: 'fields.reviewOn',
      rule: 'a day after today',
    });
  }
  const bytes = encodeNoticeContent(message);
  if (bytes.length > CONTENT_BYTES_MAX) {
    throw new IimsError('message.too-large', {
      message: 'The notice is too large.',
      field: 'attachments',
      rule: `at most ${CONTENT_BYTES_MAX} bytes with all fields and attachments`,
    });
  }
  return { purpose, bytes, keys: keysOfNamed(named) };
}

function checkRecipients({ own, trust }: MessageDoor, reach: NoticeReach, to: readonly StateCode[]): void {
  const partners = new Set(partnersOf(trust(), own));
  const isRight = reach === 'notice' ? to.length === 0 : to.length > 0 && to.every((state) => partners.has(state));
  if (isRight) return;
  throw new IimsError('input.invalid', {
    message: 'These are not the recipients of such a notice.',
    field: 'to',
    rule: 'for a diffusion member States other than the own; for a notice nobody, since it goes to all',
  });
}

function noMoreNumbers(): IimsError {
  return new IimsError('notice.too-many-waiting', {
    message: 'There is no number left for another notice.',
    rule: `at most ${NOTICES_DRAFTED_MAX}`,
  });
}

/** Officers who draft at the same moment; each try finds the next number. */
const NUMBER_TRIES_MAX = 8;
/** Addresses, times and names come to it when it leaves. */
const CONTENT_BYTES_MAX = MESSAGE_CONTENT_BYTES_MAX - 65_536;
