// SPDX-License-Identifier: Apache-2.0
// One call of a service of the own State over HTTP: a connection of its own to an address that was looked at, no redirect, a time and a
// size that end it (spec/announcements.md, 4 to 6; spec/translation.md, 1 and 3).
import type { RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { IimsError } from '@iims/wire/errors';
import { request as plainRequest } from '../plain-request.ts';
import { checkTargetHost, targetLookup } from './target-address.ts';

export interface JsonCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PostOptions {
  /** Instead of the system's name service and authorities. */
  readonly lookup?: ReturnType<typeof targetLookup>;
  readonly ca?: string;
  readonly timeoutMs?: number;
}

export interface PostedAnswer {
  readonly status: number;
  /** Undefined where it was longer than may be read. */
  readonly body: Uint8Array | undefined;
}

/**
 * Resolves when the whole answer has come, or more of it than is read.
 * @throws IimsError `webhook.address`, and what `unreachable` makes of anything that is no answer
 */
export async function postJson(
  { url, headers, body }: JsonCall,
  { lookup = targetLookup(), ca, timeoutMs = ATTEMPT_MS_MAX }: PostOptions,
  {
    answerBytesMax,
    unreachable,
  }: { readonly answerBytesMax: number; readonly unreachable: (cause: unknown) => IimsError },
): Promise<PostedAnswer> {
  checkTargetHost(new URL(url).hostname.replace(/^\[(.*)\]$/, '$1'));
  const options: RequestOptions & { readonly ca?: string } = {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'iims',
    },
    agent: false,
    lookup,
    maxHeaderSize: HEADER_BYTES_MAX,
    ...(ca === undefined ? {} : { ca }),
  };
  return new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? tlsRequest(url, options) : plainRequest(url, options);
    const fail = (cause: unknown): void => {
      reject(cause instanceof IimsError ? cause : unreachable(cause));
      request.destroy();
    };
    const timer = setTimeout(() => fail(undefined), timeoutMs);
    request.once('close', () => {
      clearTimeout(timer);
      // Where the receiver turned to another protocol there is neither an answer nor a fault.
      reject(unreachable(undefined));
    });
    request.once('error', fail);
    request.once('response', (response) => {
      const status = response.statusCode ?? 0;
      const parts: Uint8Array[] = [];
      let bytes = 0;
      response.on('data', (part: Uint8Array) => {
        parts.push(part);
        bytes += part.length;
        if (bytes <= answerBytesMax) return;
        resolve({ status, body: undefined });
        request.destroy();
      });
      response.once('end', () => resolve({ status, body: Buffer.concat(parts) }));
      response.once('error', fail);
    });
    request.end(body);
  });
}

const ATTEMPT_MS_MAX = 15_000;
const HEADER_BYTES_MAX = 16_384;
