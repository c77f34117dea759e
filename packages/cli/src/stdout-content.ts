// SPDX-License-Identifier: Apache-2.0
// Content on stdout: pieces in order, each taken over before the call resolves, so that its memory can be used again.
import { fstatSync, write } from 'node:fs';
import { promisify } from 'node:util';
import { diskFailed } from './disk-failed.ts';

export interface ContentWriter {
  /** @throws IimsError `disk.failed` */
  write(piece: Uint8Array): Promise<void>;
  /** Resolves when all is with the operating system. @throws IimsError `disk.failed` */
  finish(): Promise<void>;
}

export function stdoutContent(): ContentWriter {
  const status = fstatSync(STDOUT);
  const mayWait = status.isFIFO() || status.isSocket() || process.stdout.isTTY;
  return mayWait ? streamWriter() : fileWriter(STDOUT);
}

/** One piece is written while the next is made. */
function fileWriter(file: number): ContentWriter {
  let buffer = Buffer.alloc(0);
  let writing: Promise<void> = Promise.resolve();
  return {
    async write(piece) {
      await writing;
      if (buffer.length < piece.length) buffer = Buffer.allocUnsafeSlow(piece.length);
      buffer.set(piece);
      writing = writeFully(file, buffer.subarray(0, piece.length));
      // A fault shows with the next piece, or at the end.
      writing.catch(() => undefined);
    },
    finish: () => writing,
  };
}

async function writeFully(file: number, bytes: Uint8Array): Promise<void> {
  try {
    for (let written = 0; written < bytes.length; ) {
      written += (await writeFile(file, bytes, written, bytes.length - written, null)).bytesWritten;
    }
  } catch (cause) {
    throw diskFailed('stdout', cause);
  }
}

function streamWriter(): ContentWriter {
  return {
    write: (piece) =>
      new Promise((done, fail) => {
        process.stdout.write(piece, (fault) => (fault ? fail(fault) : done()));
      }),
    finish: async () => undefined,
  };
}

const writeFile = promisify(write);
const STDOUT = 1;
