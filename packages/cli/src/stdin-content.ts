// SPDX-License-Identifier: Apache-2.0
// What comes on stdin as a source of bytes of any size, in constant memory: a file is read where it lies; a pipe is read once as it
// comes or, where it is needed twice, kept sealed in a temporary file.
import { fstatSync, read, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ByteSource } from '@iims/crypto/byte-source';
import { release } from '@iims/crypto/primitives';
import { assert } from '@iims/wire/assert';
import { IimsError } from '@iims/wire/errors';
import { type Spool, spoolStream } from './sealed-spool.ts';
import { say } from './terminal.ts';

/** Content that can be read again and again, and its length. */
export interface RepeatableContent {
  readonly source: ByteSource;
  readonly bytes: number;
  close(): Promise<void>;
}

/** All of stdin, to be read more than once. @throws IimsError `input.invalid`, `disk.failed` */
export async function readStdinTwice(): Promise<RepeatableContent> {
  const bytes = lengthOfFile();
  if (bytes !== undefined) return { source: fileSource(STDIN), bytes, close: async () => undefined };
  const spool: Spool = await spoolStream(stdinStream());
  return { source: spool, bytes: spool.bytes, close: () => spool.close() };
}

/** Stdin, to be read once and forwards; with its length where that is known beforehand. @throws IimsError `input.invalid` */
export function readStdinOnce(): { readonly source: ByteSource; readonly bytes?: number } {
  const bytes = lengthOfFile();
  return bytes === undefined ? { source: pipeSource(stdinStream()) } : { source: fileSource(STDIN), bytes };
}

/** The length of the file that stdin is; undefined for a pipe, and for a file of which something was read already. */
function lengthOfFile(): number | undefined {
  const status = fstatSync(STDIN);
  if (status.isDirectory()) throw unreadable();
  return status.isFile() && positionIsZero() ? status.size : undefined;
}

/** Reads at given places do not move a file's position, and another process may have. */
function positionIsZero(): boolean {
  return /^pos:\s*0$/m.test(readFileSync(`/proc/self/fdinfo/${STDIN}`, 'latin1'));
}

/** Stdin piece by piece, as it comes. Each piece is gone when the next is asked for. @throws IimsError `input.invalid` */
export async function* stdinStream(): AsyncGenerator<Uint8Array, void, undefined> {
  if (process.stdin.isTTY) say('Reading from the terminal; end with Ctrl-D.');
  try {
    for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
      yield chunk;
      // Whoever took it has copied it.
      release(chunk);
    }
  } catch (cause) {
    throw unreadable(cause);
  }
}

/**
 * A file, read at its places. What follows the bytes that are asked for is read ahead, since they are asked for in order and
 * sealing and opening leave the disk idle otherwise.
 */
export function fileSource(file: number): ByteSource {
  let [front, back] = [Buffer.allocUnsafeSlow(READ_AHEAD_BYTES), Buffer.allocUnsafeSlow(READ_AHEAD_BYTES)];
  let ahead: { readonly offset: number; readonly bytes: Promise<Uint8Array> } | undefined;
  return {
    async read(offset, length) {
      assert(length <= READ_AHEAD_BYTES, 'pieces fit the buffer');
      const pending = ahead;
      ahead = undefined;
      // Also where it is of no use: nothing may write to the buffer any more.
      let bytes = await pending?.bytes;
      if (bytes === undefined || pending?.offset !== offset) bytes = await readFully(file, front, offset);
      [front, back] = [back, front];
      const next = offset + length;
      ahead = { offset: next, bytes: readFully(file, front, next) };
      // A fault shows when the bytes are asked for.
      ahead.bytes.catch(() => undefined);
      return bytes.subarray(0, length);
    },
  };
}

/** Fills the buffer from `offset` on, as far as the file goes. */
async function readFully(file: number, buffer: Buffer, offset: number): Promise<Uint8Array> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await readFile(file, buffer, filled, buffer.length - filled, offset + filled).catch(
      (cause) => {
        throw unreadable(cause);
      },
    );
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** A stream, which is read in order; what is passed over is let go. */
export function pipeSource(stream: AsyncIterable<Uint8Array>): ByteSource {
  const pieces = stream[Symbol.asyncIterator]();
  const buffer = Buffer.allocUnsafeSlow(READ_AHEAD_BYTES);
  /** Place in the stream of the first byte of `rest`. */
  let position = 0;
  let rest: Uint8Array = new Uint8Array(0);
  const skip = (count: number): void => {
    position += count;
    rest = rest.subarray(count);
  };
  const refill = async (): Promise<boolean> => {
    if (rest.length > 0) return true;
    const { done, value } = await pieces.next();
    rest = done ? rest : value;
    return !done;
  };
  return {
    async read(offset, length) {
      assert(
        offset >= position && length <= READ_AHEAD_BYTES,
        'a stream is read forwards, in pieces that fit the buffer',
      );
      while (position < offset && (await refill())) skip(Math.min(rest.length, offset - position));
      let filled = 0;
      while (filled < length && (await refill())) {
        const piece = rest.subarray(0, length - filled);
        buffer.set(piece, filled);
        filled += piece.length;
        skip(piece.length);
      }
      return buffer.subarray(0, filled);
    },
  };
}

function unreadable(cause?: unknown): IimsError {
  return new IimsError('input.invalid', {
    message: 'The input cannot be read.',
    field: 'stdin',
    rule: 'a file or a pipe',
    fix: 'Send the input with `<` or `|`.',
    cause,
  });
}

const readFile = promisify(read);
const STDIN = 0;
/** A little more than a sealed MiB. */
const READ_AHEAD_BYTES = 1_114_112;
