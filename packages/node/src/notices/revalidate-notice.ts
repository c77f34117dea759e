// SPDX-License-Identifier: Apache-2.0
// Confirms that an own notice still holds, until a later day of review (spec/notice.md, 10).
import type { MessageDoor } from '../messages/send.ts';
import { tellRecipients } from './tell-recipients.ts';

/** @throws IimsError `notice.not-found`, `notice.withdrawn`, `input.invalid`, `store.*` */
export async function revalidateNotice(
  door: MessageDoor,
  { number, reviewOn }: { readonly number: string; readonly reviewOn: string },
  account: string,
): Promise<{ readonly number: string; readonly reviewOn: string; readonly logIndex: number }> {
  const { index } = await door.store.write(
    { event: 'notice.revalidated', body: { user: account, number, reviewOn } },
    { name: 'revalidate-notice', args: { own: door.own, fullNumber: number, reviewOn } },
  );
  await tellRecipients(door);
  return { number, reviewOn, logIndex: index };
}
