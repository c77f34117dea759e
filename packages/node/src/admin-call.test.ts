// SPDX-License-Identifier: Apache-2.0
// A call reaches the node of its directory, whichever node was called before: the name of a socket is that of a descriptor, and
// numbers of descriptors come again.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { callAdmin } from './admin-call.ts';
import { makeAdminSocket } from './admin-socket.ts';

test('two nodes that one program calls in turn answer each for itself', async () => {
  const root = mkdtempSync(join(tmpdir(), 'iims-admin-call-'));
  const servers = await Promise.all(['GEO', 'UKR'].map((state) => serve(join(root, state), state)));
  try {
    for (const state of ['GEO', 'UKR', 'UKR', 'GEO']) {
      const { answer } = await callAdmin(join(root, state), { verb: 'GET', path: '/' });
      assert.deepEqual(answer, { state });
      // What is kept of a connection is kept by then.
      await setImmediate();
    }
  } finally {
    for (const stop of servers) stop();
    rmSync(root, { recursive: true });
  }
});

async function serve(directory: string, state: string): Promise<() => void> {
  mkdirSync(directory);
  const socket = makeAdminSocket(directory);
  const server = createServer((_request, response) => void response.end(JSON.stringify({ state })));
  await new Promise<void>((done) => server.listen(socket.path, done));
  return () => {
    server.close();
    server.closeAllConnections();
    socket.close();
  };
}
