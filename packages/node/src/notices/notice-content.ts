// SPDX-License-Identifier: Apache-2.0
// What a notice says, as its draft keeps it, and the digest that a reviewer names (spec/notice.md, 5).
import { sha256 } from '@iims/crypto/primitives';
import { lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { decodeCbor } from '@iims/wire/cbor';
import type { StateCode } from '@iims/wire/identifiers';
import type { FieldsOf } from '@iims/wire/message-kinds';
import { NOTICE_NUMBER_DIGITS } from '@iims/wire/notice-codes';
import type { NoticeContent } from '../messages/notice-note.ts';

export type NoticeSaid = NoticeContent & { readonly fields: FieldsOf<'notice'> };

/** What the draft kept: it was parsed before it was kept. */
export function readNoticeContent(content: Uint8Array): NoticeSaid {
  return decodeCbor(content) as unknown as NoticeSaid;
}

/** Of the hash of the content, and of the chosen States in order. */
export function reviewDigest(contentHash: Uint8Array, to: readonly StateCode[]): Uint8Array {
  return sha256(lengthPrefixed(utf8('iims/notice-review'), contentHash, ...to.map((state) => utf8(state))));
}

/** `GEO-NOT-000001` */
export function fullNumberOf(own: StateCode, number: number): string {
  return `${own}-NOT-${String(number).padStart(NOTICE_NUMBER_DIGITS, '0')}`;
}

/** The number of an own draft; undefined for a notice of another State. */
export function draftNumberOf(own: StateCode, fullNumber: string): number | undefined {
  return fullNumber.startsWith(`${own}-`) ? Number(fullNumber.slice(-NOTICE_NUMBER_DIGITS)) : undefined;
}
