// SPDX-License-Identifier: Apache-2.0
// A file on its way in: its parts are sealed to disk as they come, in order, and the whole is compared with what was announced.
import { createHash } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { IimsError } from '@iims/wire/errors';
import type { Clock } from '../../clock.ts';
import type { QueriesUnderWay } from '../../queries-under-way.ts';
import { bytesOf } from './announcement.ts';
import type { ImportAbout } from './import-about.ts';
import { notFound } from './import-faults.ts';
import { SpoolWriter } from './sealed-spool.ts';
import { makeImportFolder, type SpoolFolder, spoolPlace } from './spool-folder.ts';

export class Receiving {
  readonly #about: ImportAbout;
  readonly #clock: Clock;
  readonly #writer: SpoolWriter;
  readonly #digest = createHash('sha256');
  /** When the next part is due, in monotonic ms. */
  #dueAt = 0;
  #isClosed = false;
  #finishing: Promise<void> | undefined;
  /** When the last part came, ms since 1970. */
  takenAt: number;

  constructor(spools: SpoolFolder, about: ImportAbout, clock: Clock) {
    makeImportFolder(spools.folder);
    const place = spoolPlace(spools, 'source');
    this.#about = about;
    this.#clock = clock;
    this.takenAt = clock.now();
    this.#writer = new SpoolWriter(place, 'by-caller');
  }

  /** Bytes that have come. */
  get received(): number {
    return this.#writer.bytes;
  }

  /** Bytes that are still to come. */
  get awaited(): number {
    return bytesOf(this.#about.files) - this.received;
  }

  /** A part that is here already is left out. After `store.full` the rest of the part may come again. Throws `import.out-of-step`, `store.full`. */
  take(offset: number, part: Uint8Array): void {
    const end = offset + part.length;
    this.takenAt = this.#clock.now();
    if (offset > this.received || end > bytesOf(this.#about.files)) {
      throw new IimsError('import.out-of-step', {
        message: 'The part does not continue what has come.',
        field: 'offset',
        rule: `${this.received}, and no more than was announced`,
        fix: 'Go on from there.',
      });
    }
    if (end <= this.received) return;
    const before = this.received;
    try {
      this.#writer.write(part.subarray(before - offset));
    } catch (fault) {
      saidInOurWords(fault);
    } finally {
      this.#digest.update(part.subarray(before - offset, this.received - offset));
    }
  }

  /**
   * The same when no query is under way, and no faster than the disk takes it: nobody waits for a part, and the thread that takes it has
   * most of its time for others. Throws `import.not-found` besides where the import ended meanwhile.
   */
  async takeInTurn(offset: number, part: Uint8Array, queries: Pick<QueriesUnderWay, 'pause'>): Promise<void> {
    await this.#due(part.length);
    await queries.pause();
    if (this.#isClosed) throw notFound();
    this.take(offset, part);
    const flush = await this.#writer.keepUp().then(
      () => undefined,
      (fault) => ({ fault }),
    );
    // Whether the flush found the file before it went is chance; that the import ended is not.
    if (this.#isClosed) throw notFound();
    if (flush !== undefined) saidInOurWords(flush.fault);
  }

  async #due(bytes: number): Promise<void> {
    const now = this.#clock.monotonic();
    const waitMs = this.#dueAt - now;
    this.#dueAt = Math.max(this.#dueAt, now) + bytes / BYTES_PER_MS_MAX;
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  }

  /**
   * Resolves when all of it is on disk, however often it is asked. Throws `import.incomplete`, `store.full`; `import.not-found` where it was
   * let go of before, and its last chunk is not there.
   */
  async finish(): Promise<void> {
    if (this.#isClosed) throw notFound();
    this.#checkWhole();
    this.#finishing ??= this.#writer.finishKeptUp().catch((fault) => {
      this.#finishing = undefined;
      return saidInOurWords(fault);
    });
    return this.#finishing;
  }

  #checkWhole(): void {
    const isWhole = this.received === bytesOf(this.#about.files);
    if (!isWhole || this.#digest.copy().digest('hex') !== this.#about.sha256) {
      throw new IimsError('import.incomplete', {
        message: 'The file that came is not the one that was announced.',
        field: 'sha256',
        rule: isWhole ? 'the announced SHA-256' : `${bytesOf(this.#about.files)} bytes; ${this.received} came`,
        fix: 'Send it again from the beginning; it must not change meanwhile.',
      });
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#writer.close();
  }
}

/** The file, what is made of it, and the register itself; and the log goes on meanwhile. Throws `store.full`. */
export async function checkSpace(folder: string, fileBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < fileBytes * SPACE_TIMES + SPACE_LEFT_BYTES) throw diskFull();
}

function saidInOurWords(fault: unknown): never {
  throw isDiskFull(fault) ? diskFull() : fault;
}

export function isDiskFull(fault: unknown): boolean {
  const code = (fault as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

export function diskFull(): IimsError {
  return new IimsError('store.full', {
    message: 'The disk has no room for the import.',
    rule: `${SPACE_TIMES} times the file, and ${SPACE_LEFT_BYTES} bytes that stay free`,
    fix: 'Free space on the disk of the data directory.',
  });
}

/** 16 MB a second: a tenth to a fifth of one processor, at 3 ms a part with all that belongs to its call. */
const BYTES_PER_MS_MAX = 16_000;
const SPACE_TIMES = 8;
const SPACE_LEFT_BYTES = 268_435_456;
