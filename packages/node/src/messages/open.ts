// SPDX-License-Identifier: Apache-2.0
// Opens a message for somebody who may read it: the entry first, then the content, verified anew (spec/message.md).
import type { Message } from '@iims/wire/message';
import { messageRow, openContent } from '../store/messages.ts';
import type { Store } from '../store/store.ts';

export interface OpenedContent {
  readonly message: Message;
  /** Whether nobody of the own State had opened it before; never of what the own State sent. */
  readonly isFirst: boolean;
  /** Of the entry `message.opened`. */
  readonly index: number;
}

/**
 * What was sent or received, for an account.
 * @throws IimsError `message.not-found`, `message.erased`, `store.*`, `envelope.*` for one that was changed on the disk
 */
export async function openMessage(store: Store, id: string, account: string): Promise<OpenedContent> {
  const { no, state } = await messageRow(store.reader, id);
  const { index, result } = await store.write(
    { event: 'message.opened', body: { messageId: id, state, by: account } },
    { name: 'open-message', args: { no } },
  );
  return { message: await openContent(store.reader, id), isFirst: result, index };
}
