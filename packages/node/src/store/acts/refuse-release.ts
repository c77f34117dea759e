// SPDX-License-Identifier: Apache-2.0
// A message that waits is not sent, for a ground; its author reads why. Entry: message.release-refused.

import { utf8 } from '@iims/wire/bytes';
import type { ReleaseRefusalGround } from '@iims/wire/case-codes';
import { IimsError } from '@iims/wire/errors';
import { uuidToBytes } from '@iims/wire/identifiers';
import type { Transaction } from '../sql.ts';
import { findProposal, LATEST_REFUSED, notWaiting, REFUSED_PROPOSALS_MAX, WAITING_WORDS } from '../waiting-messages.ts';

export interface ReleaseToRefuse {
  readonly id: string;
  readonly by: string;
  readonly ground: ReleaseRefusalGround;
  readonly words?: string;
}

/** Throws `message.not-waiting`, `input.invalid` where the ground is not that of whoever says it. */
export async function refuseRelease(
  transaction: Transaction,
  { id, by, ground, words }: ReleaseToRefuse,
): Promise<void> {
  const { standing, proposedBy } = await findProposal(transaction, id);
  if (standing !== 'waiting') throw notWaiting();
  if ((proposedBy === by) !== (ground === 'withdrawn')) {
    throw new IimsError('input.invalid', {
      message: 'This is not a ground for this person.',
      field: 'ground',
      rule: 'withdrawn for whoever proposed the message, and for nobody else',
    });
  }
  const key = uuidToBytes(id);
  await transaction.run(
    `update waiting_message set standing = 'refused', refused_by = ?, refused_at = ?, ground = ?, words = ?
      where message_id = ?`,
    [by, transaction.atMs, ground, words === undefined ? null : transaction.seal(WAITING_WORDS, key, utf8(words)), key],
  );
  await transaction.run(
    `delete from waiting_message where standing = 'refused' and ${NOT_HELD} and message_id not in
       (select message_id from waiting_message where standing = 'refused' and ${NOT_HELD}
         order by ${LATEST_REFUSED} limit ${REFUSED_PROPOSALS_MAX})`,
  );
}

const NOT_HELD = 'not exists (select 1 from case_hold h where h.case_token = waiting_message.case_token)';
