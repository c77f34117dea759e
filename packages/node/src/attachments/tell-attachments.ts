// SPDX-License-Identifier: Apache-2.0
// Tells senders what became of their large attachments here (spec/attachment.md, 15): the attachment's receipt, signed as every
// message. What is still to be told stands in the store, and is marked in the transaction that sends the word.
import { toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import type { AttachmentOutcome } from '@iims/wire/message-kinds/attachment-received';
import { type MessageDoor, sendMessage } from '../messages/send.ts';
import { type AttachmentRow, untoldAttachments } from '../store/attachments.ts';
import { messageRow, openContent } from '../store/messages.ts';

/** All of them: one State that cannot be told keeps the word from no other. */
export async function tellAttachments(door: MessageDoor): Promise<void> {
  let after = { no: -1, place: 0 };
  for (;;) {
    const untold = await untoldAttachments(door.store.reader, after, AT_ONCE_MAX);
    for (const row of untold) {
      await tell(door, row).catch((fault) => {
        if (!(fault instanceof IimsError) || !OF_ONE.has(fault.code)) throw fault;
      });
    }
    if (untold.length < AT_ONCE_MAX) return;
    after = untold.at(-1)!;
  }
}

async function tell(door: MessageDoor, { messageId, place, state, standing, at }: AttachmentRow): Promise<void> {
  const { reader } = door.store;
  const { largeAttachments = [] } = await openContent(reader, messageId);
  const announced = largeAttachments.find(({ id }) => id === place);
  const { summary } = await messageRow(reader, messageId);
  if (announced === undefined || summary === undefined) return;
  await sendMessage(
    door,
    {
      kind: 'attachment-received',
      to: [{ state }],
      caseRef: summary.caseRef,
      inReplyTo: messageId,
      urgency: 'routine',
      handling: { code: 'H0' },
      fields: {
        messageId,
        attachment: place,
        root: toHex(announced.root),
        outcome: standing as AttachmentOutcome,
        at,
      },
      attachments: [],
    },
    'node',
  );
}

/** Of a State that cannot be told now, or of a message that nobody can read any more. */
const OF_ONE: ReadonlySet<string> = new Set([
  'message.recipient',
  'partner.suspended',
  'message.erased',
  'message.deleted',
]);
const AT_ONCE_MAX = 64;
