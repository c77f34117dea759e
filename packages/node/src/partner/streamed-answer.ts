// SPDX-License-Identifier: Apache-2.0
// An answer that is too long for memory: it is taken as it comes, and the line waits while its taker does.
import { IimsError } from '@iims/wire/errors';
import type { Dispatcher, Pool } from 'undici';

export interface StreamCall {
  readonly path: string;
  /** Told of each part of an answer with status 200; while what it returns is pending, nothing more is read from the line. */
  readonly take: (part: Uint8Array) => Promise<void> | undefined;
  /** No byte for so long ends it. */
  readonly silenceMs: number;
  /** Ends it when it is aborted. */
  readonly signal: AbortSignal;
}

export interface StreamEnd {
  readonly status: number;
  /** Of an answer with another status than 200, its first bytes. */
  readonly body: Uint8Array;
}

/** Resolves at the end of the answer, when all of it was taken. Rejects with what broke the line, or with what `take` rejected with. */
export function takeStream(pool: Pool, { path, take, silenceMs, signal }: StreamCall): Promise<StreamEnd> {
  return new Promise((resolve, reject) => {
    const refused: Uint8Array[] = [];
    let refusedBytes = 0;
    let status = 0;
    let line: Dispatcher.DispatchController | undefined;
    let taking: Promise<void> | undefined;
    let isOver = false;
    let silence: NodeJS.Timeout | undefined;
    const end = (settle: () => void): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(silence);
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    const giveUp = (because: unknown): void => {
      end(() => reject(because));
      line?.abort(because instanceof Error ? because : new Error('the stream was given up'));
    };
    const onAbort = () => giveUp(signal.reason);
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => giveUp(silent(silenceMs)), silenceMs);
    };
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener('abort', onAbort);
    listen();
    pool.dispatch(
      { method: 'GET', path },
      {
        onRequestStart(controller) {
          line = controller;
          if (isOver) line.abort(new Error('the stream was given up'));
        },
        onResponseStart(_line, statusCode) {
          status = statusCode;
          listen();
        },
        onResponseData(controller, part) {
          if (isOver) return;
          listen();
          if (status !== 200) {
            refusedBytes += part.length;
            if (refusedBytes <= REFUSAL_BYTES_MAX) refused.push(part);
            return;
          }
          taking = take(part);
          if (taking === undefined) return;
          // A disk that takes its time is no silence of the partner.
          clearTimeout(silence);
          controller.pause();
          taking.then(() => {
            if (isOver) return;
            listen();
            controller.resume();
          }, giveUp);
        },
        onResponseEnd() {
          Promise.resolve(taking).then(
            () => end(() => resolve({ status, body: Buffer.concat(refused) })),
            (fault) => end(() => reject(fault)),
          );
        },
        onResponseError(_line, cause) {
          end(() => reject(cause));
        },
      },
    );
  });
}

function silent(silenceMs: number): IimsError {
  return new IimsError('partner.connection-lost', {
    message: 'The partner fell silent in the middle of an answer.',
    rule: `a byte at least every ${silenceMs} ms`,
  });
}

const REFUSAL_BYTES_MAX = 4_096;
