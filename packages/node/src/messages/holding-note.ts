// SPDX-License-Identifier: Apache-2.0
// What a message does to who may hold which content (spec/handling.md, 21 to 29).
import { uuidToBytes } from '@iims/wire/identifiers';
import { isOfKind, type Message } from '@iims/wire/message';
import type { HoldingNote } from '../store/message-holders.ts';

/** Undefined for a message that has nothing to do with it. */
export function holdingNoteOf(message: Message): HoldingNote | undefined {
  if (isOfKind(message, 'release-answer')) {
    const { messageId, granted = [], recipient, purpose } = message.fields;
    if (!granted.includes('forward') || recipient === undefined) return undefined;
    const of = uuidToBytes(messageId);
    return { kind: 'released', of, recipient, ...(purpose === undefined ? {} : { purpose }) };
  }
  if (isOfKind(message, 'recall')) return { kind: 'recalled', of: uuidToBytes(message.fields.messageId) };
  if (isOfKind(message, 'forwarded')) {
    const { messageId, originator } = message.fields;
    return { kind: 'carries', origin: uuidToBytes(messageId), originator };
  }
  if (isOfKind(message, 'deleted')) return { kind: 'tells-deletion', of: uuidToBytes(message.fields.messageId) };
  return undefined;
}

/** The first moment after the last day of a message, in milliseconds since 1970; undefined where it has none. */
export function endOfMessage({ handling }: Pick<Message, 'handling'>): number | undefined {
  return handling.expiresOn === undefined ? undefined : Date.parse(`${handling.expiresOn}T00:00:00Z`) + DAY_MS;
}

/** The day in UTC, as handling is judged by it. */
export function dayOf(nowMs: number): string {
  return new Date(nowMs).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

const DAY_MS = 86_400_000;
