// SPDX-License-Identifier: Apache-2.0
// A file that grows while it is fetched. How long it is, is all that a fetch remembers (spec/attachment.md, 11): it is written from
// front to back, and what was not written is asked for again.
import { type FileHandle, open } from 'node:fs/promises';
import { isDiskFull, noRoom } from './attachment-folder.ts';

export class FetchedFile {
  readonly #file: FileHandle;
  readonly #wrote: (bytes: number) => void;
  #bytes: number;
  #filling: Uint8Array[] = [];
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

  /** Takes what follows. While the promise that it gives is pending, it holds as much as it may. Rejects with `store.full`. */
  take(part: Uint8Array): Promise<void> | undefined {
    this.#filling.push(part);
    this.#filled += part.length;
    this.#bytes += part.length;
    if (this.#filled < WRITTEN_AT_ONCE_BYTES) return undefined;
    if (this.#writing === undefined) {
      this.#write();
      return undefined;
    }
    return this.#filled < HELD_BYTES_MAX ? undefined : this.settled();
  }

  /** Resolves when nothing waits to be written. @throws IimsError `store.full` */
  async settled(): Promise<void> {
    while (this.#writing !== undefined || this.#filled > 0) {
      if (this.#fault !== undefined) break;
      if (this.#writing === undefined) this.#write();
      await this.#writing;
    }
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
    const parts = this.#filling;
    const length = this.#filled;
    this.#filling = [];
    this.#filled = 0;
    this.#writing = this.#append(parts, length)
      .catch((fault) => {
        this.#fault = fault;
      })
      .then(() => {
        this.#writing = undefined;
      });
  }

  async #append(parts: readonly Uint8Array[], length: number): Promise<void> {
    // Bytes that follow others that were not written would stand at the wrong place.
    if (this.#fault !== undefined) return;
    const { bytesWritten } = await this.#file.writev(parts);
    if (bytesWritten !== length) throw Object.assign(new Error('the disk took a part'), { code: 'ENOSPC' });
    this.#wrote(length);
    this.#unflushed += length;
    if (this.#unflushed < FLUSH_EVERY_BYTES) return;
    this.#unflushed = 0;
    await this.#file.datasync();
  }
}

const WRITTEN_AT_ONCE_BYTES = 524_288;
/** With what is being written, at most 4 MiB are not on the disk. */
const HELD_BYTES_MAX = 2_097_152;
/** So that the store's own flushes wait for no gigabyte. */
const FLUSH_EVERY_BYTES = 33_554_432;
