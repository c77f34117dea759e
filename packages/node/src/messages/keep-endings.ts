// SPDX-License-Identifier: Apache-2.0
// Deletes content whose last day has ended, and tells senders of what was deleted, whatever the cause (spec/handling.md, 26 and 27).
// What is still to be told stands in the store: a node that dies between a deletion and its word to the sender tells it at its start.
import { IimsError } from '@iims/wire/errors';
import { type Ending, expiredMessages, originOf, untoldEndings } from '../store/message-holders.ts';
import { messageRow } from '../store/messages.ts';
import { keepLooking } from './keep-looking.ts';
import { type MessageDoor, sendMessage } from './send.ts';

export interface EndingParts {
  readonly door: MessageDoor;
  /** Whether somebody else's clock shows that this one is not ahead; until then nothing is deleted by it. */
  readonly isConfirmed: () => boolean;
}

/** Looks at once and then every few seconds, until `stop`. */
export function keepEndings(parts: EndingParts): Promise<{ stop(): Promise<void> }> {
  return keepLooking(() => endAndTell(parts), LOOK_EVERY_MS);
}

/** Deletes what has expired by now, then tells of everything of which nobody was told. */
export async function endAndTell({ door, isConfirmed }: EndingParts): Promise<void> {
  const { store, clock } = door;
  const expired = isConfirmed() ? await expiredMessages(store.reader, clock.now(), AT_ONCE_MAX) : [];
  for (const { no, id, state } of expired) {
    await store.write(
      { event: 'message.deleted', body: { messageId: id, state, cause: 'expired' } },
      { name: 'end-message', args: { no } },
    );
  }
  await tellAll(door);
}

/** All of them: one State that cannot be told keeps the word from no other. */
async function tellAll(door: MessageDoor): Promise<void> {
  let after = -1;
  for (;;) {
    const untold = await untoldEndings(door.store.reader, after, AT_ONCE_MAX);
    for (const ending of untold) await tell(door, ending);
    if (untold.length < AT_ONCE_MAX) return;
    after = untold.at(-1)!.no;
  }
}

/** Last the State that sent it here, since that word ends the telling: the originator may be told twice after a crash, never not at all. */
async function tell(door: MessageDoor, { no, id, state, cause, at }: Ending): Promise<void> {
  const { reader } = door.store;
  const caseRef = (await messageRow(reader, id)).summary?.caseRef ?? 'deleted';
  const origin = await originOf(reader, no);
  const told = [
    ...(origin === undefined || origin.originator === state ? [] : [{ to: origin.originator, messageId: origin.id }]),
    { to: state, messageId: id },
  ];
  for (const { to, messageId } of told) {
    try {
      await sendMessage(
        door,
        {
          kind: 'deleted',
          to: [{ state: to }],
          caseRef,
          inReplyTo: messageId,
          urgency: 'routine',
          handling: { code: 'H0' },
          fields: { messageId, cause, deletedAt: at },
          attachments: [],
        },
        'node',
      );
    } catch (fault) {
      // It stays untold, and the others are told; a State that comes back is told then.
      if (!(fault instanceof IimsError) || !OF_ONE_STATE.has(fault.code)) throw fault;
      return;
    }
  }
}

const OF_ONE_STATE: ReadonlySet<string> = new Set(['message.recipient', 'partner.suspended']);
const AT_ONCE_MAX = 64;
const LOOK_EVERY_MS = 2_000;
