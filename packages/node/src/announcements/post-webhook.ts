// SPDX-License-Identifier: Apache-2.0
// One call of a webhook over HTTP: a connection of its own, no redirect, a time and a size that end it (spec/announcements.md, 5 and 6).
import { request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { IimsError } from '@iims/wire/errors';
import { checkTargetHost, targetLookup } from './target-address.ts';

export interface WebhookCall {
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

/** Resolves when the receiver has taken it. @throws IimsError `webhook.address`, `webhook.refused`, `webhook.unreachable` */
export async function postWebhook({ url, headers, body }: WebhookCall, options: PostOptions = {}): Promise<void> {
  const { lookup = targetLookup(), ca, timeoutMs = ATTEMPT_MS_MAX } = options;
  checkTargetHost(new URL(url).hostname.replace(/^\[(.*)\]$/, '$1'));
  const request: RequestOptions & { readonly ca?: string } = {
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
  const status = await send(url, request, { body, timeoutMs });
  if (status >= 200 && status < 300) return;
  throw new IimsError('webhook.refused', {
    message: 'The receiver of a webhook does not take what it is told.',
    field: 'webhooks.targets',
    rule: status >= 300 && status < 400 ? 'no redirect is followed' : `a status of 200 to 299, not ${status}`,
    fix: 'Look into the log of the receiver.',
  });
}

/** Resolves to the status when the whole answer has come, or as much of it as is read. */
function send(
  url: string,
  options: RequestOptions,
  { body, timeoutMs }: { readonly body: string; readonly timeoutMs: number },
): Promise<number> {
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
      let bytes = 0;
      response.on('data', (part: Uint8Array) => {
        bytes += part.length;
        if (bytes <= ANSWER_BYTES_MAX) return;
        resolve(status);
        request.destroy();
      });
      response.once('end', () => resolve(status));
      response.once('error', fail);
    });
    request.end(body);
  });
}

function unreachable(cause: unknown): IimsError {
  return new IimsError('webhook.unreachable', {
    message: 'The receiver of a webhook does not answer in time, or its certificate does not hold.',
    field: 'webhooks.targets',
    fix: 'Check its address, its certificate and that it runs.',
    ...(cause === undefined ? {} : { cause }),
  });
}

const ATTEMPT_MS_MAX = 15_000;
const ANSWER_BYTES_MAX = 16_384;
const HEADER_BYTES_MAX = 16_384;
