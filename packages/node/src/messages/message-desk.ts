// SPDX-License-Identifier: Apache-2.0
// What officers do with messages: send them, and open them. Whoever opens one that came tells its sender's node, once.
import type { ErrorCode } from '@iims/wire/errors';
import { IimsError } from '@iims/wire/errors';
import type { Message } from '@iims/wire/message';
import { hasReplyOfKind, messageRow } from '../store/messages.ts';
import { openMessage } from './open.ts';
import { repeatRequest } from './repeat-request.ts';
import { type MessageAuthor, type MessageDoor, type MessageDraft, sendMessage } from './send.ts';

export interface MessageDesk {
  send(draft: MessageDraft, by: MessageAuthor): Promise<{ readonly id: string; readonly index: number }>;
  /** What a message says, for an account. The entry is durable before. */
  open(id: string, account: string): Promise<Message>;
  /** A hit confirmation that is overdue once more, with its next number. */
  repeat(
    id: string,
    by: MessageAuthor,
  ): Promise<{ readonly id: string; readonly index: number; readonly request: number }>;
}

export function messageDesk(door: MessageDoor): MessageDesk {
  return {
    send: (draft, by) => sendMessage(door, draft, by),
    repeat: (id, by) => repeatRequest(door, id, by),
    async open(id, account) {
      const { message } = await openMessage(door.store, id, account);
      if (message.from.state !== door.own) await tellSender(door, message).catch(ignoreKnownFault);
      return message;
    },
  };
}

/** Asked of the store and not of memory, so that what a node did not come to do before it died is done with the next opening. */
async function tellSender(door: MessageDoor, { id, from, caseRef }: Message): Promise<void> {
  if (await hasReplyOfKind(door.store.reader, id, 'opened')) return;
  const { openedAt } = await messageRow(door.store.reader, id);
  await sendMessage(
    door,
    {
      kind: 'opened',
      to: [{ state: from.state }],
      caseRef,
      inReplyTo: id,
      urgency: 'routine',
      handling: { code: 'H0' },
      fields: { messageId: id, openedAt: openedAt ?? door.clock.now() },
      attachments: [],
    },
    'node',
  );
}

/** A partner that cannot be told now does not keep a message from whoever may read it. */
function ignoreKnownFault(fault: unknown): void {
  if (fault instanceof IimsError && UNTOLD.has(fault.code)) return;
  throw fault;
}

const UNTOLD: ReadonlySet<ErrorCode> = new Set(['partner.suspended', 'message.recipient']);
