// SPDX-License-Identifier: Apache-2.0
// What a message says of a notice, and the hash by which a notice that leaves is compared with what was reviewed (spec/notice.md, 5).
import { sha256 } from '@iims/crypto/primitives';
import { lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { encodeCbor } from '@iims/wire/cbor';
import { isOfKind, type Message } from '@iims/wire/message';
import { keysOfNamed } from '../registers/subject-keys.ts';
import type { NoticeNote } from '../store/notice-notes.ts';

/** What a notice says, whoever it goes to and whenever it leaves. */
export type NoticeContent = Pick<Message, 'caseRef' | 'urgency' | 'handling' | 'fields' | 'attachments'>;

/** Deterministic CBOR: the same bytes for the draft and for the message that is made of it. */
export function encodeNoticeContent({ caseRef, urgency, handling, fields, attachments }: NoticeContent): Uint8Array {
  return encodeCbor({ caseRef, urgency, handling, fields, attachments });
}

/** Of the bytes of `encodeNoticeContent`. */
export function noticeContentHash(content: Uint8Array): Uint8Array {
  return sha256(lengthPrefixed(utf8('iims/notice'), content));
}

/** Undefined for a message that has nothing to do with notices. */
export function noticeNoteOf(message: Message): NoticeNote | undefined {
  if (isOfKind(message, 'notice')) {
    const { number, reach, purpose, subject, reviewOn, validUntil } = message.fields;
    const contentHash = noticeContentHash(encodeNoticeContent(message));
    const keys = keysOfNamed(message.fields);
    return { kind: 'notice', number, reach, purpose, subject, reviewOn, validUntil, contentHash, keys };
  }
  if (isOfKind(message, 'notice-withdrawal')) {
    const { number, ground, withdrawnAt } = message.fields;
    return { kind: 'withdrawal', number, ground, at: withdrawnAt };
  }
  if (isOfKind(message, 'notice-revalidation')) return { kind: 'revalidation', ...message.fields };
  if (isOfKind(message, 'notice-withdrawn')) return { kind: 'withdrawn', number: message.fields.number };
  return undefined;
}
