// SPDX-License-Identifier: Apache-2.0
// Calls the administrator's edge of the node that runs in a data directory (spec/admin-edge.md).
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IimsError } from '@iims/wire/errors';
import { parseStrictJson } from '@iims/wire/strict-json';
import { findAdminSocket } from './admin-socket.ts';
import { LOCK_FILE } from './data-directory.ts';
import { request } from './plain-request.ts';
import { takeInstanceLock } from './store/instance-lock.ts';

export interface AdminCall {
  readonly verb: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
}

export interface AdminReply {
  readonly status: number;
  /** What the method answered, or `{error}`. */
  readonly answer: object;
}

/** @throws IimsError `node.unreachable` where no node runs in the directory */
export async function callAdmin(directory: string, call: AdminCall): Promise<AdminReply> {
  try {
    const socket = findAdminSocket(directory);
    try {
      const { status, bytes } = await send(socket.path, call);
      return { status, answer: parseStrictJson(bytes, { bytesMax: ANSWER_BYTES_MAX }) as object };
    } finally {
      socket.close();
    }
  } catch (cause) {
    throw unreachable(directory, cause);
  }
}

function unreachable(directory: string, cause: unknown): IimsError {
  const about = { field: 'dir', cause };
  if (isRunning(directory)) {
    return new IimsError('node.unreachable', {
      ...about,
      message: 'A node runs in this data directory, but its socket is gone or does not answer.',
      fix: 'Restart the node: it makes its socket anew.',
    });
  }
  return new IimsError('node.unreachable', {
    ...about,
    message: 'No node runs in this data directory.',
    fix: 'Start it with `iims node start`, or give the directory of a node that runs.',
  });
}

function isRunning(directory: string): boolean {
  const lock = join(directory, LOCK_FILE);
  if (!existsSync(lock)) return false;
  try {
    takeInstanceLock(lock).release();
    return false;
  } catch (fault) {
    return fault instanceof IimsError && fault.code === 'node.running';
  }
}

function send(socketPath: string, { verb, path, body }: AdminCall): Promise<{ status: number; bytes: Uint8Array }> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    // A connection of its own: one that is kept goes by the name of its socket, which is that of a descriptor and soon another node's.
    const options = { socketPath, agent: false, method: verb, path, headers, timeout: CALL_TIMEOUT_MS };
    const outgoing = request(options, (response) => {
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
