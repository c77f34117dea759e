// SPDX-License-Identifier: Apache-2.0
// A file that grows while it is fetched. How long it is, is all that a fetch remembers (spec/attachment.md, 11): it is written from
// front to back, and what was not written is asked for again.
import { type FileHandle, open } from 'node:fs/promises';
import { isDiskFull, noRoom } from './attachment-folder.ts';

export class FetchedFile {
  readonly #file: FileHandle;
  readonly #wrote: (bytes: number) => void;
  #bytes: number;
  /** Two, that take turns: one is filled while the other is written. */
  readonly #memory = [new Uint8Array(WRITTEN_AT_ONCE_BYTES), new Uint8Array(WRITTEN_AT_ONCE_BYTES)] as const;
  #filling = 0;
  #filled = 0;
  #writing: Promise<void> | undefined;
  #unflushed = 0;
  #fault: unknown;

  private constructor(file: FileHandle, bytes: number, wrote: (bytes: number) => void) {
    this.#file = file;
    this.#bytes = bytes;
    this.#wrote = wrote;
  }

  /** Opens what there is of it; `wrote` is told of what is on the disk, first of what was there. */
  static async open(path: string, wrote: (bytes: number) => void): Promise<FetchedFile> {
    const file = await open(path, 'a', 0o600);
    const { size } = await file.stat();
    wrote(size);
    return new FetchedFile(file, size, wrote);
  }

  /** Bytes that are written or about to be. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Takes what follows, which its giver may overwrite then. While the promise that it gives is pending, it holds as much as it may, and
   * takes nothing. Rejects with `store.full`.
   */
  take(part: Uint8Array): Promise<void> | undefined {
    const room = WRITTEN_AT_ONCE_BYTES - this.#filled;
    const piece = part.subarray(0, room);
    this.#memory[this.#filling]!.set(piece, this.#filled);
    this.#filled += piece.length;
    this.#bytes += piece.length;
    if (this.#filled < WRITTEN_AT_ONCE_BYTES) return undefined;
    if (this.#writing === undefined) {
      this.#write();
      return part.length > room ? this.take(part.subarray(room)) : undefined;
    }
    // A copy: what comes next overwrites what was handed in.
    const rest = part.slice(room);
    return this.#writing.then(() => {
      this.#check();
      this.#write();
      return rest.length > 0 ? this.take(rest) : undefined;
    });
  }

  /** Resolves when nothing waits to be written. @throws IimsError `store.full` */
  async settled(): Promise<void> {
    while (this.#writing !== undefined || this.#filled > 0) {
      if (this.#fault !== undefined) break;
      if (this.#writing === undefined) this.#write();
      await this.#writing;
    }
    this.#check();
  }

  #check(): void {
    if (this.#fault !== undefined) throw isDiskFull(this.#fault) ? noRoom() : this.#fault;
  }

  /** Makes it durable. */
  flush(): Promise<void> {
    return this.#file.sync();
  }

  /** Writes what it holds, if the disk takes it, and lets go. */
  async close(): Promise<void> {
    await this.settled().catch(() => undefined);
    await this.#file.close();
  }

  #write(): void {
    const written = this.#memory[this.#filling]!.subarray(0, this.#filled);
    this.#filling = 1 - this.#filling;
    this.#filled = 0;
    this.#writing = this.#append(written)
      .catch((fault) => {
        this.#fault = fault;
      })
      .then(() => {
        this.#writing = undefined;
      });
  }

  async #append(bytes: Uint8Array): Promise<void> {
    // Bytes that follow others that were not written would stand at the wrong place.
    if (this.#fault !== undefined) return;
    const { length } = bytes;
    const { bytesWritten } = await this.#file.write(bytes);
    if (bytesWritten !== length) throw Object.assign(new Error('the disk took a part'), { code: 'ENOSPC' });
    this.#wrote(length);
    this.#unflushed += length;
    if (this.#unflushed < FLUSH_EVERY_BYTES) return;
    this.#unflushed = 0;
    await this.#file.datasync();
  }
}

/** With what is being written, at most 2 MiB are not on the disk. */
const WRITTEN_AT_ONCE_BYTES = 1_048_576;
/** So that the store's own flushes wait for no gigabyte. */
const FLUSH_EVERY_BYTES = 33_554_432;
