// SPDX-License-Identifier: Apache-2.0
// Takes an own message back from everybody who may hold it: those it was sent to, and those for whom a release was granted
// (spec/handling.md, 27 and 28). One message to each, so that a State that cannot be reached keeps it from nobody else.
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import type { RECALL_GROUNDS } from '@iims/wire/message-kinds/recall';
import { releasedTo } from '../store/message-holders.ts';
import { messageRow } from '../store/messages.ts';
import { type MessageAuthor, type MessageDoor, sendMessage } from './send.ts';

export interface Recalling {
  readonly id: string;
  readonly ground: (typeof RECALL_GROUNDS)[number];
  readonly reason?: string;
}

export interface Recalled {
  /** The recall to each State. */
  readonly recalls: readonly { readonly id: string; readonly to: StateCode }[];
  /** States to which nothing can be sent now; they are to be asked by other means, or again later. */
  readonly unreached: readonly { readonly to: StateCode; readonly code: string }[];
}

/** @throws IimsError `message.not-found`, `message.not-own`, `notice.withdraw-instead`, `message.erased`, `store.*` */
export async function recallMessage(
  door: MessageDoor,
  { id, ground, reason }: Recalling,
  by: MessageAuthor,
): Promise<Recalled> {
  const { reader } = door.store;
  const { no, direction, kind, summary } = await messageRow(reader, id);
  if (direction === 'in') {
    throw new IimsError('message.not-own', {
      message: 'This message is another State’s.',
      field: 'id',
      rule: 'a message that the own State sent',
      fix: 'Ask its sender to recall it.',
    });
  }
  if (kind === 'notice') {
    throw new IimsError('notice.withdraw-instead', {
      message: 'A notice is not recalled: who acted on it must be able to read it.',
      field: 'id',
      fix: 'Withdraw the notice.',
    });
  }
  if (summary === undefined) throw new IimsError('message.erased', { message: 'Its period has ended.', field: 'id' });
  const holders = new Set([...summary.to.map(({ state }) => state), ...(await releasedTo(reader, no))]);
  const recalls: { id: string; to: StateCode }[] = [];
  const unreached: { to: StateCode; code: string }[] = [];
  for (const state of [...holders].sort()) {
    try {
      const fields = { messageId: id, ground, ...(reason === undefined ? {} : { reason }) };
      const draft = { kind: 'recall', to: [{ state }], urgency: 'urgent', handling: { code: 'H0' } } as const;
      const sent = await sendMessage(door, { ...draft, caseRef: summary.caseRef, fields, attachments: [] }, by);
      recalls.push({ id: sent.id, to: state });
    } catch (fault) {
      if (!(fault instanceof IimsError) || !OF_ONE_STATE.has(fault.code)) throw fault;
      unreached.push({ to: state, code: fault.code });
    }
  }
  return { recalls, unreached };
}

const OF_ONE_STATE: ReadonlySet<string> = new Set(['message.recipient', 'partner.suspended']);
