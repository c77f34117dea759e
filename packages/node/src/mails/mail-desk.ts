// SPDX-License-Identifier: Apache-2.0
// What officers do with old mail: bring it into a case, read it, take it and its attachments out. Each act is an entry before anything of
// it is shown (spec/mail-import.md, 13).
import { noPreview } from '../attachments/previews.ts';
import { type ShownMail, shownMail } from '../messages/shown-mail.ts';
import { type MailRow, mailFile, mailReading, mailRow, noSuchMail } from '../store/imported-mails.ts';
import { type AnnouncedMail, type MailBegun, type MailDoor, MailUploads } from './mail-uploads.ts';
import { attachmentInThread } from './read-in-thread.ts';
import type { MailAttachment, MailReading } from './read-mail.ts';

/** A mail as somebody reads it. Plain data for JSON. */
export interface OpenedMail extends ShownMail, Omit<MailReading, 'datedAt'> {}

export interface MailDesk {
  begin(account: string, announced: AnnouncedMail): Promise<MailBegun>;
  take(account: string, mail: string, part: { readonly offset: number; readonly bytes: Uint8Array }): Promise<number>;
  /** `alsoIn` are other cases in which the same file is. */
  complete(account: string, mail: string): Promise<ShownMail & { readonly alsoIn: readonly string[] }>;
  open(account: string, mail: string): Promise<OpenedMail>;
  /** The file of a mail, byte for byte, or one of its attachments. */
  takeOut(account: string, wanted: WantedOfMail): Promise<MailBytes>;
}

export interface WantedOfMail {
  readonly mail: string;
  /** Its number; the file itself if absent. */
  readonly attachment?: number;
  /** Looked at in the page, if it is not too large for that; else it is saved. */
  readonly shownBytesMax?: number;
}

export interface MailBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** The caller lets go of what a start found, with `uploads.dropLeft`, before anybody begins. */
export function mailDesk(door: MailDoor, uploads = new MailUploads(door)): MailDesk {
  const { reader } = door.store;
  return {
    begin: (account, announced) => uploads.begin(account, announced),
    take: (account, mail, part) => uploads.take(account, mail, part),
    async complete(account, mail) {
      const { row, alsoIn } = await uploads.complete(account, mail);
      return { ...shownMail(row)!, alsoIn };
    },
    async open(account, mail) {
      const row = await mailRow(reader, mail);
      await door.store.write({ event: 'mail.opened', body: { mail, by: account } });
      const { datedAt: _own, ...reading } = (await mailReading(reader, row)) as MailReading;
      return { ...shownMail(row)!, ...reading };
    },
    takeOut: (account, wanted) => takeOut(door, account, wanted),
  };
}

async function takeOut(
  { store }: MailDoor,
  account: string,
  { mail, attachment, shownBytesMax }: WantedOfMail,
): Promise<MailBytes> {
  const row = await mailRow(store.reader, mail);
  const wanted = attachment === undefined ? wholeFile(row) : await attachmentOf(store, row, attachment);
  if (shownBytesMax !== undefined && wanted.bytes > shownBytesMax) throw noPreview(`at most ${shownBytesMax} bytes`);
  await store.write({
    event: shownBytesMax === undefined ? 'mail.saved' : 'mail.shown',
    body: { mail, place: attachment ?? 0, sha256: wanted.sha256, by: account },
  });
  const file = await mailFile(store.reader, row);
  const bytes = attachment === undefined ? file : await attachmentInThread(file, attachment);
  if (bytes === undefined) throw noSuchMail();
  return { name: wanted.name, bytes, sha256: wanted.sha256 };
}

function wholeFile({ id, bytes, head }: MailRow) {
  return { name: `${id}.eml`, bytes, sha256: head!.sha256 };
}

async function attachmentOf(
  { reader }: MailDoor['store'],
  row: MailRow,
  attachment: number,
): Promise<Pick<MailAttachment, 'name' | 'bytes' | 'sha256'>> {
  const { attachments } = (await mailReading(reader, row)) as MailReading;
  const found = attachments.find(({ id }) => id === attachment);
  if (found === undefined) throw noSuchMail();
  return found;
}
