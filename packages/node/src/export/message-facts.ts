// SPDX-License-Identifier: Apache-2.0
// What an exported message says and how far it came, as named lines for people: the same in a mail, on paper and in the list.
import { toHex } from '@iims/wire/bytes';
import type { Handling } from '@iims/wire/handling';
import { type Address, isOfKind } from '@iims/wire/message';
import { shownContent } from '../messages/shown-content.ts';
import type { ExportedMessage } from './gather-messages.ts';

export interface MessageFact {
  readonly name: string;
  readonly value: string;
}

/** Names in English; what people wrote stands as they wrote it, and lists of a form as JSON. */
export function messageFacts({
  row,
  message,
  deliveries,
  files,
}: Pick<ExportedMessage, 'row' | 'message' | 'deliveries' | 'files'>): MessageFact[] {
  const { fields, attachments, largeAttachments = [], handling, inReplyTo } = message;
  return [
    ...(row.exercise ? [fact('Exercise', 'yes: nothing in this message is real')] : []),
    fact('Case', message.caseRef),
    fact('Message', message.id),
    fact('Kind', `${message.kind}, ${message.urgency}`),
    fact('From', addressText(message.from)),
    ...message.to.map((address) => fact('To', addressText(address))),
    fact('Sent', iso(message.sentAt)),
    ...(row.direction === 'in' ? [fact('Received', iso(row.at))] : []),
    ...deliveries.map(({ state, status, receivedAt }) =>
      fact(
        'Delivery',
        `${state}: ${status}${receivedAt === undefined ? '' : `, received ${iso(receivedAt)} by its own clock`}`,
      ),
    ),
    ...(inReplyTo === undefined ? [] : [fact('In reply to', inReplyTo)]),
    fact('Handling', handlingText(handling)),
    ...fieldFacts('', fields),
    ...attachments.map(({ id, name, bytes, sha256 }) =>
      fact('Attachment', `${id}: ${name}, ${bytes.length} bytes, SHA-256 ${toHex(sha256)}`),
    ),
    ...largeAttachments.map(({ id, name, bytes, sha256 }) =>
      fact(
        'Attachment',
        `${id}: ${name}, ${bytes} bytes, SHA-256 ${toHex(sha256)}; ${files?.get(id)?.name ?? 'not in this export'}`,
      ),
    ),
    ...(isOfKind(message, 'forwarded') ? originalFacts(shownContent(message).original) : []),
  ];
}

export function handlingText({
  code,
  condition,
  tlp,
  pap,
  classification,
  grading,
  expiresOn,
  purpose,
}: Handling): string {
  const grade = grading && `grading ${grading.scheme} ${grading.source}${grading.information}${grading.sharing ?? ''}`;
  const marks = [
    code,
    condition,
    tlp,
    pap,
    classification,
    grade,
    expiresOn && `until ${expiresOn}`,
    purpose && `only for ${purpose}`,
  ];
  return marks.filter((mark) => mark !== undefined).join('; ');
}

export function addressText({ state, authority, desk }: Address): string {
  return [state, authority, desk].filter((part) => part !== undefined).join(', ');
}

function originalFacts(original: ReturnType<typeof shownContent>['original']): MessageFact[] {
  if (original === undefined) return [];
  const { id, kind, from, sentAt, handling, fields, attachments } = original;
  return [
    fact('Original', `${id}, ${kind} of ${addressText(from)}, sent ${sentAt}`),
    fact('Original, handling', handlingText(handling)),
    ...fieldFacts('Original, ', fields),
    ...attachments.map(({ name, bytes, sha256 }) =>
      fact('Original, attachment', `${name}, ${bytes} bytes, SHA-256 ${sha256}`),
    ),
  ];
}

function fieldFacts(before: string, fields: Readonly<Record<string, unknown>>): MessageFact[] {
  return Object.entries(fields).map(([name, value]) =>
    fact(`${before}field ${name}`, typeof value === 'string' ? value : JSON.stringify(value)),
  );
}

function fact(name: string, value: string): MessageFact {
  return { name, value };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
