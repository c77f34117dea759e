// SPDX-License-Identifier: Apache-2.0
// Calls the administrator's edge of the node that runs in a data directory (spec/admin-edge.md).
import { request } from 'node:http';
import { findAdminSocket } from '@iims/node/admin-socket';
import { readConfig } from '@iims/node/config';
import { IimsError } from '@iims/wire/errors';
import { parseStrictJson } from '@iims/wire/strict-json';
import { RemoteFault } from './terminal.ts';

export interface AdminCall {
  readonly verb: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
}

/** What the node answered. Throws `RemoteFault` with what it refused, `node.unreachable` where none runs, `config.*` for no node's directory. */
export async function callNode<R>(directory: string, call: AdminCall): Promise<R> {
  readConfig(directory);
  const { status, bytes } = await exchange(directory, call);
  const answer = parseStrictJson(bytes, { bytesMax: ANSWER_BYTES_MAX }) as { error?: Record<string, string> };
  if (status === 200) return answer as R;
  throw new RemoteFault(answer.error ?? { code: 'node.fault', message: 'The node refused.' });
}

async function exchange(directory: string, { verb, path, body }: AdminCall) {
  try {
    const socket = findAdminSocket(directory);
    try {
      return await send(socket.path, verb, path, body);
    } finally {
      socket.close();
    }
  } catch (cause) {
    throw new IimsError('node.unreachable', {
      message: 'No node runs in this data directory.',
      field: 'dir',
      fix: 'Start it with `iims node start`, or give the directory of a node that runs.',
      cause,
    });
  }
}

function send(socketPath: string, method: string, path: string, body: object | undefined) {
  return new Promise<{ status: number; bytes: Uint8Array }>((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const outgoing = request({ socketPath, method, path, headers, timeout: CALL_TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes: Buffer.concat(chunks) }));
      response.on('error', reject);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('the node does not answer in time')));
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const ANSWER_BYTES_MAX = 24 * 1_048_576;
/** Making a quarter of a year's keys in a slow token takes seconds. */
const CALL_TIMEOUT_MS = 60_000;
