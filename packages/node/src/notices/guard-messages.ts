// SPDX-License-Identifier: Apache-2.0
// Messages by which somebody who was refused could come back without a notice: a request or own-initiative information that names the
// person, a number in their text or in that of a free message, a hit to be confirmed or confirmed on an own alert, and what is passed on
// (spec/notice.md, 18).
import type { Alert } from '@iims/wire/alert';
import { decodeCbor } from '@iims/wire/cbor';
import { parseFields } from '@iims/wire/message';
import type { FieldsOf, MessageKind } from '@iims/wire/message-kinds';
import { isProtective } from '@iims/wire/notice-codes';
import { originalOf } from '../messages/forward.ts';
import type { MessageDesk } from '../messages/message-desk.ts';
import { readDraft } from '../messages/propose.ts';
import type { MessageAuthor, MessageDraft } from '../messages/send.ts';
import { askedIn } from '../partner/asked-in.ts';
import { type RefusalCheck, unlessRefused } from '../registers/stop-refused.ts';
import { keysOfAlert, keysOfNamed, keysOfSubjects, type SubjectKey } from '../registers/subject-keys.ts';
import { findAlert, listRegisters } from '../store/alerts.ts';
import { messageRow, openContent } from '../store/messages.ts';
import type { Reader } from '../store/sql.ts';
import type { Store } from '../store/store.ts';
import { findProposal, proposedDraft } from '../store/waiting-messages.ts';

/** Canonical numbers that a message names, in its fields and in its text. */
export type NumbersIn = (said: Said) => readonly string[];

/** What of a message is looked at. */
type Said = Pick<MessageDraft, 'kind' | 'fields' | 'attachments'>;

/** The desk of officers, whose messages are looked at before they are sent or wait, and once more before they are released. */
export function guardMessages(desk: MessageDesk, store: Store, numbersIn: NumbersIn): MessageDesk {
  return {
    ...desk,
    async send(draft, by) {
      const check = await checkOf(store, numbersIn, draft, by.account);
      return unlessRefused(store, check, (refusable) => desk.send(draft, by, { refusable }));
    },
    async confirm(draft, by, asked) {
      const check = await checkOf(store, numbersIn, draft, by.account);
      return unlessRefused(store, check, (refusable) => desk.confirm(draft, by, asked, { refusable }));
    },
    async repeat(id, by) {
      const { kind, direction } = await messageRow(store.reader, id);
      // Nothing else can be repeated, as the desk says.
      if (kind !== 'hit-confirmation' || direction === 'in') return desk.repeat(id, by);
      // It may have been refused since the first request.
      const check = await checkOf(store, numbersIn, await openContent(store.reader, id), nameOf(by));
      return unlessRefused(store, check, (refusable) => desk.repeat(id, by, { refusable }));
    },
    async forward(forwarding, by) {
      const { original } = await originalOf(store.reader, await messageRow(store.reader, forwarding.id));
      const said = await checkOf(store, numbersIn, original, nameOf(by));
      const { remarks = '' } = forwarding;
      // Remarks stand on the side of whoever writes them, as a free message does: a notice for somebody does not carry them.
      const against = keysOfText(numbersIn, { kind: 'forwarded', fields: { remarks }, attachments: [] });
      const check = { ...said, against };
      return unlessRefused(store, check, (refusable) => desk.forward(forwarding, by, { refusable }));
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
  said: Said & Pick<MessageDraft, 'caseRef'>,
  author: string,
): Promise<RefusalCheck> {
  const keys = [...(await keysOfSaid(reader, said)), ...keysOfText(numbersIn, said)];
  return { channel: 'message', keys, protective: isForThePerson(said), item: said.caseRef, author };
}

async function keysOfSaid(reader: Reader, { kind, fields }: Said): Promise<readonly SubjectKey[]> {
  if (NAMING.has(kind)) return keysOfNamed(fields as Pick<FieldsOf<'notice'>, 'persons' | 'objects'>);
  switch (kind) {
    case 'hit-confirmation': {
      const { queryId } = parseFields(kind, fields);
      const asked = queryId === undefined ? undefined : await askedIn(reader, queryId);
      return asked === undefined ? [] : keysOfSubjects(asked.subjects);
    }
    case 'hit-confirmation-answer': {
      const { answer, alertId } = parseFields(kind, fields);
      return answer === 'confirmed' ? keysOfOwnAlert(reader, alertId) : [];
    }
    default:
      return [];
  }
}

async function keysOfOwnAlert(reader: Reader, alertId: string): Promise<readonly SubjectKey[]> {
  for (const { id } of await listRegisters(reader)) {
    const alert = await findAlert(reader, id, alertId);
    if (alert !== undefined) return keysOfAlert(decodeCbor(alert) as Alert);
  }
  return [];
}

function isForThePerson({ kind, fields }: Said): boolean {
  if (kind === 'notice') return isProtective((fields as Pick<FieldsOf<'notice'>, 'purpose'>).purpose);
  return (
    kind === 'hit-confirmation' && PROTECTIVE_TYPES.has((fields as Pick<FieldsOf<'hit-confirmation'>, 'type'>).type)
  );
}

/** A number in a text may be that of a paper or of a thing. */
function keysOfText(numbersIn: NumbersIn, said: Said): readonly SubjectKey[] {
  if (!TEXTS.has(said.kind)) return [];
  const objects = numbersIn(said).flatMap((number) => [
    { objectType: 'official-document', number } as const,
    { objectType: 'vehicle', number } as const,
  ]);
  return keysOfNamed({ objects });
}

function nameOf(by: MessageAuthor): string {
  return by === 'node' ? by : by.account;
}

/** A notice among them where a partner's is passed on: an own one has a review instead. */
const NAMING: ReadonlySet<MessageKind> = new Set([
  'information-request',
  'spontaneous-information',
  'supplementary-information',
  'notice',
]);
const TEXTS: ReadonlySet<MessageKind> = new Set([...NAMING, 'free-message', 'hit-confirmation', 'forwarded']);
const PROTECTIVE_TYPES: ReadonlySet<string> = new Set(['missing-person', 'protection-order']);
