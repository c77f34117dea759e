// SPDX-License-Identifier: Apache-2.0
// How the command line reaches a node: by `fetch`, and where it sends bytes by a plain request. `fetch` copies a body several times
// over, which for a file of gigabytes is more work than its hash.
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { IimsError } from '@iims/wire/errors';

/** Behaves as `fetch`. */
export function sendToNode(address: string, init: RequestInit): Promise<Response> {
  const { body } = init;
  return body instanceof Uint8Array ? sendBytes(new URL(address), init, body) : fetch(address, init);
}

function sendBytes(url: URL, { method, headers, signal }: RequestInit, body: Uint8Array): Promise<Response> {
  const isPlain = url.protocol === 'http:';
  const [request, agent] = isPlain ? [requestHttp, HTTP] : [requestHttps, HTTPS];
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      agent,
      method: method ?? 'POST',
      headers: { ...(headers as Record<string, string>), 'content-length': body.length },
      ...(signal === undefined || signal === null ? {} : { signal }),
    });
    sent.once('response', (answer) => readAll(answer).then(resolve, reject));
    sent.once('error', reject);
    sent.end(body);
  });
}

async function readAll(answer: IncomingMessage): Promise<Response> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > ANSWER_BYTES_MAX) throw notANode();
    parts.push(part);
  }
  return new Response(Buffer.concat(parts), { status: answer.statusCode ?? 0 });
}

function notANode(): IimsError {
  return new IimsError('node.unreachable', {
    message: 'Something answers at this address, but it is no node.',
    field: 'node',
    rule: `a short answer to bytes, at most ${ANSWER_BYTES_MAX}`,
  });
}

const HTTP = new HttpAgent({ keepAlive: true });
const HTTPS = new HttpsAgent({ keepAlive: true });
const ANSWER_BYTES_MAX = 65_536;
