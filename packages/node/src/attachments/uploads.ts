// SPDX-License-Identifier: Apache-2.0
// Uploads of officers: a file comes in parts, is sealed as it comes, and waits, whole and durable, for the message that names it
// (spec/attachment.md, 4 to 8). Until it is whole its key is in memory alone, so a node that dies leaves nothing that opens.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { sha256 } from '@iims/crypto/primitives';
import { type SealedPiece, SealingOnce } from '@iims/crypto/sealing-once';
import { trustListVersion } from '@iims/crypto/trust-lookup';
import { equalBytes, toHex } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { type StateCode, uuidToBytes, uuidV7 } from '@iims/wire/identifiers';
import { syncFolder } from '../durable-file.ts';
import type { SigningPair } from '../keys/node-keys.ts';
import { MESSAGE_LIFE_MS, type MessageDoor, recipientsOf } from '../messages/send.ts';
import { keptUpload } from '../store/attachment-uploads.ts';
import { type AttachmentFolder, isDiskFull, noRoom, type Reservation } from './attachment-folder.ts';

/** Of one account, that are not complete. */
export const UPLOADS_OF_ACCOUNT_MAX = 4;
/** Of all accounts, that are not complete: each holds a little more than a segment in memory. */
export const UPLOADS_MAX = 16;
/** An upload that rests for so long is given up. */
export const UPLOAD_REST_MAX_MS = 3_600_000;

export interface UploadBegun {
  readonly uploadId: string;
  readonly received: number;
}

export interface UploadStanding extends UploadBegun {
  /** Of what has come, in hexadecimal: whoever goes on holds the same file by it. */
  readonly sha256: string;
}

export class Uploads {
  readonly #door: MessageDoor;
  readonly #folder: AttachmentFolder;
  readonly #underWay = new Map<string, Upload>();
  #beginning: Promise<unknown> = Promise.resolve();

  constructor(door: MessageDoor, folder: AttachmentFolder) {
    this.#door = door;
    this.#folder = folder;
  }

  /**
   * Announces a file of so many bytes for these States.
   * @throws IimsError `attachment.too-many`, `message.recipient`, `partner.suspended`, `store.full`, `keys.*`
   */
  begin(account: string, to: readonly StateCode[], bytes: number): Promise<UploadBegun> {
    const begun = this.#beginning.then(() => this.#begin(account, to, bytes));
    this.#beginning = begun.catch(() => undefined);
    return begun;
  }

  async #begin(account: string, to: readonly StateCode[], bytes: number): Promise<UploadBegun> {
    const own = [...this.#underWay.values()].filter((upload) => upload.account === account);
    if (own.length >= UPLOADS_OF_ACCOUNT_MAX || this.#underWay.size >= UPLOADS_MAX) throw tooMany();
    const door = this.#door;
    const states = [...new Set(to)].sort();
    const now = door.clock.now();
    const uploadId = uuidV7(now, door.random(10));
    const signing = door.signing();
    const sealing = new SealingOnce({
      header: {
        id: uuidToBytes(uploadId),
        createdAt: now,
        expiresAt: now + MESSAGE_LIFE_MS,
        exercise: door.exercise,
        trustListVersion: trustListVersion(door.trust()),
      },
      about: { kind: 'attachment' },
      signers: { ed25519: signing.ed25519, mlDsa65: signing.mldsa65 },
      recipients: recipientsOf(door, states, now),
      random: door.random,
      contentBytes: bytes,
    });
    const path = this.#folder.ownFile(uploadId);
    const room = await this.#folder.reserve(sealing.bytes);
    const letGo = this.#folder.hold(path);
    const file = await openFresh(path).catch((fault) => {
      room.end();
      letGo();
      throw fault;
    });
    this.#underWay.set(uploadId, new Upload({ account, states, bytes, signing, sealing, file, room, letGo }, door));
    return { uploadId, received: 0 };
  }

  /** How far one has come, for whoever goes on with it: all the way until a message names it. @throws IimsError `attachment.not-found` */
  async standing(account: string, uploadId: string): Promise<UploadStanding> {
    const upload = this.#underWay.get(uploadId);
    if (upload?.account !== account) return this.#keptStanding(account, uploadId);
    return upload.inTurn(async () =>
      this.#underWay.has(uploadId)
        ? { uploadId, received: upload.received, sha256: toHex(upload.digestSoFar()) }
        : this.#keptStanding(account, uploadId),
    );
  }

  async #keptStanding(account: string, uploadId: string): Promise<UploadStanding> {
    const { bytes, sha256 } = await keptUpload(this.#door.store.reader, uploadId, account);
    return { uploadId, received: bytes, sha256: toHex(sha256) };
  }

  /** @throws IimsError `attachment.not-found`, `attachment.out-of-step`, `attachment.part-damaged`, `store.full` */
  async take(
    account: string,
    uploadId: string,
    part: { readonly offset: number; readonly sha256: Uint8Array; readonly bytes: Uint8Array },
  ): Promise<UploadBegun> {
    const upload = this.#find(account, uploadId);
    try {
      return { uploadId, received: await upload.inTurn(() => upload.take(part)) };
    } catch (fault) {
      if (!(fault instanceof IimsError)) await this.#drop(uploadId);
      throw isDiskFull(fault) ? noRoom() : fault;
    }
  }

  /** Resolves when file, key and entry are durable. @throws IimsError `attachment.not-found`, `attachment.incomplete`, `store.*` */
  async complete(account: string, uploadId: string, sha256: Uint8Array): Promise<{ readonly logIndex: number }> {
    const upload = this.#underWay.get(uploadId);
    // Kept before, and the answer was lost.
    if (upload === undefined) return this.#completed(account, uploadId, sha256);
    this.#find(account, uploadId);
    return upload.inTurn(async () => {
      const isKept = !this.#underWay.has(uploadId);
      return isKept ? this.#completed(account, uploadId, sha256) : this.#complete(account, uploadId, sha256);
    });
  }

  /** What was answered when it was kept, for who asks again with the same hash. */
  async #completed(account: string, uploadId: string, sha256: Uint8Array): Promise<{ readonly logIndex: number }> {
    const kept = await keptUpload(this.#door.store.reader, uploadId, account);
    if (!equalBytes(kept.sha256, sha256)) throw notUnderWay();
    return { logIndex: kept.entryNo };
  }

  /** In its turn to the end: what else would end the upload finds it kept, and takes no file from a row that stands. */
  async #complete(account: string, uploadId: string, sha256: Uint8Array): Promise<{ readonly logIndex: number }> {
    const upload = this.#find(account, uploadId);
    try {
      const kept = await upload.finish(sha256);
      await syncFolder(this.#folder.path);
      const { states, about } = kept;
      const { index } = await this.#door.store.write(
        {
          event: 'attachment.uploaded',
          body: { envelope: uploadId, to: states, bytes: about.bytes, sha256: about.sha256, by: account },
        },
        {
          name: 'keep-upload',
          args: {
            ...kept,
            id: uuidToBytes(uploadId),
            user: account,
            signer: { ...kept.signer, state: this.#door.own },
          },
        },
      );
      await upload.close();
      this.#underWay.delete(uploadId);
      return { logIndex: index };
    } catch (fault) {
      await this.#drop(uploadId);
      throw isDiskFull(fault) ? noRoom() : fault;
    }
  }

  /** @throws IimsError `attachment.not-found` */
  async abandon(account: string, uploadId: string): Promise<void> {
    const upload = this.#find(account, uploadId);
    await upload.inTurn(() => this.#drop(uploadId));
  }

  /** Lets those go with which nobody goes on. */
  async dropResting(): Promise<void> {
    const before = this.#door.clock.now() - UPLOAD_REST_MAX_MS;
    for (const [uploadId, upload] of this.#underWay) {
      if (upload.takenAt < before) await upload.inTurn(() => this.#drop(uploadId));
    }
  }

  /** What is not complete is lost. */
  async stop(): Promise<void> {
    await this.#beginning;
    for (const [uploadId, upload] of this.#underWay) await upload.inTurn(() => this.#drop(uploadId));
  }

  async #drop(uploadId: string): Promise<void> {
    const upload = this.#underWay.get(uploadId);
    if (upload === undefined) return;
    this.#underWay.delete(uploadId);
    await upload.close();
    await this.#folder.remove(this.#folder.ownFile(uploadId));
  }

  #find(account: string, uploadId: string): Upload {
    const upload = this.#underWay.get(uploadId);
    if (upload?.account === account) return upload;
    throw notUnderWay();
  }
}

interface UploadParts {
  readonly account: string;
  readonly states: readonly StateCode[];
  /** Announced. */
  readonly bytes: number;
  readonly signing: SigningPair;
  readonly sealing: SealingOnce;
  readonly file: FileHandle;
  readonly room: Reservation;
  /** Of the file: the store counts it from now on, or it is gone. */
  readonly letGo: () => void;
}

class Upload {
  readonly #parts: UploadParts;
  readonly #clock: MessageDoor['clock'];
  readonly #digest = createHash('sha256');
  #turn: Promise<unknown> = Promise.resolve();
  #unflushed = 0;
  #isClosed = false;
  received = 0;
  /** When the last part came, ms since 1970. */
  takenAt: number;

  constructor(parts: UploadParts, { clock }: MessageDoor) {
    this.#parts = parts;
    this.#clock = clock;
    this.takenAt = clock.now();
  }

  get account(): string {
    return this.#parts.account;
  }

  /** One act after the other: parts may come on several connections. */
  inTurn<R>(act: () => Promise<R>): Promise<R> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async take({ offset, sha256: expected, bytes }: { offset: number; sha256: Uint8Array; bytes: Uint8Array }) {
    this.#checkOpen();
    this.takenAt = this.#clock.now();
    const end = offset + bytes.length;
    if (offset > this.received || end > this.#parts.bytes) throw this.#outOfStep();
    if (!equalBytes(sha256(bytes), expected)) {
      throw new IimsError('attachment.part-damaged', {
        message: 'The part is not what its hash says.',
        field: 'sha256',
        rule: 'the SHA-256 of the part',
        fix: 'Send it again.',
      });
    }
    // What could not be written ends the upload, so what of a part was sealed and not answered is sealed once all the same.
    while (this.received < end) {
      const from = this.received - offset;
      const fresh = bytes.subarray(from, from + SEALED_AT_ONCE_BYTES);
      this.#digest.update(fresh);
      const sealed = this.#parts.sealing.take(fresh);
      if (sealed !== undefined) await this.#write(sealed);
      this.received += fresh.length;
    }
    return this.received;
  }

  digestSoFar(): Uint8Array {
    return new Uint8Array(this.#digest.copy().digest());
  }

  /** Seals the rest and makes the file durable. */
  async finish(announced: Uint8Array) {
    this.#checkOpen();
    const { bytes, signing, sealing, file, states } = this.#parts;
    const digest = this.digestSoFar();
    if (this.received !== bytes || !equalBytes(digest, announced)) throw this.#incomplete();
    for (const piece of sealing.finish()) await this.#write(piece);
    await file.sync();
    const about = { bytes, sha256: digest, header: sha256(sealing.headerBytes), root: sealing.root.slice() };
    const { ed25519, mldsa65 } = signing;
    const signer = { keyId: ed25519.keyId, ed25519: ed25519.publicKey, mldsa65: mldsa65.publicKey };
    return { states, sealedBytes: sealing.bytes, about, messageKey: sealing.messageKey, signer };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { sealing, file, room, letGo } = this.#parts;
    sealing.forget();
    room.end();
    await file.close();
    letGo();
  }

  /** What was sealed and could not be written ends the upload: no place is sealed twice. */
  async #write({ at, bytes }: SealedPiece): Promise<void> {
    const { file, room } = this.#parts;
    const { length } = bytes;
    const { bytesWritten } = await file.write(bytes, 0, length, at);
    if (bytesWritten !== length) throw Object.assign(new Error('the disk took a part'), { code: 'ENOSPC' });
    room.wrote(length);
    this.#unflushed += length;
    if (this.#unflushed < FLUSH_EVERY_BYTES) return;
    this.#unflushed = 0;
    await file.datasync();
  }

  #checkOpen(): void {
    if (!this.#isClosed) return;
    throw new IimsError('attachment.not-found', { message: 'The upload has ended.', field: 'uploadId' });
  }

  #outOfStep(): IimsError {
    return new IimsError('attachment.out-of-step', {
      message: 'The part does not continue what has come.',
      field: 'offset',
      rule: `${this.received}, and no more than was announced`,
      fix: 'Go on from there.',
    });
  }

  #incomplete(): IimsError {
    const isWhole = this.received === this.#parts.bytes;
    return new IimsError('attachment.incomplete', {
      message: 'The file that came is not the one that was announced.',
      field: 'sha256',
      rule: isWhole ? 'the SHA-256 of what came' : `${this.#parts.bytes} bytes; ${this.received} came`,
      fix: 'Upload it again from the beginning; it must not change meanwhile.',
    });
  }
}

function openFresh(path: string): Promise<FileHandle> {
  return open(path, 'wx', 0o600);
}

function notUnderWay(): IimsError {
  return new IimsError('attachment.not-found', {
    message: 'There is no such upload, or nothing more of it is awaited.',
    field: 'uploadId',
    fix: 'Begin the upload again.',
  });
}

function tooMany(): IimsError {
  return new IimsError('attachment.too-many', {
    message: 'As many uploads as may be are under way.',
    rule: `${UPLOADS_OF_ACCOUNT_MAX} of an account, ${UPLOADS_MAX} of a node`,
    fix: 'Complete or abandon one.',
  });
}

/** Queries go before the next. */
const SEALED_AT_ONCE_BYTES = 262_144;
/** So that the store's own flushes wait for no gigabyte. */
const FLUSH_EVERY_BYTES = 33_554_432;
