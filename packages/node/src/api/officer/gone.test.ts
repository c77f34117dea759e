// SPDX-License-Identifier: Apache-2.0
// Whoever hangs up before the answer is known to have gone, over a real socket.
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'node:test';
import { fastify } from 'fastify';
import { goneOf } from './gone.ts';

test('a line that closes before its answer tells so', { timeout: 30_000 }, async (t) => {
  const app = fastify();
  t.after(() => app.close());
  const asked = new Promise<AbortSignal>((resolve) => {
    app.get('/', async (_request, reply) => {
      const gone = goneOf(reply);
      resolve(gone);
      await once(gone, 'abort');
      return '';
    });
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const line = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  line.write('GET / HTTP/1.1\r\nHost: node\r\n\r\n');
  const gone = await asked;
  line.destroy();
  if (!gone.aborted) await once(gone, 'abort');
});
