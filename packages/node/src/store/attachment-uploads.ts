// SPDX-License-Identifier: Apache-2.0
// Uploads that wait for their message (spec/attachment.md, 4 to 8): whose they are, whom they are sealed for, and what the message will
// say of them. A message that names one makes it an attachment of its own (attachments.ts).

import { decodeCbor, encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidFromBytes, uuidToBytes } from '@iims/wire/identifiers';
import { type AttachmentSigner, keepSigner } from './attachment-signers.ts';
import { wrapContentKey } from './content-keys.ts';
import { sealedColumn } from './sealed-cell.ts';
import type { Reader, Transaction } from './sql.ts';

/** What a message will say of an upload. */
export interface UploadAbout {
  readonly bytes: number;
  readonly sha256: Uint8Array;
  readonly header: Uint8Array;
  readonly root: Uint8Array;
}

export interface UploadToKeep {
  /** Of its envelope, 16 bytes. */
  readonly id: Uint8Array;
  readonly user: string;
  /** Those it is sealed for, in order. */
  readonly states: readonly StateCode[];
  readonly sealedBytes: number;
  readonly about: UploadAbout;
  readonly messageKey: Uint8Array;
  readonly signer: AttachmentSigner;
}

export interface KeptUpload extends UploadAbout {
  /** UUID of its envelope. */
  readonly envelope: string;
  readonly user: string;
  readonly states: readonly StateCode[];
  readonly sealedBytes: number;
  /** Index of its entry. */
  readonly entryNo: number;
}

/** Inside the act that keeps an upload. */
export async function insertUpload(transaction: Transaction, upload: UploadToKeep): Promise<void> {
  await transaction.run(
    'insert into attachment_upload (envelope_id, user_name, states, at_ms, sealed_bytes, about, content_key, entry_no) values (?, ?, ?, ?, ?, ?, ?, ?)',
    [
      upload.id,
      upload.user,
      upload.states.join(','),
      transaction.atMs,
      upload.sealedBytes,
      transaction.seal(UPLOAD_ABOUT, upload.id, encodeCbor(upload.about)),
      wrapContentKey(transaction, upload.id, upload.messageKey),
      transaction.entryIndex,
    ],
  );
  await keepSigner(transaction, upload.signer);
}

/** An upload of this account. @throws IimsError `attachment.not-found` */
export async function keptUpload(reader: Reader, envelope: string, user: string): Promise<KeptUpload> {
  const id = uuidToBytes(envelope);
  const [row] = await reader.all<{ states: string; sealedBytes: number; about: Uint8Array; entryNo: number }>(
    'select states, sealed_bytes as "sealedBytes", about, entry_no as "entryNo" from attachment_upload where envelope_id = ? and user_name = ?',
    [id, user],
  );
  if (row === undefined) throw noUpload();
  const about = await reader.unseal(UPLOAD_ABOUT, id, row.about);
  if (about.kind !== 'open') throw noUpload();
  return {
    envelope,
    user,
    states: row.states.split(',') as StateCode[],
    sealedBytes: row.sealedBytes,
    entryNo: row.entryNo,
    ...(decodeCbor(about.content) as unknown as UploadAbout),
  };
}

/** Uploads from before `before`, and their owners; at most `limit`. */
export async function oldUploads(
  reader: Pick<Reader, 'all'>,
  before: number,
  limit: number,
): Promise<{ readonly envelope: string; readonly user: string }[]> {
  const rows = await reader.all<{ id: Uint8Array; user: string }>(
    'select envelope_id as id, user_name as "user" from attachment_upload where at_ms < ? order by at_ms limit ?',
    [before, limit],
  );
  return rows.map(({ id, user }) => ({ envelope: uuidFromBytes(id), user }));
}

/** Envelopes of uploads that wait for a message. */
export async function keptUploadIds(reader: Pick<Reader, 'all'>): Promise<string[]> {
  const rows = await reader.all<{ id: Uint8Array }>('select envelope_id as id from attachment_upload');
  return rows.map(({ id }) => uuidFromBytes(id));
}

/**
 * Inside the act that sends the message which names it: the upload is no longer one, and its key is the message's.
 * @throws IimsError `attachment.not-found`, `attachment.recipients`
 */
export async function takeUpload(
  transaction: Transaction,
  envelope: Uint8Array,
  { user, states }: { readonly user: string; readonly states: readonly StateCode[] },
): Promise<{ readonly sealedBytes: number; readonly key: Uint8Array }> {
  const [row] = await transaction.all<{ states: string; sealedBytes: number; key: Uint8Array }>(
    'select states, sealed_bytes as "sealedBytes", content_key as key from attachment_upload where envelope_id = ? and user_name = ?',
    [envelope, user],
  );
  if (row === undefined) throw noUpload();
  if (row.states !== states.join(',')) throw otherRecipients(row.states);
  await transaction.run('delete from attachment_upload where envelope_id = ?', [envelope]);
  return row;
}

function noUpload(): IimsError {
  return new IimsError('attachment.not-found', {
    message: 'There is no such upload of this account, or a message has named it already.',
    field: 'uploads',
    fix: 'Upload the file again.',
  });
}

function otherRecipients(states: string): IimsError {
  return new IimsError('attachment.recipients', {
    message: 'The file was sealed for other States than those of the message.',
    field: 'uploads',
    rule: states.split(',').join(', '),
    fix: 'Upload it for the States of this message.',
  });
}

const UPLOAD_ABOUT = sealedColumn('content', 'attachment_upload', 'about');
