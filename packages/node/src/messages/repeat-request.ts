// SPDX-License-Identifier: Apache-2.0
// Asks a second and a third time for a hit confirmation that is overdue (spec/clocks.md, 6): the same request with its next number, in
// its thread, to those States that have not answered.
import { standingAt } from '@iims/exchange/clocks';
import { IimsError } from '@iims/wire/errors';
import { isOfKind } from '@iims/wire/message';
import { CONFIRMATION_REQUESTS_MAX } from '@iims/wire/message-kinds/hit-confirmation';
import { clocksOf } from '../store/message-clocks.ts';
import { messageRow, openContent } from '../store/messages.ts';
import { type MessageAuthor, type MessageDoor, type MessageEnds, sendMessage } from './send.ts';

/** @throws IimsError `message.not-found`, `message.erased`, `message.not-overdue`, and what sending throws */
export async function repeatRequest(
  door: MessageDoor,
  id: string,
  by: MessageAuthor,
  ends: Pick<MessageEnds, 'refusable'> = {},
): Promise<{ readonly id: string; readonly index: number; readonly request: number }> {
  const { reader } = door.store;
  const { no, direction } = await messageRow(reader, id);
  const late = (await clocksOf(reader, no))
    .map(({ counterpart, story }) => ({ counterpart, ...standingAt(story, door.clock.now()) }))
    .filter(({ stage, dueAt = Number.POSITIVE_INFINITY }) => isLate(stage) && dueAt < door.clock.now());
  const request = 1 + Math.max(0, ...late.map((standing) => standing.request));
  if (direction === 'in' || late.length === 0 || request > CONFIRMATION_REQUESTS_MAX) throw notOverdue();
  const first = await openContent(reader, id);
  if (!isOfKind(first, 'hit-confirmation')) throw notOverdue();
  const states = new Set(late.map(({ counterpart }) => counterpart));
  const { kind, caseRef, urgency, handling, fields, attachments, from } = first;
  const sent = await sendMessage(
    door,
    {
      kind,
      to: first.to.filter(({ state }) => states.has(state)),
      caseRef,
      urgency,
      handling,
      fields: { ...fields, requestNumber: request },
      attachments,
      inReplyTo: id,
      ...(from.authority === undefined ? {} : { authority: from.authority }),
      ...(from.desk === undefined ? {} : { desk: from.desk }),
    },
    by,
    ends,
  );
  return { ...sent, request };
}

function isLate(stage: string): boolean {
  return stage === 'overdue' || stage === 'escalated';
}

function notOverdue(): IimsError {
  return new IimsError('message.not-overdue', {
    message: 'This request cannot be repeated.',
    field: 'id',
    rule: `an own hit confirmation whose time has passed, up to request ${CONFIRMATION_REQUESTS_MAX}`,
    fix: 'Wait until it is due, or call the bureau.',
  });
}
