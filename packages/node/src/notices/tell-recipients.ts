// SPDX-License-Identifier: Apache-2.0
// Sends what recipients of own notices are owed: the notice, a later day of review, the withdrawal (spec/notice.md, 6 to 10). What is
// owed stands in the store and is struck off in the transaction that keeps the message: a node that dies in between says nothing twice.
import { IimsError } from '@iims/wire/errors';
import type { StateCode } from '@iims/wire/identifiers';
import { ADDRESSES_MAX } from '@iims/wire/message';
import { endOfMessage } from '../messages/holding-note.ts';
import { reachablePartners } from '../messages/reachable-partners.ts';
import { type MessageDoor, type MessageDraft, sendMessage } from '../messages/send.ts';
import { findNoticeDraft } from '../store/notice-drafts.ts';
import { findNotice, type OwedNotice, owedNotices } from '../store/notices.ts';
import { draftNumberOf, readNoticeContent } from './notice-content.ts';

/** All of it. A State that nothing can be sent to stays owed, and keeps nothing from the others. */
export async function tellRecipients(door: MessageDoor): Promise<void> {
  let after: OwedNotice | undefined;
  for (;;) {
    const owed = await owedNotices(door.store.reader, { limit: AT_ONCE_MAX, after });
    const reachable = new Set(reachablePartners(door));
    for (const [first, ...others] of alike(owed.filter(({ state }) => reachable.has(state)))) {
      await tell(
        door,
        first!,
        [first!, ...others].map(({ state }) => state),
      );
    }
    if (owed.length < AT_ONCE_MAX) return;
    after = owed.at(-1);
  }
}

async function tell(door: MessageDoor, owed: OwedNotice, states: readonly StateCode[]): Promise<void> {
  const said = await whatToSay(door, owed);
  if (said === undefined) return;
  const { by, ...draft } = said;
  try {
    await sendMessage(door, { ...draft, to: states.map((state) => ({ state })) }, by === 'node' ? by : { account: by });
  } catch (fault) {
    // It stays owed; or another process, or another look, has sent it at this moment.
    if (!(fault instanceof IimsError) || !OF_THE_MOMENT.has(fault.code)) throw fault;
    // One of them may be what keeps it from all.
    if (states.length > 1) for (const state of states) await tell(door, owed, [state]);
  }
}

/** Undefined where the period for which its content is kept has ended, or the last day of its handling has. */
async function whatToSay(
  { store, own, clock }: MessageDoor,
  { number, owes }: OwedNotice,
): Promise<(Omit<MessageDraft, 'to'> & { readonly by: string }) | undefined> {
  const draft = await findNoticeDraft(store.reader, draftNumberOf(own, number)!);
  const content = draft?.content && readNoticeContent(draft.content);
  if (owes === 'notice') {
    // Nobody could hold it any more: it would be deleted where it comes.
    if (content === undefined || (endOfMessage(content) ?? Number.POSITIVE_INFINITY) <= clock.now()) return undefined;
    return { ...content, kind: 'notice', by: draft!.decidedBy! };
  }
  const notice = (await findNotice(store.reader, own, number))!;
  const plain = { caseRef: content?.caseRef ?? number, handling: { code: 'H0' }, attachments: [] } as const;
  if (owes === 'revalidation') {
    const fields = { number, reviewOn: notice.reviewOn };
    return { ...plain, kind: 'notice-revalidation', urgency: 'routine', fields, by: 'node' };
  }
  const { ground, at, by } = notice.withdrawn!;
  const fields = { number, ground, withdrawnAt: at };
  return { ...plain, kind: 'notice-withdrawal', urgency: 'urgent', fields, by: by! };
}

/** Those that one message tells. */
function alike(owed: readonly OwedNotice[]): OwedNotice[][] {
  const groups: OwedNotice[][] = [];
  const open = new Map<string, OwedNotice[]>();
  for (const one of owed) {
    const name = `${one.number} ${one.owes}`;
    const group = open.get(name);
    if (group !== undefined && group.length < ADDRESSES_MAX) group.push(one);
    else {
      const next = [one];
      open.set(name, next);
      groups.push(next);
    }
  }
  return groups;
}

const OF_THE_MOMENT: ReadonlySet<string> = new Set(['message.recipient', 'partner.suspended', 'notice.not-reviewed']);
const AT_ONCE_MAX = 1_000;
