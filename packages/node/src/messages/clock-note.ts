// SPDX-License-Identifier: Apache-2.0
// What a message does to clocks: it is a request with one, or it moves, stops or ends that of the request in whose thread it stands
// (spec/clocks.md, 5 to 9).
import { uuidToBytes } from '@iims/wire/identifiers';
import { isOfKind, type Message } from '@iims/wire/message';
import { MESSAGE_KINDS } from '@iims/wire/message-kinds';
import type { ClockEventTold, ClockNote } from '../store/message-clocks.ts';
import { isFinalAnswer } from './final-answer.ts';

/** Empty for a message that has nothing to do with clocks. */
export function clockNoteOf(message: Message): ClockNote {
  const told = message.inReplyTo === undefined ? undefined : toldBy(message);
  if (told !== undefined) return { tells: { of: uuidToBytes(message.inReplyTo!), ...told } };
  const { clock } = MESSAGE_KINDS[message.kind];
  return clock === undefined ? {} : { starts: clock };
}

function toldBy(message: Message): { readonly by: 'asker' | 'answerer'; readonly event: ClockEventTold } | undefined {
  if (isOfKind(message, 'clarification')) return toldByClarification(message.fields);
  // Repeated in its own thread: the clock of the first request goes on.
  if (isOfKind(message, 'hit-confirmation') && message.fields.requestNumber > 1) {
    return { by: 'asker', event: { kind: 'repeated', request: message.fields.requestNumber } };
  }
  if (isOfKind(message, 'hit-confirmation-answer') && message.fields.confirmAt !== undefined) {
    return answerer({ kind: 'promised', until: message.fields.confirmAt });
  }
  return isFinalAnswer(message) ? answerer({ kind: 'answered' }) : undefined;
}

function toldByClarification({
  act,
  delayReason,
  delayUntil,
}: {
  readonly act: 'asks' | 'answers' | 'delays';
  readonly delayReason?: 'clarification' | 'court-authorisation' | 'indirect-access';
  readonly delayUntil?: number;
}) {
  switch (act) {
    case 'asks':
      return answerer({ kind: 'paused', reason: 'clarification' });
    case 'answers':
      return { by: 'asker', event: { kind: 'resumed', reason: 'clarification' } } as const;
    case 'delays':
      if (delayReason === 'indirect-access') return answerer({ kind: 'held-indirectly' });
      return answerer({ kind: 'paused', reason: delayReason!, until: delayUntil! });
  }
}

function answerer(event: ClockEventTold) {
  return { by: 'answerer', event } as const;
}
