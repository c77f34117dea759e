// SPDX-License-Identifier: Apache-2.0
// The texts of a message in which words are found: fields that hold text, those within lists, the case reference, the names of files, and
// the same of what was passed on (spec/message-search.md, 3 and 5). What is indexed and what is compared are the same texts.
import { readProvedContent } from '@iims/crypto/message-proof';
import { decodeMessage, isOfKind, type Message } from '@iims/wire/message';
import type { Fields } from '@iims/wire/message-field';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';

export function* textsOfMessage(message: Message): Generator<string> {
  for (const { kind, fields, caseRef, attachments, largeAttachments = [] } of [message, ...originalOf(message)]) {
    yield* textsOfFields(MESSAGE_KINDS[kind].form, fields);
    yield caseRef;
    for (const { name } of [...attachments, ...largeAttachments]) yield name;
  }
}

/** What was passed on; a message that carries none says only what it says itself. */
export function originalOf(message: Message): readonly Message[] {
  const [proof] = message.attachments;
  return isOfKind(message, 'forwarded') && proof !== undefined ? [decodeMessage(readProvedContent(proof.bytes))] : [];
}

function* textsOfFields(form: Fields, fields: Message['fields']): Generator<string> {
  for (const [name, field] of Object.entries(form)) {
    const value = fields[name];
    if (value === undefined) continue;
    if (field.items !== undefined) {
      for (const item of value as readonly Message['fields'][]) yield* textsOfFields(field.items, item);
    } else if (TEXTS.has(field.shown)) yield String(value);
  }
}

const TEXTS: ReadonlySet<string> = new Set(['line', 'text', 'alert']);
