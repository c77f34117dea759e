// SPDX-License-Identifier: Apache-2.0
// Messages by which somebody who was refused could come back without a notice: a request or own-initiative information that names the
// person, a number in their text or in that of a free message, and a hit confirmed on an own alert (spec/notice.md, 18).
import type { Alert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import { parseFields } from '@iims/wire/message';
import type { FieldsOf, MessageKind } from '@iims/wire/message-kinds';
import type { MessageDesk } from '../messages/message-desk.ts';
import { readDraft } from '../messages/propose.ts';
import type { MessageDraft } from '../messages/send.ts';
import { type RefusalCheck, unlessRefused } from '../registers/stop-refused.ts';
import { keysOfAlert, keysOfNamed, type SubjectKey } from '../registers/subject-keys.ts';
import { findAlert, listRegisters } from '../store/alerts.ts';
import type { Reader } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { findProposal, proposedDraft } from '../store/waiting-messages.ts';

/** Canonical numbers that a message names, in its fields and in its text. */
export type NumbersIn = (said: Pick<MessageDraft, 'kind' | 'fields' | 'attachments'>) => readonly string[];

/** The desk of officers, whose messages are looked at before they are sent or wait, and once more before they are released. */
export function guardMessages(desk: MessageDesk, store: Store, numbersIn: NumbersIn): MessageDesk {
  return {
    ...desk,
    async send(draft, by) {
      const check = await checkOf(store, numbersIn, draft, by.account);
      return unlessRefused(store, check, (refusable) => desk.send(draft, by, { refusable }));
    },
    async release(waiting, by) {
      const { standing, proposedBy } = await findProposal(store.reader, waiting.id);
      if (standing !== 'waiting') return desk.release(waiting, by);
      // It may have been refused since it was proposed.
      const draft = readDraft(await proposedDraft(store.reader, waiting.id));
      const check = await checkOf(store, numbersIn, draft, proposedBy);
      return unlessRefused(store, check, (refusable) => desk.release(waiting, by, { refusable }));
    },
  };
}

async function checkOf(
  { reader }: Store,
  numbersIn: NumbersIn,
  draft: MessageDraft,
  author: string,
): Promise<RefusalCheck> {
  const keys = [...(await keysOfDraft(reader, draft)), ...keysOfText(numbersIn, draft)];
  return { channel: 'message', keys, protective: false, item: draft.caseRef, author };
}

async function keysOfDraft(reader: Reader, { kind, fields }: MessageDraft): Promise<readonly SubjectKey[]> {
  if (NAMING.has(kind)) return keysOfNamed(fields as Pick<FieldsOf<'information-request'>, 'persons'>);
  if (kind !== 'hit-confirmation-answer') return [];
  const { answer, alertId } = parseFields(kind, fields);
  if (answer !== 'confirmed') return [];
  for (const { id } of await listRegisters(reader)) {
    const alert = await findAlert(reader, id, alertId);
    if (alert !== undefined) return keysOfAlert(decodeCbor(alert) as Alert);
  }
  return [];
}

/** A number in a text may be that of a paper or of a thing. */
function keysOfText(numbersIn: NumbersIn, draft: MessageDraft): readonly SubjectKey[] {
  if (draft.kind !== 'free-message' && !NAMING.has(draft.kind)) return [];
  const objects = numbersIn(draft).flatMap((number) => [
    { objectType: 'official-document', number } as const,
    { objectType: 'vehicle', number } as const,
  ]);
  return keysOfNamed({ objects });
}

const NAMING: ReadonlySet<MessageKind> = new Set([
  'information-request',
  'spontaneous-information',
  'supplementary-information',
]);
