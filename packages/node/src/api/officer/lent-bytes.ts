// SPDX-License-Identifier: Apache-2.0
// Bodies of bytes in memory that is used again: parts of large files come hundreds a second, and each in memory of its own would cost
// more to collect than to seal.
import { release } from '@iims/crypto/primitives';
import type { FastifyInstance, FastifyRequest } from 'fastify';

export class LentBytes {
  readonly #bytesMax: number;
  readonly #free: Uint8Array[] = [];

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Lets `scope` take bodies of bytes, and nothing else. What it took is to be given back. */
  takeIn(scope: FastifyInstance): void {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/octet-stream', (_request, payload, done) => {
      this.#read(payload, done);
    });
  }

  /** Whoever was lent it holds nothing of it any more. */
  giveBack(bytes: Uint8Array): void {
    if (bytes.buffer.byteLength !== this.#bytesMax || this.#free.length === FREE_MAX) return;
    this.#free.push(new Uint8Array(bytes.buffer));
  }

  #read(payload: FastifyRequest['raw'], done: (fault: Error | null, body?: Uint8Array) => void): void {
    const memory = this.#free.pop() ?? new Uint8Array(this.#bytesMax);
    let length = 0;
    const end = (fault: Error | null) => {
      payload.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
      if (fault === null) done(null, memory.subarray(0, length));
      else {
        this.giveBack(memory);
        payload.resume();
        done(fault);
      }
    };
    const onData = (piece: Uint8Array) => {
      if (length + piece.length > memory.length) {
        end(tooLarge());
        return;
      }
      memory.set(piece, length);
      length += piece.length;
      release(piece);
    };
    const onEnd = () => end(null);
    const onError = (fault: Error) => end(fault);
    const onClose = () => end(brokenOff());
    if (payload.destroyed) onClose();
    else payload.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  }
}

/** As the framework says it of other bodies. */
function tooLarge(): Error {
  return Object.assign(new Error('too large'), { code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 });
}

function brokenOff(): Error {
  return Object.assign(new Error('broken off'), { statusCode: 400 });
}

/** Buffers that are kept for the next: as many as one account may bring files. */
const FREE_MAX = 4;
