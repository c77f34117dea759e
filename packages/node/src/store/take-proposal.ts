// SPDX-License-Identifier: Apache-2.0
// Takes a message that waited out of those that wait, inside the act that sends it: released by another than the one who proposed it,
// and exactly what this one looked at (spec/case.md).

import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { uuidToBytes } from '@iims/wire/identifiers';
import type { Transaction } from './sql.ts';
import { findProposal, notWaiting } from './waiting-messages.ts';

export interface MessageRelease {
  readonly id: string;
  /** Of the draft that is sent. */
  readonly digest: Uint8Array;
  readonly by: string;
}

/** @throws IimsError `message.not-waiting`, `message.own-proposal`, `message.changed` */
export async function takeProposal(transaction: Transaction, { id, digest, by }: MessageRelease): Promise<void> {
  const proposal = await findProposal(transaction, id);
  if (proposal.standing !== 'waiting') throw notWaiting();
  if (proposal.proposedBy === by) throw ownProposal();
  if (!equalBytes(proposal.digest, digest)) throw anotherDraft();
  await transaction.run('delete from waiting_message where message_id = ?', [uuidToBytes(id)]);
}

export function ownProposal(): IimsError {
  return new IimsError('message.own-proposal', {
    message: 'This message needs a second person: another than the one who wrote it, or asked for it.',
    field: 'id',
    fix: 'Ask a colleague to release or send it.',
  });
}

export function anotherDraft(): IimsError {
  return new IimsError('message.changed', {
    message: 'The message is another than the one that was looked at.',
    field: 'digest',
    fix: 'Look at it again.',
  });
}
