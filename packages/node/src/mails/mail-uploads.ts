// SPDX-License-Identifier: Apache-2.0
// Files of old mail as they come in parts (spec/mail-import.md, 5): each part is sealed on the disk at once, and belongs to no case until
// the whole file is there, is what it was announced to be, and could be read.
import { createHash } from 'node:crypto';
import { encodeCbor } from '@iims/wire/cbor';
import { IimsError } from '@iims/wire/errors';
import { uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { termNumbers } from '../archive/term-numbers.ts';
import type { Clock, Random } from '../clock.ts';
import {
  MAIL_PIECE_BYTES,
  type MailRow,
  mailFile,
  mailRow,
  mailsUnderWay,
  mailsWithContent,
} from '../store/imported-mails.ts';
import type { Store } from '../store/store.ts';
import { readMailInThread } from './read-in-thread.ts';

export interface MailDoor {
  readonly store: Pick<Store, 'reader' | 'write' | 'stage'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

export interface AnnouncedMail {
  readonly caseRef: string;
  readonly bytes: number;
  /** In hexadecimal, taken where the file was read. */
  readonly sha256: string;
}

export interface MailBegun {
  readonly mail: string;
  /** `here`: this very file is in the case already, and nothing more is awaited. */
  readonly standing: 'begun' | 'here';
}

interface MailUpload extends AnnouncedMail {
  readonly account: string;
  readonly digest: ReturnType<typeof createHash>;
  received: number;
  /** When the last part came, ms since 1970. */
  takenAt: number;
  turn: Promise<unknown>;
}

export class MailUploads {
  readonly #door: MailDoor;
  readonly #underWay = new Map<string, MailUpload>();
  /** One mail is read at a time, imported or taken out: a reader may need all the memory that it is given. */
  #reading: Promise<unknown> = Promise.resolve();

  constructor(door: MailDoor) {
    this.#door = door;
  }

  /** @throws IimsError `mail.too-large`, `attachment.too-many` */
  async begin(account: string, announced: AnnouncedMail): Promise<MailBegun> {
    if (announced.bytes > MAIL_BYTES_MAX) throw tooLarge();
    const here = (await mailsWithContent(this.#door.store.reader, announced.sha256)).find((row) =>
      isOfCase(row, announced.caseRef),
    );
    if (here !== undefined) return { mail: here.id, standing: 'here' };
    await this.dropResting();
    const own = [...this.#underWay.values()].filter((upload) => upload.account === account);
    if (own.length >= MAILS_OF_ACCOUNT_MAX || this.#underWay.size >= MAILS_MAX) throw tooMany();
    const now = this.#door.clock.now();
    const mail = uuidV7(now, this.#door.random(10));
    const fresh = { account, digest: createHash('sha256'), received: 0, takenAt: now, turn: Promise.resolve() };
    this.#underWay.set(mail, { ...announced, ...fresh });
    return { mail, standing: 'begun' };
  }

  /** How far it has come. @throws IimsError `attachment.not-found`, `attachment.out-of-step`, `store.*` */
  take(account: string, mail: string, part: { readonly offset: number; readonly bytes: Uint8Array }): Promise<number> {
    const upload = this.#find(account, mail);
    return inTurn(upload, async () => {
      // It may have ended while the part waited for its turn: what came of it then would belong to nothing.
      this.#find(account, mail);
      upload.takenAt = this.#door.clock.now();
      const { offset, bytes } = part;
      const end = offset + bytes.length;
      const isPart = bytes.length > 0 && end <= upload.bytes;
      // A part whose answer was lost comes again.
      if (isPart && end === upload.received) return upload.received;
      const isWhole = bytes.length === MAIL_PIECE_BYTES || end === upload.bytes;
      if (offset !== upload.received || !isPart || !isWhole) throw outOfStep(upload.received);
      const piece = offset / MAIL_PIECE_BYTES;
      await this.#door.store.stage({
        name: 'stage-mail-piece',
        args: { id: uuidToBytes(mail), piece, content: bytes },
      });
      upload.digest.update(bytes);
      upload.received = end;
      return end;
    });
  }

  /**
   * Reads the mail and makes it part of its case; resolves when the entry is durable. Whatever it throws, nothing of the file is kept.
   * @throws IimsError `attachment.not-found`, `attachment.incomplete`, `mail.*`, `case.full`, `store.*`
   */
  async complete(
    account: string,
    mail: string,
  ): Promise<{ readonly row: MailRow; readonly alsoIn: readonly string[] }> {
    const upload = this.#find(account, mail);
    return inTurn(upload, async () => {
      this.#find(account, mail);
      try {
        return await this.readInTurn(() => this.#complete(mail, upload));
      } finally {
        await this.#drop(mail);
      }
    });
  }

  /** Whoever reads a mail does it when nobody else does; its file is brought to memory then and not before. */
  readInTurn<R>(read: () => Promise<R>): Promise<R> {
    const done = this.#reading.then(read);
    this.#reading = done.catch(() => undefined);
    return done;
  }

  /** Lets those go with which nobody goes on. */
  async dropResting(): Promise<void> {
    const before = this.#door.clock.now() - REST_MAX_MS;
    for (const [mail, upload] of this.#underWay) {
      if (upload.takenAt < before) await inTurn(upload, () => this.#drop(mail));
    }
  }

  /** What a node that died left behind; before anybody begins. */
  async dropLeft(): Promise<void> {
    for (const mail of await mailsUnderWay(this.#door.store.reader)) await this.#dropPieces(mail);
  }

  async #complete(mail: string, { account, caseRef, bytes, sha256, digest, received }: MailUpload) {
    const { store } = this.#door;
    if (received !== bytes || digest.digest('hex') !== sha256) throw incomplete();
    const { reading, terms, isCut } = await readMailInThread(
      await mailFile(store.reader, { id: mail, bytes }),
      caseRef,
    );
    const { datedAt, from, attachments } = reading;
    const id = uuidToBytes(mail);
    await store.write(
      { event: 'mail.imported', body: { mail, caseRef, bytes, sha256, by: account } },
      {
        name: 'import-mail',
        args: {
          id,
          head: { caseRef, from, sha256, attachments: attachments.length },
          reading: encodeCbor(reading),
          bytes,
          ...(datedAt === undefined ? {} : { datedAt }),
          by: account,
          terms: await termNumbers(store.reader, terms),
          isCut,
        },
      },
    );
    const same = await mailsWithContent(store.reader, sha256);
    const alsoIn = same.flatMap((row) => (row.id === mail || row.head === undefined ? [] : [row.head.caseRef]));
    return { row: await mailRow(store.reader, mail), alsoIn };
  }

  async #drop(mail: string): Promise<void> {
    if (this.#underWay.delete(mail)) await this.#dropPieces(mail);
  }

  async #dropPieces(mail: string): Promise<void> {
    await this.#door.store.stage({ name: 'drop-mail-pieces', args: { id: uuidToBytes(mail) } });
  }

  #find(account: string, mail: string): MailUpload {
    const upload = this.#underWay.get(mail);
    if (upload?.account === account) return upload;
    throw new IimsError('attachment.not-found', {
      message: 'No such mail is awaited.',
      field: 'mail',
      fix: 'Begin its import again.',
    });
  }
}

/** One act after the other: parts may come on several connections. */
function inTurn<R>(upload: MailUpload, act: () => Promise<R>): Promise<R> {
  const done = upload.turn.then(act);
  upload.turn = done.catch(() => undefined);
  return done;
}

function isOfCase({ head }: MailRow, caseRef: string): boolean {
  return head?.caseRef.toUpperCase() === caseRef.toUpperCase();
}

function tooLarge(): IimsError {
  return new IimsError('mail.too-large', {
    message: 'The mail is larger than the limit.',
    field: 'bytes',
    rule: `at most ${MAIL_BYTES_MAX} bytes`,
    fix: 'Save its attachments and send them as files.',
  });
}

function tooMany(): IimsError {
  return new IimsError('attachment.too-many', {
    message: 'As many mails as may be are being imported.',
    rule: `${MAILS_OF_ACCOUNT_MAX} of an account, ${MAILS_MAX} of a node`,
    fix: 'Wait until they are there.',
  });
}

function outOfStep(received: number): IimsError {
  return new IimsError('attachment.out-of-step', {
    message: 'The part does not continue what has come.',
    field: 'offset',
    rule: `${received}, and ${MAIL_PIECE_BYTES} bytes or what is left`,
    fix: 'Go on from there.',
  });
}

function incomplete(): IimsError {
  return new IimsError('attachment.incomplete', {
    message: 'The file that came is not the one that was announced.',
    field: 'sha256',
    rule: 'its length, and the SHA-256 of what came',
    fix: 'Import it again; it must not change meanwhile.',
  });
}

export const MAIL_BYTES_MAX = 26_214_400;
/** Whose files have not come to their end. */
const MAILS_OF_ACCOUNT_MAX = 2;
const MAILS_MAX = 8;
const REST_MAX_MS = 3_600_000;
