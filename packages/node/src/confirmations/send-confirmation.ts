// SPDX-License-Identifier: Apache-2.0
// The bureau acts on an officer's request: sends the hit confirmation, or declines (spec/ask-to-confirm.md, 6 to 8).
import { uuidToBytes } from '@iims/wire/identifiers';
import { type HIT_CONFIRMATION_TYPES, OWN_CASE_NUMBER_CHARACTERS_MAX } from '@iims/wire/message-kinds/hit-confirmation';
import { CODE_CHARACTERS_MAX } from '@iims/wire/query';
import type { Hit } from '@iims/wire/verdict';
import type { MessageDesk } from '../messages/message-desk.ts';
import { type AskedConfirmation, askedById, type DeclineGround } from '../store/asked-confirmations.ts';
import type { Reader } from '../store/sql.ts';
import type { Store } from '../store/store.ts';

/** @throws IimsError `confirmation.not-found`, `confirmation.settled`, `message.own-proposal`, and what sending throws */
export async function sendConfirmation(
  { reader, confirm }: Pick<MessageDesk, 'confirm'> & { readonly reader: Reader },
  id: string,
  account: string,
): Promise<{ readonly id: string; readonly index: number }> {
  const asked = await askedById(reader, uuidToBytes(id));
  const { state, urgency, caseRef, queryId, hit, found } = asked;
  const draft = {
    kind: 'hit-confirmation',
    to: [{ state, ...(hit.authority.length <= CODE_CHARACTERS_MAX && { authority: hit.authority }) }],
    caseRef,
    urgency,
    handling: { code: 'H0' },
    fields: {
      type: typeOf(hit),
      requestNumber: 1,
      ownCaseNumber: caseNumberOf(asked),
      alertId: hit.alertId,
      queryId,
      ...(found === undefined ? {} : { found }),
    },
    attachments: [],
  } as const;
  return confirm(draft, { account }, { id: uuidToBytes(id), by: asked.user });
}

/** @throws IimsError `confirmation.not-found`, `confirmation.settled` */
export async function declineConfirmation(
  { reader, write }: Pick<Store, 'reader' | 'write'>,
  { id, ground }: { readonly id: string; readonly ground: DeclineGround },
  account: string,
): Promise<{ readonly index: number }> {
  await askedById(reader, uuidToBytes(id));
  return write(
    { event: 'confirmation.declined', body: { by: account, asked: id, ground } },
    { name: 'decline-confirmation', args: { id: uuidToBytes(id), ground } },
  );
}

function caseNumberOf({ caseRef, askedIndex }: AskedConfirmation): string {
  return caseRef.length <= OWN_CASE_NUMBER_CHARACTERS_MAX ? caseRef : `#${askedIndex}`;
}

/** What the alert is about, in the words of hit confirmations. */
function typeOf({ subjectKind, category }: Pick<Hit, 'subjectKind' | 'category'>): ConfirmationType {
  switch (subjectKind) {
    case 'person':
      if (category === 'possible-victim' || category === 'witness') return 'protection-order';
      return category === 'missing' ? 'missing-person' : 'wanted-person';
    case 'vehicle':
      return category === 'stolen-plate' ? 'plate' : 'vehicle';
    case 'travel-document':
    case 'official-document':
      return 'document';
    case 'object':
      return 'article';
  }
}

type ConfirmationType = (typeof HIT_CONFIRMATION_TYPES)[number];
