// SPDX-License-Identifier: Apache-2.0
// What officers do with messages: send them, and open them. Whoever opens one that came tells its sender's node, once.
import type { ErrorCode } from '@iims/wire/errors';
import { IimsError } from '@iims/wire/errors';
import { mayDo } from '@iims/wire/handling';
import type { Message } from '@iims/wire/message';
import { SECOND_PERSON_DEFAULT, type SecondPersonConfig } from '../config.ts';
import { hasReplyOfKind, messageRow } from '../store/messages.ts';
import { ownProposal } from '../store/take-proposal.ts';
import { type Forwarded, type Forwarding, forwardMessage, type PassingOn } from './forward.ts';
import { dayOf } from './holding-note.ts';
import { openMessage } from './open.ts';
import { needsSecondPerson, releaseMessage, type Said, sayMessage } from './propose.ts';
import { type Recalled, type Recalling, recallMessage } from './recall.ts';
import { repeatRequest } from './repeat-request.ts';
import { type MessageAuthor, type MessageDoor, type MessageDraft, type MessageEnds, sendMessage } from './send.ts';

/** What a refusal may stop until the act: who guards the desk says it. */
type Guarded = Pick<MessageEnds, 'refusable'>;

export interface MessageDesk {
  /** At once, or when a second person has released it. */
  send(draft: MessageDraft, by: { readonly account: string }, ends?: Guarded): Promise<Said>;
  /**
   * A hit confirmation that an officer asked for, by the id of the request (16 bytes): it ends with it, and waits for no second person,
   * since one asks and another sends. Where the State's rule wants two, nobody is both.
   */
  confirm(
    draft: MessageDraft,
    by: { readonly account: string },
    asked: { readonly id: Uint8Array; readonly by: string },
    ends?: Guarded,
  ): Promise<{ readonly id: string; readonly index: number }>;
  /** What waited; `digest` is that of what the second person looked at. */
  release(
    waiting: { readonly id: string; readonly digest: Uint8Array },
    by: { readonly account: string },
    ends?: Guarded,
  ): Promise<{ readonly id: string; readonly index: number }>;
  /** What a message says, for an account. The entry is durable before. */
  open(id: string, account: string): Promise<Message>;
  /** To another State, if its originator lets the own State do so. */
  forward(forwarding: Forwarding, by: MessageAuthor, ends?: Guarded): Promise<Forwarded>;
  /** An own message, back from everybody who may hold it. */
  recall(recalling: Recalling, by: MessageAuthor): Promise<Recalled>;
  /** A hit confirmation that is overdue once more, with its next number. */
  repeat(
    id: string,
    by: MessageAuthor,
    ends?: Guarded,
  ): Promise<{ readonly id: string; readonly index: number; readonly request: number }>;
}

/** `secondPerson` says what waits for one; without `passing` no large file is passed on. */
export function messageDesk(
  door: MessageDoor,
  secondPerson: SecondPersonConfig = SECOND_PERSON_DEFAULT,
  passing?: PassingOn,
): MessageDesk {
  return {
    send: (draft, by, ends) => sayMessage(door, secondPerson, draft, by, ends),
    async confirm(draft, by, asked, ends) {
      if (asked.by === by.account && (await needsSecondPerson(door, secondPerson, draft))) throw ownProposal();
      return sendMessage(door, draft, by, { ...ends, asked: asked.id });
    },
    release: (waiting, by, ends) => releaseMessage(door, waiting, by, ends),
    forward: (forwarding, by, ends) => forwardMessage(door, forwarding, by, { ...ends, passing }),
    recall: (recalling, by) => recallMessage(door, recalling, by),
    repeat: (id, by, ends) => repeatRequest(door, id, by, ends),
    async open(id, account) {
      await refuseExpired(door, id);
      const { message } = await openMessage(door.store, id, account);
      if (message.from.state !== door.own) await tellSender(door, message).catch(ignoreKnownFault);
      return message;
    },
  };
}

/** Its last day may have passed since the node looked last. */
export async function refuseExpired(door: Pick<MessageDoor, 'store' | 'clock'>, id: string): Promise<void> {
  const { direction, summary } = await messageRow(door.store.reader, id);
  if (summary === undefined) return;
  const today = dayOf(door.clock.now());
  const context = { today, isOriginator: direction === 'out', isReleased: false, audience: 'addressees' } as const;
  const decision = mayDo(summary.handling, 'show', context);
  if (decision.allowed) return;
  throw new IimsError('handling.refused', {
    message: 'The handling of this message stands against it.',
    field: 'id',
    rule: decision.because,
    fix: 'Ask its sender.',
  });
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
