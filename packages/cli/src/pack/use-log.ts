// SPDX-License-Identifier: Apache-2.0
// The log of uses beside a pack: opened by one process at a time, compared with what the device remembers, appended to before anything
// is shown (spec/offline-pack.md, 16 to 19).
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { kemPublicKeyFromRaw, verifyKeyOf } from '@iims/crypto/keys';
import { composeUse, packIdOfUses, readUses, usesHead, usesStart } from '@iims/crypto/pack-uses';
import { syncFolder } from '@iims/node/durable-file';
import { readPrivateFile } from '@iims/node/keys/private-files';
import { checkPackTime } from '@iims/node/packs/pack-time';
import { takeInstanceLock } from '@iims/node/store/instance-lock';
import { equalBytes } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { uuidFromBytes } from '@iims/wire/identifiers';
import type { DeviceMemory } from '@iims/wire/pack-device-files';
import type { PackAbout, PackHeader, PackUse } from '@iims/wire/pack-documents';
import type { PackDevice } from './device-file.ts';
import { logCut, readMemory, writeMemory } from './device-memory.ts';

export interface PackInUse {
  readonly packPath: string;
  readonly devicePath: string;
  readonly device: PackDevice;
  readonly header: Pick<PackHeader, 'id' | 'createdAt' | 'notAfter'>;
  readonly about: Pick<PackAbout, 'user' | 'usesMax' | 'usesKey'>;
}

export class UseLog {
  readonly #pack: PackInUse;
  readonly #lock: { release(): void };
  #memory: DeviceMemory;
  #records = 0;
  #lastHash: Uint8Array;
  #lastAt = 0;
  #bytes = 0;
  #isEnded = false;

  private constructor(pack: PackInUse, memory: DeviceMemory, lock: { release(): void }) {
    this.#pack = pack;
    this.#memory = memory;
    this.#lock = lock;
    this.#lastHash = usesStart(pack.header.id);
  }

  /** @throws IimsError `pack.in-use`, `pack.replaced`, `pack.log-cut`, `keys.exposed` */
  static async open(pack: PackInUse): Promise<UseLog> {
    const lock = lockFor(pack);
    try {
      const memory = await readMemory(memoryPath(pack.devicePath), pack.device.memoryKey);
      const log = new UseLog(pack, memory, lock);
      await log.#read();
      return log;
    } catch (fault) {
      lock.release();
      throw fault;
    }
  }

  /** Checks that were made. */
  get uses(): number {
    return this.#isEnded ? this.#records - 1 : this.#records;
  }

  get usesLeft(): number {
    return Math.max(0, this.#pack.about.usesMax - this.uses);
  }

  /** @throws IimsError `pack.ended`, `pack.clock`, `pack.expired`, `pack.uses-spent`, before anything is looked up */
  checkMayUse(now: number): void {
    if (this.#isEnded) throw ended();
    checkPackTime(this.#pack.header, now, Math.max(this.#memory.highest, this.#lastAt));
    if (this.usesLeft === 0) throw spent(this.#pack.about.usesMax);
  }

  /** Resolves when the use is on the disk. */
  async append(use: PackUse, now: number): Promise<void> {
    this.checkMayUse(now);
    await this.#append(use, now);
  }

  /** Closes the log: nothing is checked against the pack any more. A clock that is behind is no hindrance to an end. */
  async end(now: number): Promise<void> {
    if (this.#isEnded) return;
    await this.#append(undefined, Math.max(now, this.#lastAt));
    this.#isEnded = true;
  }

  close(): void {
    this.#lock.release();
  }

  async #read(): Promise<void> {
    const { header, about, device } = this.#pack;
    const newer = this.#memory.packs.some(({ user, createdAt }) => user === about.user && createdAt > header.createdAt);
    if (newer) throw replaced();
    const remembered = this.#memory.packs.find(({ packId }) => packId === uuidFromBytes(header.id));
    const path = usesPath(this.#pack.packPath);
    const bytes = existsSync(path) ? await readPrivateFile(path, USES_BYTES_MAX) : NOTHING;
    if (!isBeforeHead(bytes)) {
      if (!equalBytes(packIdOfUses(bytes), header.id)) throw logCut('the log of this pack');
      const { records, broken, wholeBytes } = readUses(bytes, verifyKeyOf(device.signing));
      this.#records = records.length;
      this.#lastHash = records.at(-1)?.hash ?? this.#lastHash;
      this.#lastAt = records.at(-1)?.at ?? 0;
      this.#isEnded = records.at(-1)?.kind === 'end';
      this.#bytes = wholeBytes;
      const known = remembered?.records ?? 0;
      // What was torn while it was written is not remembered: nobody was answered, and the next record goes over it.
      const isTorn = broken?.because === 'unreadable' && this.#records === known;
      if (broken !== undefined && !isTorn) throw logCut('every record follows from the one before');
      // One more than is remembered is that of a check that was interrupted between log and memory.
      if (this.#records < known || this.#records > known + 1) throw logCut(`${known} records, as the device remembers`);
      const atKnown = known === 0 ? usesStart(header.id) : records[known - 1]!.hash;
      if (remembered !== undefined && !equalBytes(remembered.lastHash, atKnown))
        throw logCut('the record last written');
    } else if ((remembered?.records ?? 0) > 0) {
      throw logCut('the log is beside its pack');
    }
    await this.#remember(this.#lastAt);
  }

  async #append(use: PackUse | undefined, now: number): Promise<void> {
    const { header, about, device } = this.#pack;
    const { bytes, hash } = composeUse({
      packId: header.id,
      n: this.#records + 1,
      at: now,
      prev: this.#lastHash,
      use,
      usesKey: kemPublicKeyFromRaw(about.usesKey),
      signer: device.signing,
    });
    const isFirst = this.#bytes === 0;
    const head = isFirst ? usesHead(header.id) : NOTHING;
    await writeAt(usesPath(this.#pack.packPath), this.#bytes, Buffer.concat([head, bytes]), isFirst);
    this.#bytes += head.length + bytes.length;
    this.#records += 1;
    this.#lastHash = hash;
    this.#lastAt = now;
    await this.#remember(now);
  }

  async #remember(now: number): Promise<void> {
    const { header, about, device, devicePath } = this.#pack;
    const pack = {
      packId: uuidFromBytes(header.id),
      user: about.user,
      createdAt: header.createdAt,
      records: this.#records,
      lastHash: this.#lastHash,
    };
    this.#memory = await writeMemory(memoryPath(devicePath), device.memoryKey, this.#memory, pack, now);
  }
}

/** The log of a pack lies beside it. */
export function usesPath(packPath: string): string {
  return `${packPath}.uses`;
}

function memoryPath(devicePath: string): string {
  return `${devicePath}.seen`;
}

/** Over what a check left behind that nobody was answered; durable when it resolves. */
async function writeAt(path: string, offset: number, bytes: Uint8Array, isNew: boolean): Promise<void> {
  const file = await open(path, isNew ? 'w' : 'r+', FILE_MODE);
  try {
    if (!isNew) await file.truncate(offset);
    let written = 0;
    while (written < bytes.length) {
      const step = await file.write(bytes, written, bytes.length - written, offset + written);
      written += step.bytesWritten;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (isNew) await syncFolder(dirname(path));
}

/** The pack's, and the device's: two copies of one pack would else each write a log of their own. */
function lockFor({ packPath, devicePath }: PackInUse): { release(): void } {
  const packs = lockOf(`${packPath}.lock`);
  try {
    const devices = lockOf(`${devicePath}.lock`);
    return {
      release: () => {
        devices.release();
        packs.release();
      },
    };
  } catch (fault) {
    packs.release();
    throw fault;
  }
}

/** What a first check leaves that is interrupted while its file is made: nobody was answered. */
function isBeforeHead(bytes: Uint8Array): boolean {
  return bytes.length < HEAD_BYTES || bytes.every((byte) => byte === 0);
}

function lockOf(path: string): { release(): void } {
  try {
    return takeInstanceLock(path);
  } catch (cause) {
    throw new IimsError('pack.in-use', {
      message: 'Another process uses this pack, or another pack of this device.',
      field: 'pack',
      fix: 'Wait until it has ended.',
      cause,
    });
  }
}

function ended(): IimsError {
  return new IimsError('pack.ended', {
    message: 'The log of uses is closed.',
    field: 'pack',
    rule: 'nothing after its end',
    fix: 'Upload the log, and have a new pack made.',
  });
}

function spent(usesMax: number): IimsError {
  return new IimsError('pack.uses-spent', {
    message: 'As many checks were made as the pack allows.',
    field: 'pack',
    rule: `at most ${usesMax}`,
    fix: 'Upload the log of uses, and have a new pack made.',
  });
}

function replaced(): IimsError {
  return new IimsError('pack.replaced', {
    message: 'A newer pack of this officer was opened on this device.',
    field: 'pack',
    rule: 'the newest pack',
    fix: 'Use the newer one.',
  });
}

const NOTHING = new Uint8Array(0);
const HEAD_BYTES = usesHead(new Uint8Array(16)).length;
const FILE_MODE = 0o600;
/** 2,000 checks of about 2 KB, and room for long questions. */
export const USES_BYTES_MAX = 8_388_608;
