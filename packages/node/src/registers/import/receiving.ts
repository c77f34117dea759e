// SPDX-License-Identifier: Apache-2.0
// A file on its way in: its parts are sealed to disk as they come, in order, and the whole is compared with what was announced.
import { createHash } from 'node:crypto';
import { open, statfs } from 'node:fs/promises';
import { IimsError } from '@iims/wire/errors';
import { bytesOf } from './announcement.ts';
import type { ImportAbout } from './import-about.ts';
import { SpoolWriter } from './sealed-spool.ts';
import { makeImportFolder, type SpoolFolder, spoolPlace } from './spool-folder.ts';

export class Receiving {
  readonly #about: ImportAbout;
  readonly #path: string;
  readonly #writer: SpoolWriter;
  readonly #digest = createHash('sha256');

  constructor(spools: SpoolFolder, about: ImportAbout) {
    makeImportFolder(spools.folder);
    const place = spoolPlace(spools, 'source');
    this.#about = about;
    this.#path = place.path;
    this.#writer = new SpoolWriter(place);
  }

  /** Bytes that have come. */
  get received(): number {
    return this.#writer.bytes;
  }

  /** A part that is here already is left out. Throws `import.out-of-step`, `store.full`. */
  take(offset: number, part: Uint8Array): void {
    const end = offset + part.length;
    if (offset > this.received || end > bytesOf(this.#about.files)) {
      throw new IimsError('import.out-of-step', {
        message: 'The part does not continue what has come.',
        field: 'offset',
        rule: `${this.received}, and no more than was announced`,
        fix: 'Go on from there.',
      });
    }
    if (end <= this.received) return;
    const fresh = part.subarray(this.received - offset);
    try {
      this.#writer.write(fresh);
    } catch (fault) {
      throw isDiskFull(fault) ? diskFull() : fault;
    }
    this.#digest.update(fresh);
  }

  /** Resolves when all of it is on disk. Throws `import.incomplete`. */
  async finish(): Promise<void> {
    const isWhole = this.received === bytesOf(this.#about.files);
    if (!isWhole || this.#digest.digest('hex') !== this.#about.sha256) {
      throw new IimsError('import.incomplete', {
        message: 'The file that came is not the one that was announced.',
        field: 'sha256',
        rule: isWhole ? 'the announced SHA-256' : `${bytesOf(this.#about.files)} bytes; ${this.received} came`,
        fix: 'Send it again from the beginning; it must not change meanwhile.',
      });
    }
    this.#writer.finishUnflushed();
    const file = await open(this.#path, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }

  close(): void {
    this.#writer.close();
  }
}

/** The file, what is made of it, and the register itself; and the log goes on meanwhile. Throws `store.full`. */
export async function checkSpace(folder: string, fileBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < fileBytes * SPACE_TIMES + SPACE_LEFT_BYTES) throw diskFull();
}

export function isDiskFull(fault: unknown): boolean {
  const code = (fault as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function diskFull(): IimsError {
  return new IimsError('store.full', {
    message: 'The disk has no room for the import.',
    rule: `${SPACE_TIMES} times the file, and ${SPACE_LEFT_BYTES} bytes that stay free`,
    fix: 'Free space on the disk of the data directory.',
  });
}

const SPACE_TIMES = 8;
const SPACE_LEFT_BYTES = 268_435_456;
