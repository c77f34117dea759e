// SPDX-License-Identifier: Apache-2.0
// A piece of a file of old mail that is no part of a case yet: nobody can read it until the act that imports the mail has its entry.

import { assert } from '@iims/wire/assert';
import { MAIL_PIECE, pieceRow } from '../imported-mails.ts';
import type { Staging } from './unseen-generation.ts';

export interface MailPiece {
  /** 16 bytes. */
  readonly id: Uint8Array;
  readonly piece: number;
  readonly content: Uint8Array;
}

export async function stageMailPiece(transaction: Staging, { id, piece, content }: MailPiece): Promise<void> {
  const [shown] = await transaction.all('select mail_no from imported_mail where mail_id = ?', [id]);
  assert(shown === undefined, 'a staging works on what nobody sees');
  if (piece === 0) {
    await transaction.run('insert into mail_under_way (mail_id) values (?) on conflict (mail_id) do nothing', [id]);
  }
  await transaction.run('insert into imported_mail_piece (mail_id, piece, content) values (?, ?, ?)', [
    id,
    piece,
    transaction.seal(MAIL_PIECE, pieceRow(id, piece), content),
  ]);
}
