// SPDX-License-Identifier: Apache-2.0
// A sealed file of an import, written from front to back and read from front to back, chunk by chunk (C2SP chunked encryption). The key is the
// import's own; its name is bound in, so that no file takes another's place. Synchronous but for flushes of who has others to serve.
import { closeSync, fdatasyncSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import {
  beginChunked,
  CHUNK_BYTES,
  CHUNKED_HEADER_BYTES,
  type ChunkKeys,
  openChunk,
  openChunkedHeader,
  SALT_BYTES,
  SEALED_CHUNK_BYTES,
  sealChunkInto,
} from '@iims/crypto/chunked';
import { AEAD_TAG_BYTES, release } from '@iims/crypto/primitives';
import { assert } from '@iims/wire/assert';
import { lengthPrefixed, utf8 } from '@iims/wire/bytes';
import { IimsError } from '@iims/wire/errors';
import { systemRandom } from '../../clock.ts';

export interface SpoolPlace {
  readonly path: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** What the file is, such as `source` or `keys`. */
  readonly name: string;
}

/**
 * Who flushes: what lies unwritten for long the kernel writes in one go, and what the log writes meanwhile waits for all of it. A thread
 * that may wait for the disk flushes as the file grows; any other calls `keepUp`, and `finishKeptUp` at the end.
 */
export type Flushes = 'as-it-grows' | 'by-caller';

/** Takes bytes in any portions. Throws what the disk throws; a chunk that could not be written is written again with the next bytes. */
export class SpoolWriter {
  readonly #file: number;
  readonly #keys: ChunkKeys;
  readonly #chunk = new Uint8Array(CHUNK_BYTES);
  readonly #sealed = new Uint8Array(SEALED_CHUNK_BYTES);
  #filled = 0;
  #index = 0;
  #isFinished = false;
  readonly #flushes: Flushes;
  readonly #path: string;
  /** Bytes of content of which a flush was begun. */
  #flushed = 0;

  /** Begins the file anew; what lay there goes. */
  constructor({ path, key, name }: SpoolPlace, flushes: Flushes = 'as-it-grows') {
    this.#flushes = flushes;
    this.#path = path;
    this.#file = openSync(path, 'w', FILE_MODE);
    const { header, keys } = beginChunked({ key, context: contextOf(name) }, systemRandom(SALT_BYTES));
    this.#keys = keys;
    writeWhole(this.#file, header, 0);
  }

  /** Bytes of content so far. */
  get bytes(): number {
    return this.#index * CHUNK_BYTES + this.#filled;
  }

  write(bytes: Uint8Array): void {
    assert(!this.#isFinished, 'nothing is written to a finished file');
    if (this.#filled === CHUNK_BYTES) this.#writeChunk();
    for (let from = 0; from < bytes.length; ) {
      const part = bytes.subarray(from, from + CHUNK_BYTES - this.#filled);
      this.#chunk.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
      if (this.#filled === CHUNK_BYTES) this.#writeChunk();
    }
  }

  /** Writes the last chunk, which is shorter than the others, and makes all of it durable. */
  finish(): void {
    this.#writeChunk();
    fsyncSync(this.#file);
    this.close();
  }

  /** The same, durable when it resolves; nothing waits for the disk meanwhile. */
  async finishKeptUp(): Promise<void> {
    if (!this.#isFinished) this.finishUnflushed();
    await this.#flush();
  }

  /** For a file that need not last. */
  finishUnflushed(): void {
    this.#writeChunk();
    this.close();
  }

  /** Resolves when less than FLUSH_BYTES wait for the disk, but for what others write meanwhile. */
  async keepUp(): Promise<void> {
    if (this.bytes - this.#flushed < FLUSH_BYTES) return;
    this.#flushed = this.bytes;
    await this.#flush();
  }

  /** Through a descriptor of its own: the file may be closed meanwhile. */
  async #flush(): Promise<void> {
    const file = await open(this.#path, 'r');
    await file.datasync().finally(() => file.close());
  }

  /** Lets go of a file that is not finished; it will not open as a whole. */
  close(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#chunk.fill(0);
    closeSync(this.#file);
  }

  #writeChunk(): void {
    release(sealChunkInto(this.#keys, this.#index, this.#chunk.subarray(0, this.#filled), this.#sealed));
    const place = CHUNKED_HEADER_BYTES + this.#index * SEALED_CHUNK_BYTES;
    writeWhole(this.#file, this.#sealed.subarray(0, this.#filled + AEAD_TAG_BYTES), place);
    this.#index += 1;
    this.#filled = 0;
    if (this.#flushes === 'as-it-grows' && this.#index % CHUNKS_BETWEEN_FLUSHES === 0) fdatasyncSync(this.#file);
  }
}

/**
 * The content, chunk by chunk, each authentic before it is given, from chunk `from` on; the generator ends only where the file did.
 * @throws IimsError `import.damaged`
 */
export function* readSpool({ path, key, name }: SpoolPlace, from = 0): Generator<Uint8Array> {
  const file = openExisting(path);
  try {
    const header = new Uint8Array(CHUNKED_HEADER_BYTES);
    const keys =
      fill(file, header) < header.length ? undefined : openChunkedHeader({ key, context: contextOf(name) }, header);
    if (keys === undefined) throw damaged();
    const sealed = new Uint8Array(SEALED_CHUNK_BYTES);
    for (
      let index = from, at = CHUNKED_HEADER_BYTES + from * SEALED_CHUNK_BYTES;
      ;
      index += 1, at += SEALED_CHUNK_BYTES
    ) {
      const length = fill(file, sealed, at);
      const chunk = length < AEAD_TAG_BYTES ? undefined : openChunk(keys, index, sealed.subarray(0, length));
      if (chunk === undefined) throw damaged();
      if (chunk.length > 0) yield chunk;
      if (length < SEALED_CHUNK_BYTES) return;
    }
  } finally {
    closeSync(file);
  }
}

/** Bytes of a spool read as fixed and counted pieces; it gives views into what it holds. */
export class SpoolPieces {
  readonly #chunks: Iterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(chunks: Iterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.iterator]();
  }

  /** The next bytes; undefined at the end. Throws `import.damaged` where the end comes in the middle. */
  take(length: number): Uint8Array | undefined {
    while (this.#held.length - this.#at < length) {
      const next = this.#chunks.next();
      if (next.done) {
        if (this.#held.length === this.#at) return undefined;
        throw damaged();
      }
      const rest = this.#held.subarray(this.#at);
      const joined = new Uint8Array(rest.length + next.value.length);
      joined.set(rest);
      joined.set(next.value, rest.length);
      [this.#held, this.#at] = [joined, 0];
    }
    this.#at += length;
    return this.#held.subarray(this.#at - length, this.#at);
  }
}

export function damaged(): IimsError {
  return new IimsError('import.damaged', {
    message: 'What was kept of the file does not open.',
    rule: 'as it was written, and whole',
    fix: 'Abandon the import and begin again; check the disk.',
  });
}

function contextOf(name: string): Uint8Array {
  return lengthPrefixed(utf8('iims/import'), utf8(name));
}

function openExisting(path: string): number {
  try {
    return openSync(path, 'r');
  } catch {
    throw damaged();
  }
}

function writeWhole(file: number, bytes: Uint8Array, place: number): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, place + at);
}

function fill(file: number, target: Uint8Array, from?: number): number {
  let length = 0;
  while (length < target.length) {
    const count = readSync(file, target, length, target.length - length, from === undefined ? null : from + length);
    if (count === 0) break;
    length += count;
  }
  return length;
}

/** A flush of so much takes a disk some milliseconds; the last one of a file no more. */
const CHUNKS_BETWEEN_FLUSHES = 16;
const FLUSH_BYTES = CHUNKS_BETWEEN_FLUSHES * CHUNK_BYTES;
const FILE_MODE = 0o600;
