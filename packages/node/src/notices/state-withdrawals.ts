// SPDX-License-Identifier: Apache-2.0
// States to the owner of each notice that it is marked as withdrawn here (spec/notice.md, 9). What is still to be stated stands in the store.
import { IimsError } from '@iims/wire/errors';
import { type MessageDoor, sendMessage } from '../messages/send.ts';
import { messageRow } from '../store/messages.ts';
import { untoldWithdrawals } from '../store/notices.ts';

/** All of them: one State that cannot be told keeps the word from no other. */
export async function stateWithdrawals(door: MessageDoor): Promise<void> {
  let after = -1;
  for (;;) {
    const untold = await untoldWithdrawals(door.store.reader, { after, limit: AT_ONCE_MAX });
    for (const { state, number, withdrawalId } of untold) {
      const withdrawal = await messageRow(door.store.reader, withdrawalId);
      try {
        await sendMessage(
          door,
          {
            kind: 'notice-withdrawn',
            to: [{ state }],
            caseRef: withdrawal.summary?.caseRef ?? number,
            inReplyTo: withdrawalId,
            urgency: 'routine',
            handling: { code: 'H0' },
            fields: { number, markedAt: withdrawal.at },
            attachments: [],
          },
          'node',
        );
      } catch (fault) {
        if (!(fault instanceof IimsError) || !OF_ONE_STATE.has(fault.code)) throw fault;
      }
    }
    if (untold.length < AT_ONCE_MAX) return;
    after = untold.at(-1)!.no;
  }
}

const OF_ONE_STATE: ReadonlySet<string> = new Set(['message.recipient', 'partner.suspended']);
const AT_ONCE_MAX = 64;
