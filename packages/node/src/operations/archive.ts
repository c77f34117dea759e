// SPDX-License-Identifier: Apache-2.0
// Many files in one stream (spec/at-rest.md, 21).
//
//   u16 length of path | path | u64 size | bytes, for each file; then u16 0 | u64 number of files

import { assert } from '@iims/wire/assert';
import { concatBytes, fromUtf8, utf8 } from '@iims/wire/bytes';
import { backupDamaged } from './sealed-file.ts';

/** What stands before the bytes of a file. */
export function fileHead(path: string, size: number): Uint8Array {
  const name = utf8(path);
  assert(name.length > 0 && name.length <= PATH_BYTES_MAX, 'a path of an archive is short');
  return concatBytes(u16(name.length), name, u64(size));
}

export function archiveEnd(files: number): Uint8Array {
  return concatBytes(u16(0), u64(files));
}

/** What a reader of an archive does with it. */
export interface ArchiveSink {
  beginFile(path: string): Promise<void>;
  write(bytes: Uint8Array): Promise<void>;
  endFile(): Promise<void>;
}

/** Takes an archive apart. Resolves to the number of files. @throws IimsError `backup.damaged` */
export async function readArchive(stream: AsyncIterable<Uint8Array>, sink: ArchiveSink): Promise<number> {
  const source = new Portions(stream);
  for (let files = 0; ; files += 1) {
    const pathBytes = number(await source.take(2));
    if (pathBytes === 0) {
      if (number(await source.take(8)) !== files || !(await source.isAtEnd()))
        throw backupDamaged('ends with its files');
      return files;
    }
    const path = fromUtf8(await source.take(pathBytes));
    if (!path.split('/').every((part) => PATH_PART.test(part))) throw backupDamaged('names files of a node');
    const size = number(await source.take(8));
    await sink.beginFile(path);
    for await (const portion of source.portions(size)) await sink.write(portion);
    await sink.endFile();
  }
}

/** A stream in the portions that its reader asks for. */
class Portions {
  readonly #stream: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#stream = stream[Symbol.asyncIterator]();
  }

  /** Exactly so many bytes, few enough for memory. */
  async take(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    for await (const portion of this.portions(length)) parts.push(portion.slice());
    return concatBytes(...parts);
  }

  async *portions(length: number): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more())) throw backupDamaged('holds all of its files');
      const portion = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(portion.length);
      left -= portion.length;
      yield portion;
    }
  }

  /** Also sees that the stream is whole: it says so only when it has given all. */
  async isAtEnd(): Promise<boolean> {
    while (this.#rest.length === 0) if (!(await this.#more())) return true;
    return false;
  }

  async #more(): Promise<boolean> {
    const next = await this.#stream.next();
    if (next.done) return false;
    this.#rest = next.value;
    return true;
  }
}

function u16(value: number): Uint8Array {
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setUint16(0, value);
  return bytes;
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** A big-endian number below 2^53. */
function number(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value = value * 256 + byte;
  return value;
}

/** No part that leads out of the folder. */
const PATH_PART = /^(?!\.\.?$)[A-Za-z0-9._-]{1,200}$/;
const PATH_BYTES_MAX = 1_000;
