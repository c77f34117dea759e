// SPDX-License-Identifier: Apache-2.0
// What officers do with old mail: bring it into a case, read it, take it and its attachments out. Each act is an entry before anything of
// it is shown (spec/mail-import.md, 13).
import { noPreview } from '../attachments/previews.ts';
import { type ShownMail, shownMail } from '../messages/shown-mail.ts';
import { mailFile, mailPieces, mailReading, mailRow, noSuchMail } from '../store/imported-mails.ts';
import { MailPlaces } from './mail-places.ts';
import { type AnnouncedMail, type MailBegun, type MailDoor, MailUploads } from './mail-uploads.ts';
import { attachmentInThread } from './read-in-thread.ts';
import type { MailReading } from './read-mail.ts';

/** A mail as somebody reads it. Plain data for JSON. */
export interface OpenedMail extends ShownMail, Omit<MailReading, 'datedAt'> {}

export interface MailDesk {
  begin(account: string, announced: AnnouncedMail): Promise<MailBegun>;
  take(account: string, mail: string, part: { readonly offset: number; readonly bytes: Uint8Array }): Promise<number>;
  /** `alsoIn` are other cases in which the same file is. */
  complete(account: string, mail: string): Promise<ShownMail & { readonly alsoIn: readonly string[] }>;
  open(account: string, mail: string): Promise<OpenedMail>;
  /** The file of a mail, byte for byte, as it is read from the store. */
  takeFile(account: string, mail: string): Promise<MailBytes>;
  /** One of its attachments, unless whoever asks has `gone` before it is his turn. @throws IimsError `access.busy`, `mail.*` */
  takeAttachment(account: string, wanted: WantedOfMail, gone: AbortSignal): Promise<AttachmentTaken>;
}

export interface WantedOfMail {
  readonly mail: string;
  /** Its number. */
  readonly attachment: number;
  /** Looked at in the page, if it is not too large for that; else it is saved. */
  readonly shownBytesMax?: number;
}

interface Named {
  readonly name: string;
  /** In hexadecimal. */
  readonly sha256: string;
}

export interface MailBytes extends Named {
  readonly bytes: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

export interface AttachmentTaken extends Named {
  readonly content: Uint8Array;
  /** To be called when nothing of it is held any more. */
  leave(): void;
}

/** The caller lets go of what a start found, with `uploads.dropLeft`, before anybody begins. */
export function mailDesk(door: MailDoor, uploads = new MailUploads(door)): MailDesk {
  const { reader } = door.store;
  const places = new MailPlaces();
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
    takeFile: (account, mail) => takeFile(door, account, mail),
    takeAttachment: (account, wanted, gone) => takeAttachment({ door, uploads, places }, { ...wanted, account, gone }),
  };
}

async function takeFile({ store }: MailDoor, account: string, mail: string): Promise<MailBytes> {
  const row = await mailRow(store.reader, mail);
  const { sha256 } = row.head!;
  await store.write({ event: 'mail.saved', body: { mail, place: 0, sha256, by: account } });
  return { name: `${mail}.eml`, bytes: row.bytes, sha256, pieces: mailPieces(store.reader, row) };
}

interface TakingOut {
  readonly door: MailDoor;
  readonly uploads: MailUploads;
  readonly places: MailPlaces;
}

async function takeAttachment(
  { door: { store }, uploads, places }: TakingOut,
  { account, gone, mail, attachment, shownBytesMax }: WantedOfMail & { account: string; gone: AbortSignal },
): Promise<AttachmentTaken> {
  const row = await mailRow(store.reader, mail);
  const { attachments } = (await mailReading(store.reader, row)) as MailReading;
  const wanted = attachments.find(({ id }) => id === attachment);
  if (wanted === undefined) throw noSuchMail();
  const { name, sha256 } = wanted;
  if (shownBytesMax !== undefined && wanted.bytes > shownBytesMax) throw noPreview(`at most ${shownBytesMax} bytes`);
  const leave = await places.take(account, gone);
  try {
    const event = shownBytesMax === undefined ? 'mail.saved' : 'mail.shown';
    await store.write({ event, body: { mail, place: attachment, sha256, by: account } });
    const content = await uploads.readInTurn(async () =>
      attachmentInThread(await mailFile(store.reader, row), attachment),
    );
    if (content === undefined) throw noSuchMail();
    return { name, sha256, content, leave };
  } catch (fault) {
    leave();
    throw fault;
  }
}
